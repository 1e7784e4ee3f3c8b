"""What the town answers about searching, exploring, hashtags and places."""

from math import hypot
from typing import Any

from shared.graph import People, Person
from shared.posts import Post, PostPage
from shared.search import (
    Found,
    Hashtag,
    Hashtags,
    Kind,
    Order,
    Place,
    Places,
    RecentSearch,
    RecentSearches,
)
from tests.client.town import refusal
from tests.client.town_engagement import TownEngagement

PAGE = 12
GAZETTEER = (
    Place(id="2735943", name="Porto", region="Porto, Portugal", latitude=41.15, longitude=-8.61),
    Place(id="2737824", name="Matosinhos", region="Porto, Portugal", latitude=41.18, longitude=-8.69),
    Place(id="2732544", name="Vila Nova de Gaia", region="Porto, Portugal", latitude=41.12, longitude=-8.61),
    Place(id="2950159", name="Berlin", region="Berlin, Germany", latitude=52.52, longitude=13.41),
)


class TownSearch(TownEngagement):
    def _row(self, handle: str) -> Person:
        return Person(author=self.town.author(handle), relationship=self.town.people[handle].relationship)

    def _named(self, q: str) -> list[str]:
        """Handles that begin like that, in order."""
        return [one for one in sorted(self.town.people) if one.startswith(q.lower())]

    def _tags(self, q: str = "") -> list[Hashtag]:
        found: dict[str, int] = {}
        for post in self.town.posts:
            for tag in post.hashtags:
                found[tag] = found.get(tag, 0) + 1
        tags = [Hashtag(tag=tag, posts=posts) for tag, posts in found.items() if tag.startswith(q.lower())]
        return sorted(tags, key=lambda one: -one.posts)

    def _places(self, q: str) -> list[Place]:
        return [place for place in GAZETTEER if place.name.lower().startswith(q.lower())]

    def _grid(self, posts: list[Post], cursor: str | None) -> PostPage:
        start = int(cursor or 0)
        after = str(start + PAGE) if start + PAGE < len(posts) else None
        return PostPage(items=posts[start : start + PAGE], cursor=after)

    async def search(self, q: str) -> Found:
        await self._slowly("search", q)
        people = [self._row(handle) for handle in self._named(q)[:5]]
        return Found(people=people, hashtags=self._tags(q)[:3], places=self._places(q)[:3])

    async def search_people(self, q: str, cursor: str | None = None) -> People:
        self._note("search_people", q)
        start, handles = int(cursor or 0), self._named(q)
        after = str(start + PAGE) if start + PAGE < len(handles) else None
        return People(items=[self._row(handle) for handle in handles[start : start + PAGE]], cursor=after)

    async def search_hashtags(self, q: str) -> Hashtags:
        self._note("search_hashtags", q)
        return Hashtags(items=self._tags(q))

    async def search_places(self, q: str) -> Places:
        self._note("search_places", q)
        return Places(items=self._places(q))

    async def search_posts(self, q: str, cursor: str | None = None) -> PostPage:
        self._note("search_posts", q, cursor)
        words = q.lower().split()
        return self._grid(
            [one for one in self.town.posts if all(word in one.caption.lower() for word in words)], cursor
        )

    async def recent_searches(self) -> RecentSearches:
        self._note("recent_searches")
        return RecentSearches(items=list(self.town.recent))

    async def note_search(self, kind: Kind, value: str) -> RecentSearch:
        self._note("note_search", kind, value)
        facts: dict[str, Any] = {"words": value} if kind == "words" else {}
        if kind == "person":
            facts["person"] = self.town.author(value)
        elif kind == "hashtag":
            facts["hashtag"] = next(tag for tag in self._tags() if tag.tag == value)
        elif kind == "place":
            facts["place"] = next(place for place in GAZETTEER if place.id == value)
        same = next((one for one in self.town.recent if one.kind == kind and _is(one, facts)), None)
        noted = same or RecentSearch(id=self.town.next_id(), kind=kind, **facts)
        self.town.recent = [noted, *(one for one in self.town.recent if one is not noted)]
        return noted

    async def forget_search(self, search_id: str) -> None:
        self._note("forget_search", search_id)
        self.town.recent = [one for one in self.town.recent if one.id != search_id]

    async def forget_searches(self) -> None:
        self._note("forget_searches")
        self.town.recent = []

    async def explore(self, cursor: str | None = None) -> PostPage:
        self._note("explore", cursor)
        followed = {one.handle for one in self.town.people.values() if one.relationship.tie == "following"}
        strangers = [one for one in self.town.posts if one.author.handle not in followed | {self._handle}]
        return self._grid(strangers, cursor)

    async def trending(self) -> Hashtags:
        self._note("trending")
        return Hashtags(items=self._tags()[:10])

    async def hashtag(self, tag: str) -> Hashtag:
        self._note("hashtag", tag)
        for known in self._tags():
            if known.tag == tag.lower():
                known.followed = known.tag in self.town.followed_tags
                return known
        raise refusal(404, "No such hashtag")

    async def follow_hashtag(self, tag: str) -> Hashtag:
        self._note("follow_hashtag", tag)
        self.town.followed_tags.append(tag.lower())
        return await self.hashtag(tag)

    async def unfollow_hashtag(self, tag: str) -> Hashtag:
        self._note("unfollow_hashtag", tag)
        self.town.followed_tags.remove(tag.lower())
        return await self.hashtag(tag)

    async def followed_hashtags(self) -> Hashtags:
        self._note("followed_hashtags")
        return Hashtags(items=[Hashtag(tag=tag, posts=1, followed=True) for tag in sorted(self.town.followed_tags)])

    async def hashtag_posts(self, tag: str, order: Order = "top", cursor: str | None = None) -> PostPage:
        self._note("hashtag_posts", tag, order, cursor)
        return self._grid(_ordered([one for one in self.town.posts if tag.lower() in one.hashtags], order), cursor)

    async def place(self, place_id: str) -> Place:
        self._note("place", place_id)
        for place in GAZETTEER:
            if place.id == place_id:
                place.posts = sum(post.place_id == place_id for post in self.town.posts)
                return place
        raise refusal(404, "No such place")

    async def place_posts(self, place_id: str, order: Order = "top", cursor: str | None = None) -> PostPage:
        self._note("place_posts", place_id, order, cursor)
        return self._grid(_ordered([one for one in self.town.posts if one.place_id == place_id], order), cursor)

    async def places_near(self, latitude: float, longitude: float) -> Places:
        self._note("places_near", latitude, longitude)
        return Places(items=_near(latitude, longitude))

    async def places_of_media(self, media_id: str) -> Places:
        self._note("places_of_media", media_id)
        return Places(items=_near(*self.town.taken_at) if self.town.taken_at else [])


def _is(one: RecentSearch, facts: dict[str, Any]) -> bool:
    return all(getattr(one, name) == value for name, value in facts.items())


def _ordered(posts: list[Post], order: Order) -> list[Post]:
    return sorted(posts, key=lambda one: -one.likes) if order == "top" else posts


def _near(latitude: float, longitude: float) -> list[Place]:
    """Within a degree or so, as the crow flies over a flat map."""
    far = [(hypot(one.latitude - latitude, one.longitude - longitude) * 111, one) for one in GAZETTEER]
    return [
        Place(
            id=one.id,
            name=one.name,
            region=one.region,
            latitude=one.latitude,
            longitude=one.longitude,
            posts=one.posts,
            kilometres=kilometres,
        )
        for kilometres, one in sorted(far, key=lambda pair: pair[0])
        if kilometres < 100
    ]
