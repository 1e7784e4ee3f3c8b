"""The feed."""

from shared.api.transport import Transport
from shared.feed import (
    Device,
    FeedEvents,
    FeedHealth,
    FeedPage,
    FeedPreferences,
    FeedSettings,
    HomePage,
    NewPosts,
    Why,
)


class Feed(Transport):
    async def following_feed(self, cursor: str | None = None, limit: int | None = None) -> FeedPage:
        return await self._call("GET", "/feed/following", FeedPage, query={"cursor": cursor, "limit": limit})

    async def new_posts(self, since: str) -> NewPosts:
        """How many posts of others stand above the post with id `since`, or have come since that snapshot."""
        return await self._call("GET", "/feed/following/new", NewPosts, query={"since": since})

    async def home_feed(
        self,
        cursor: str | None = None,
        limit: int | None = None,
        device: Device | None = None,
        snapshot: str | None = None,
    ) -> HomePage:
        """Without a cursor the first page: of that snapshot while there is one, else of a new order."""
        query = {"cursor": cursor, "limit": limit, "device": device, "snapshot": snapshot}
        return await self._call("GET", "/feed/home", HomePage, query=query)

    async def why(self, snapshot: str, post_id: str) -> Why:
        """Why a post stands in Home."""
        return await self._call("GET", "/feed/home/why", Why, query={"snapshot": snapshot, "post": post_id})

    async def feed_events(self, events: FeedEvents) -> None:
        await self._call("POST", "/feed/events", None, events)

    async def feed_preferences(self) -> FeedSettings:
        return await self._call("GET", "/feed/preferences", FeedSettings)

    async def change_feed_preferences(self, wanted: FeedPreferences) -> FeedPreferences:
        return await self._call("PUT", "/feed/preferences", FeedPreferences, wanted)

    async def feed_health(self) -> FeedHealth:
        """For moderators."""
        return await self._call("GET", "/admin/feed", FeedHealth)
