"""What the town answers about the two feeds, what ranks Home, and what was seen there."""

from typing import Any

from shared.feed import (
    Device,
    FeedEvents,
    FeedHealth,
    FeedModel,
    FeedPage,
    FeedPreferences,
    FeedSettings,
    HomeItem,
    HomePage,
    NewPosts,
    Source,
    Why,
)
from shared.posts import Post
from tests.client.town import NOW, Town, refusal
from tests.client.town_posts import TownPosts


def bring(town: Town, post: Post, source: Source, because: str = "") -> Post:
    """Into Home, whoever its author is."""
    town.brought[post.id] = source, because
    return post


class TownFeed(TownPosts):
    def _page(self, posts: list[Post], cursor: str | None, limit: int) -> tuple[list[Post], str | None]:
        start = int(cursor or 0)
        return posts[start : start + limit], str(start + limit) if start + limit < len(posts) else None

    def _feed(self) -> list[Post]:
        ties = {handle: person.relationship for handle, person in self.town.people.items()}
        return [
            post
            for post in self.town.posts
            if post.author.handle == self._handle
            or (ties[post.author.handle].tie == "following" and not ties[post.author.handle].muted)
            if post.id not in self.town.hidden
        ]

    async def following_feed(self, cursor: str | None = None, limit: int | None = None) -> FeedPage:
        self._note("following_feed", cursor, limit)
        items, after = self._page(self._feed(), cursor, limit or 30)
        return FeedPage(items=items, cursor=after)

    async def new_posts(self, since: str) -> NewPosts:
        self._note("new_posts", since)
        ids = [post.id for post in self._feed()]
        if since in self.town.orders:
            return NewPosts(count=sum(int(one) > int(since) for one in ids))
        return NewPosts(count=ids.index(since) if since in ids else 30)

    async def home_feed(
        self,
        cursor: str | None = None,
        limit: int | None = None,
        device: Device | None = None,
        snapshot: str | None = None,
    ) -> HomePage:
        self._note("home_feed", cursor, limit, device, snapshot)
        town = self.town
        start = "0"
        if cursor:
            snapshot, _, start = cursor.partition(" ")
        elif snapshot not in town.orders:
            snapshot = self._new_order()
        assert snapshot
        known = {post.id: post for post in town.posts if post.id not in town.hidden}
        order = [known[one] for one in town.orders[snapshot] if one in known]
        items, after = self._page(order, start, limit or 30)
        brought: list[HomeItem] = []
        for post in items:
            source, because = town.brought.get(post.id, ("followed", ""))
            brought.append(HomeItem(post=post, source=source, because=because))
        return HomePage(
            items=brought,
            cursor=f"{snapshot} {after}" if after else None,
            snapshot=snapshot if town.ranker != "newest" else None,
            ranker=town.ranker,
        )

    def _new_order(self) -> str:
        """What was liked most comes first, as far as the likes differ."""
        town = self.town
        own = self._feed()
        outside = [post for post in town.posts if post.id in town.brought and post not in own]
        ranked = sorted([*own, *outside], key=lambda post: post.likes, reverse=True)
        snapshot = town.next_id()
        town.orders[snapshot] = [post.id for post in ranked if post.id not in town.hidden]
        return snapshot

    async def why(self, snapshot: str, post_id: str) -> Why:
        self._note("why", snapshot, post_id)
        if post_id not in self.town.orders.get(snapshot, []):
            raise refusal(404, "No such post there")
        return Why(reasons=["You often like this author’s posts", "2 hours old"], ranker=self.town.ranker)

    async def feed_events(self, events: FeedEvents) -> None:
        self._note("feed_events", events)
        self.town.events += events.events

    async def feed_preferences(self) -> FeedSettings:
        self._note("feed_preferences")
        chosen = self.town.feed_preferences
        return FeedSettings(first=chosen.first, suggested=chosen.suggested, ranker=self.town.ranker)

    async def change_feed_preferences(self, wanted: FeedPreferences) -> FeedPreferences:
        self._note("change_feed_preferences", wanted)
        self.town.feed_preferences = wanted
        return wanted

    async def feed_health(self) -> FeedHealth:
        self._note("feed_health")
        facts: dict[str, Any] = {"kind": "network", "trained_at": NOW, "rows": 120_400}
        return FeedHealth(
            ranker="learned",
            models=[
                FeedModel(version="9", state="shadow", trained_on="log", ndcg=0.41, calibration=1.4, **facts),
                FeedModel(version="8", state="current", trained_on="log", ndcg=0.402, calibration=1.05, **facts),
            ],
            pages={"learned": 9_120, "starter": 0, "formula": 3, "newest": 0, "following": 5_310},
            fallbacks={"sql": 2, "formula": 3, "snapshot": 0},
            events={"taken": 48_000, "dropped": 12, "bare": 1},
        )
