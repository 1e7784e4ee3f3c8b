"""What ranking knows of viewers equals what a plain reading of the tables says."""

import random
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from server.feed.log import service as log
from server.feed.log.kinds import OUTCOMES
from server.feed.ranking.features import CONTENT, TIE, Profile, unknown
from server.feed.signals import building, packing, posts, profiles
from server.graph import service as graph
from server.kit import database, ids, resources
from server.kit.viewer import Viewer
from server.posts.hiding import service as hiding
from server.posts.likes import service as likes
from shared.engagement import Hide
from shared.feed import FeedEvent, FeedEvents
from tests.feed.away import valkey_away
from tests.feed.pictured import EMBEDDING, act, with_picture
from tests.feed.snapshots import made
from tests.world import World


class Past:
    """Things done long ago and lately, written straight into the tables; and what a profile must say of them."""

    def __init__(self, seed: int, viewer: int, authors: list[Viewer], posts_of: dict[int, list[int]]) -> None:
        self.draw = random.Random(seed)
        self.viewer, self.authors, self.posts_of = viewer, authors, posts_of
        self.now = time.time()
        self.sums: dict[str, Counter[int]] = {field: Counter() for field in set(building.FIELDS.values())}
        self.last_seen: dict[int, float] = {}

    def some_time(self, days: float) -> datetime:
        return datetime.fromtimestamp(round(self.now - self.draw.random() * days * 86_400, 3), UTC)

    def add(self, field: str, author: int, at: datetime) -> None:
        self.sums[field][author] += 0.5 ** ((self.now - at.timestamp()) / (14 * 86_400))  # type: ignore[assignment]

    async def live(self) -> None:
        for author, its in self.posts_of.items():
            for post_id in its:
                await self._feel(author, post_id)
                await self._see(author, post_id)

    async def _feel(self, author: int, post_id: int) -> None:
        if self.draw.random() < 0.5:
            at = self.some_time(90)
            await database.execute(
                "INSERT INTO likes VALUES ($1, $2, $3, $4)", author, post_id, self.viewer, ids.at(at)
            )
            await database.execute("INSERT INTO liked VALUES ($1, $2, $3)", self.viewer, post_id, author)
            self.add("likes", author, at)
        for _ in range(self.draw.choice([0, 0, 1, 3])):
            at = self.some_time(60)
            await database.execute(
                "INSERT INTO comments (author_id, id, post_id, user_id, text) VALUES ($1, $2, $3, $4, 'so')",
                author,
                ids.at(at) + self.draw.randrange(4000),
                post_id,
                self.viewer,
            )
            self.add("comments", author, at)
        saved, shared = (self.some_time(40) if self.draw.random() < 0.3 else None for _ in range(2))
        if saved:
            await database.execute(
                "INSERT INTO saves VALUES ($1, $2, $3, $4)", self.viewer, post_id, author, ids.at(saved)
            )
        if shared:
            await database.execute(
                "INSERT INTO shares SELECT $1, n, $2, $3, 0, '', $4 FROM generate_series(1, 3) n",
                self.viewer,
                post_id,
                author,
                shared,
            )
        if saved or shared:
            self.add("shares", author, max(at for at in (saved, shared) if at))
        if self.draw.random() < 0.1:
            at = self.some_time(100)
            await database.execute(
                "INSERT INTO hidden_posts VALUES ($1, $2, $3, 'hidden', $4)", self.viewer, post_id, author, at
            )
            self.add("less", author, at)

    async def _see(self, author: int, post_id: int) -> None:
        times = sorted(self.some_time(20) for _ in range(self.draw.choice([0, 1, 1, 3])))
        dwelt = []
        for number, at in enumerate(times):
            reading = ids.at(at) + number
            await database.execute(
                "INSERT INTO impressions VALUES ($1, $2, $3, $4, $5, 0, 0, 0, 0, 0, 0, 0)",
                self.viewer,
                reading,
                post_id,
                author,
                at,
            )
            for kind, amount in (("dwell", self.draw.choice([1.0, 4.0, 30.0])), ("profile", 1.0)):
                if self.draw.random() < 0.4:
                    await database.execute(
                        "INSERT INTO outcomes VALUES ($1, $2, $3, $4, $5, $6, $7)",
                        self.viewer,
                        reading,
                        post_id,
                        author,
                        OUTCOMES[kind],  # type: ignore[index]
                        amount,
                        at,
                    )
                    lately = at.timestamp() > self.now - 14 * 86_400
                    if kind == "profile" and lately:
                        self.add("visits", author, at)
                    elif lately and amount >= 4:
                        dwelt.append(at)
        lately = [at for at in times if at.timestamp() > self.now - 14 * 86_400]
        if lately:
            self.add("shown", author, lately[-1])
            self.last_seen[author] = max(self.last_seen.get(author, 0), lately[-1].timestamp())
        if dwelt:
            self.add("dwell", author, dwelt[-1])


