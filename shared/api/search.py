"""Searching, exploring, hashtags and places."""

from shared.api.transport import Transport, segment
from shared.graph import People
from shared.posts import PostPage
from shared.search import (
    Found,
    Hashtag,
    Hashtags,
    Kind,
    NewRecentSearch,
    Order,
    Place,
    Places,
    RecentSearch,
    RecentSearches,
)


class Search(Transport):
    async def search(self, q: str) -> Found:
        """The best people, hashtags and places at once."""
        return await self._call("GET", "/search", Found, query={"q": q})

    async def search_people(self, q: str, cursor: str | None = None) -> People:
        return await self._call("GET", "/search/people", People, query={"q": q, "cursor": cursor})

    async def search_hashtags(self, q: str) -> Hashtags:
        return await self._call("GET", "/search/hashtags", Hashtags, query={"q": q})

    async def search_places(self, q: str) -> Places:
        return await self._call("GET", "/search/places", Places, query={"q": q})

    async def search_posts(self, q: str, cursor: str | None = None) -> PostPage:
        """Posts whose captions have these words."""
        return await self._call("GET", "/search/posts", PostPage, query={"q": q, "cursor": cursor})

    async def recent_searches(self) -> RecentSearches:
        return await self._call("GET", "/search/recent", RecentSearches)

    async def note_search(self, kind: Kind, value: str) -> RecentSearch:
        return await self._call("POST", "/search/recent", RecentSearch, NewRecentSearch(kind=kind, value=value))

    async def forget_search(self, search_id: str) -> None:
        await self._call("DELETE", f"/search/recent/{search_id}", None)

    async def forget_searches(self) -> None:
        await self._call("DELETE", "/search/recent", None)

    async def explore(self, cursor: str | None = None) -> PostPage:
        """Posts of public accounts that the viewer does not follow."""
        return await self._call("GET", "/explore", PostPage, query={"cursor": cursor})

    async def trending(self) -> Hashtags:
        return await self._call("GET", "/trending", Hashtags)

    async def hashtag(self, tag: str) -> Hashtag:
        return await self._call("GET", f"/hashtags/{segment(tag)}", Hashtag)

    async def hashtag_posts(self, tag: str, order: Order = "top", cursor: str | None = None) -> PostPage:
        query = {"order": order, "cursor": cursor}
        return await self._call("GET", f"/hashtags/{segment(tag)}/posts", PostPage, query=query)

    async def follow_hashtag(self, tag: str) -> Hashtag:
        """Its posts may come into Home from now on. Doing it again changes nothing."""
        return await self._call("PUT", f"/hashtags/{segment(tag)}/follow", Hashtag)

    async def unfollow_hashtag(self, tag: str) -> Hashtag:
        return await self._call("DELETE", f"/hashtags/{segment(tag)}/follow", Hashtag)

    async def followed_hashtags(self) -> Hashtags:
        """The viewer's own, by name."""
        return await self._call("GET", "/me/hashtags", Hashtags)

    async def place(self, place_id: str) -> Place:
        return await self._call("GET", f"/places/{segment(place_id)}", Place)

    async def place_posts(self, place_id: str, order: Order = "top", cursor: str | None = None) -> PostPage:
        query = {"order": order, "cursor": cursor}
        return await self._call("GET", f"/places/{segment(place_id)}/posts", PostPage, query=query)

    async def places_near(self, latitude: float, longitude: float) -> Places:
        query = {"latitude": latitude, "longitude": longitude}
        return await self._call("GET", "/places/near", Places, query=query)

    async def places_of_media(self, media_id: str) -> Places:
        """Places near where one's own photo was taken, as its camera wrote into the file; asked for by the author.

        Nothing of that position is kept. Empty when the file says nothing.
        """
        return await self._call("GET", f"/media/{media_id}/places", Places)
