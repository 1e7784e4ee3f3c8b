"""The feed."""

from shared.api.transport import Transport
from shared.feed import FeedPage, NewPosts


class Feed(Transport):
    async def following_feed(self, cursor: str | None = None, limit: int | None = None) -> FeedPage:
        return await self._call("GET", "/feed/following", FeedPage, query={"cursor": cursor, "limit": limit})

    async def new_posts(self, since: str) -> NewPosts:
        """How many posts of others stand above the post with id `since`."""
        return await self._call("GET", "/feed/following/new", NewPosts, query={"since": since})