@pytest.mark.parametrize("seed", [1, 2])
async def test_ties_equal_a_plain_count_that_fades(long_world: World, seed: int) -> None:
    viewer = await long_world.newcomer()
    authors, fan = [await long_world.newcomer() for _ in range(6)], await long_world.newcomer()
    own = await long_world.quick_post(viewer.user_id)
    posts_of = {a.user_id: [await long_world.quick_post(a.user_id) for _ in range(5)] for a in authors[:4]}
    past = Past(seed, viewer.user_id, authors, posts_of)
    await past.live()
    at = past.some_time(50)
    await database.execute(
        "INSERT INTO likes VALUES ($1, $2, $3, $4)", viewer.user_id, own, authors[5].user_id, ids.at(at)
    )
    past.add("received", authors[5].user_id, at)
    async with database.transaction():
        for author in (*authors[:2], authors[4]):
            await graph.follow(viewer, author.handle)
        await graph.follow(authors[0], viewer.handle)
        await graph.follow(authors[0], authors[1].handle)
        await graph.follow(authors[4], authors[1].handle)
        await graph.follow(fan, viewer.handle)
        await graph.add_close_friend(viewer, authors[1].handle)
    profile = await profiles.load(viewer.user_id)
    assert profile.follows == 3
    assert profile.ties["author"].tolist() == sorted(profile.ties["author"].tolist())
    found = {int(tie["author"]): tie for tie in profile.ties}
    told = {author for sums in past.sums.values() for author in sums} | {a.user_id for a in (*authors[:2], authors[4])}
    assert found.keys() == told | {fan.user_id}
    for author, tie in found.items():
        for field, sums in past.sums.items():
            assert tie[field] == pytest.approx(sums[author], rel=1e-3, abs=1e-5), field
        assert tie["last_seen"] == pytest.approx(past.last_seen.get(author, 0), abs=0.01)
    close = [author for author, tie in found.items() if tie["close_friend"]]
    back = [author for author, tie in found.items() if tie["follows_back"]]
    followed = {author for author, tie in found.items() if tie["followed_days"] > 0}
    assert (close, back) == ([authors[1].user_id], [authors[0].user_id, fan.user_id])
    assert followed == {a.user_id for a in (*authors[:2], authors[4])}
    assert found[authors[1].user_id]["mutuals"] == 2
    async with valkey_away():
        alone = await profiles.load(viewer.user_id)
    assert alone.ties["author"].tolist() == profile.ties["author"].tolist()
    for field in past.sums:
        assert alone.ties[field] == pytest.approx(profile.ties[field], rel=1e-3)


async def test_habits_and_taste_come_from_what_was_seen_and_liked(long_world: World) -> None:
    author, viewer = await long_world.newcomer(), await long_world.newcomer()
    assert (await profiles.load(viewer.user_id)).dwell_share == pytest.approx(building.DWELL_SHARE)
    draws = np.random.default_rng(8)
    liked, hidden = [
        await with_picture(
            long_world, author, f"#{tag}", embedding=draws.random(EMBEDDING).astype("<f2").tobytes(), hash_=bytes(32)
        )
        for tag in ("liked", "hidden")
    ]
    await likes.like(viewer, liked)
    reading = await made(viewer.user_id, [liked, hidden])
    told = [FeedEvent(post_id=str(one), kind="seen", snapshot=str(reading.id)) for one in (liked, hidden)]
    told.append(FeedEvent(post_id=str(liked), kind="dwell", snapshot=str(reading.id), seconds=5))
    await act(log.record, viewer, FeedEvents(events=told))
    await act(hiding.hide, viewer, hidden, Hide())
    profile = await profiles.load(viewer.user_id)
    rows, _ = await posts.load([liked, hidden])
    assert profile.taste == pytest.approx(rows["content"][0].astype(np.float32), abs=2e-3)
    assert profile.distaste == pytest.approx(rows["content"][1].astype(np.float32), abs=2e-3)
    assert profile.dwell_share == pytest.approx((1 + 50 * building.DWELL_SHARE) / 52)
    assert profile.like_share == pytest.approx((1 + 50 * 0.08) / 52)
    assert profile.sessions_a_day == pytest.approx(1 / 14)


def test_visits_end_with_half_an_hour_of_nothing() -> None:
    minutes = np.array([0, 29, 58, 89, 100, 1000])
    assert building.visits(np.random.default_rng(1).permutation(minutes * 60.0)) == 3
    assert building.visits(np.zeros(0)) == 0


async def test_what_changes_ties_forgets_the_profile_at_once(long_world: World) -> None:
    viewer, other = await long_world.newcomer(), await long_world.newcomer()
    post_id = await long_world.quick_post(other.user_id)

    def tie(profile: Profile) -> np.void:
        found = profile.ties[profile.ties["author"] == other.user_id]
        return found[0] if len(found) else np.zeros(1, TIE)[0]

    for verb, args, field, expected in (
        (graph.follow, (other.handle,), "followed_days", True),
        (graph.unfollow, (other.handle,), "followed_days", False),
        (graph.add_close_friend, (other.handle,), "close_friend", True),
        (graph.drop_close_friend, (other.handle,), "close_friend", False),
        (hiding.hide, (post_id, Hide(why="not-interested")), "less", True),
        (hiding.unhide, (post_id,), "less", False),
    ):
        await profiles.load(viewer.user_id)
        await act(verb, viewer, *args)
        assert bool(tie(await profiles.load(viewer.user_id))[field]) == expected, verb
    assert await resources.data().exists(f"home-outdated:{{{viewer.user_id}}}") == 1


async def test_a_profile_made_before_a_change_is_not_stored_after_it(long_world: World, monkeypatch: Any) -> None:
    viewer, other = await long_world.newcomer(), await long_world.newcomer()
    build = building.build

    async def slow(user_id: int) -> Profile:
        made_before = await build(user_id)
        await act(graph.follow, viewer, other.handle)
        return made_before

    monkeypatch.setattr(building, "build", slow)
    assert not len((await profiles.load(viewer.user_id)).ties)
    monkeypatch.undo()
    assert len((await profiles.load(viewer.user_id)).ties) == 1


async def test_what_others_settle_in_secret_is_in_nobodys_profile_but_theirs(long_world: World) -> None:
    viewer, other = await long_world.newcomer(), await long_world.newcomer()
    post_id = await long_world.quick_post(viewer.user_id)
    before = packing.packed(await building.build(viewer.user_id))
    async with database.transaction():
        await graph.add_close_friend(other, viewer.handle)
        await graph.mute(other, viewer.handle)
        await hiding.hide(other, post_id, Hide())
    reading = await made(other.user_id, [post_id])
    told = [
        FeedEvent(post_id=str(post_id), kind=kind, snapshot=str(reading.id)) for kind in ("seen", "profile", "hide")
    ]
    await act(log.record, other, FeedEvents(events=told))
    assert packing.packed(await building.build(viewer.user_id)) == before


async def test_of_many_ties_the_close_the_lively_and_the_latest_are_kept(long_world: World, monkeypatch: Any) -> None:
    viewer, author, friend = [await long_world.newcomer() for _ in range(3)]
    post_id = await long_world.quick_post(author.user_id)
    await likes.like(viewer, post_id)
    async with database.transaction():
        await graph.add_close_friend(viewer, friend.handle)
        followed = [await long_world.newcomer() for _ in range(4)]
    start = datetime.now(UTC) - timedelta(days=9)
    for number, person in enumerate(followed):
        await database.execute(
            "INSERT INTO following (user_id, other_id, state, created_at) VALUES ($1, $2, 'following', $3)",
            viewer.user_id,
            person.user_id,
            start + timedelta(days=number),
        )
    monkeypatch.setattr(building, "AUTHORS", 4)
    ties = (await building.build(viewer.user_id)).ties
    assert set(ties["author"].tolist()) == {author.user_id, friend.user_id, *(p.user_id for p in followed[2:])}
    newest = ties[ties["author"] == followed[3].user_id][0]
    assert newest["followed_days"] == pytest.approx(6, abs=0.01)


@given(st.integers(0, 50), st.integers(0, 400).map(lambda quarters: quarters / 4))
def test_a_profile_is_unpacked_as_it_was_packed(ties: int, number: float) -> None:
    drawn = np.random.default_rng(ties).random((2, CONTENT)).astype(np.float32)
    made_of = np.zeros(ties, TIE)
    made_of["author"], made_of["last_seen"], made_of["mutuals"] = np.arange(ties), number, ties
    profile = Profile(made_of, drawn[0], drawn[1], number, number / 2, number / 4, ties)
    packed = packing.packed(profile)
    found = packing.unpacked(packed)
    assert found is not None
    for one, two in zip(structs.astuple(found), structs.astuple(profile), strict=True):
        assert np.array_equal(one, two)
    assert packing.unpacked(b"\0" + packed[1:]) is None or packed[0] == 0
    assert packing.unpacked(packed[:20]) is None
    assert packing.unpacked(packing.packed(unknown())) is not None
