"""Authors cross the celebrity threshold in both directions, and no reader notices."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from server.feed import fanout, queries, skeleton, threshold, timeline
from server.graph import service as graph
from server.kit import database, resources
from server.kit.viewer import Viewer
from server.settings import Settings
from tests.feed.reading import read_all
from tests.feed.town import Town, killed_after
from tests.world import World, opened_world

THRESHOLD, SHARE = 5, 0.8
KILLED_AFTER = {"up": range(4), "down": range(9)}
"""Writes to Valkey after which a worker dies, up to one more than crossing takes."""


@pytest.fixture
async def world(clean_settings: Settings) -> AsyncIterator[World]:
    settings = {"celebrity_threshold": THRESHOLD, "celebrity_leave_share": SHARE, "timeline_length": 6}
    async with opened_world(clean_settings, **settings) as world:
        yield world


class Stage(Town):
    """One author and an audience whose size is told."""

    @property
    def author(self) -> Viewer:
        return self.people[0]

    async def followed_by(self, count: int) -> None:
        for number, other in enumerate(self.people[1:], 1):
            async with database.transaction():
                await (graph.follow if number <= count else graph.unfollow)(other, self.author.handle)
        await self.world.relay()

    async def state(self) -> str:
        known = await queries.celebrity(self.author.user_id)
        return known[0] if known else ""


async def stage(world: World) -> Stage:
    return Stage(world, [await world.newcomer() for _ in range(1 + THRESHOLD)])


async def test_who_hovers_about_the_threshold_stays_what_they_are(world: World) -> None:
    town = await stage(world)
    found = []
    for followers in (4, 5, 4, 3, 4, 5):
        await town.followed_by(followers)
        await world.drain()
        found.append(await town.state())
    assert found == ["", "celebrity", "celebrity", "", "", "celebrity"]


async def test_blocks_and_removed_followers_count_as_lost(world: World) -> None:
    town = await stage(world)
    await town.followed_by(5)
    await world.drain()
    assert await town.state() == "celebrity"
    async with database.transaction():
        await graph.block(town.author, town.people[1].handle)
        await graph.remove_follower(town.author, town.people[2].handle)
    await world.drain()
    assert await town.state() == ""


async def test_posts_are_pushed_below_the_threshold_and_pulled_above(world: World) -> None:
    town = await stage(world)
    reader = town.people[1]
    for followers, way in ((4, "pushed"), (5, "pulled"), (3, "pushed")):
        await town.followed_by(followers)
        await world.drain()
        await town.check_all(settled=True)
        await town.act("post", 0)
        await world.drain()
        await town.check_all(settled=True)
        entry = timeline.entry(town.made[-1][1], town.author.user_id)
        stored = await resources.data().zscore(timeline.key(reader.user_id), entry)
        assert (stored is not None) == (way == "pushed")


@pytest.mark.parametrize("direction", ["up", "down"])
async def test_a_worker_killed_anywhere_while_an_author_crosses_leaves_no_gap(world: World, direction: str) -> None:
    town = await stage(world)
    before, after = (3, 5) if direction == "up" else (5, 3)
    ends: set[str] = set()
    for writes in KILLED_AFTER[direction]:
        await town.followed_by(before)
        await world.drain()
        assert await town.state() == ("" if direction == "up" else "celebrity")
        await town.check_all(settled=True)
        await town.act("post", 0)
        await world.drain()
        await town.act("flush", None)
        await town.check_all(settled=True)
        await town.followed_by(after)
        await town.act("post", 0)
        await town.check_all()
        with killed_after(writes):
            await threshold.settle(town.author.user_id)
        ends.add(await town.state())
        await town.check_all()
        await world.drain()
        await town.check_all(settled=True)
    assert ends == ({"rising", "celebrity"} if direction == "up" else {"leaving", ""})


@pytest.mark.parametrize("arrived", [True, False])
async def test_an_author_who_rises_again_while_leaving_stays_pulled(world: World, arrived: bool) -> None:
    town = await stage(world)
    await town.followed_by(4)
    await world.drain()
    await town.check_all(settled=True)
    await town.followed_by(5)
    if arrived:
        await world.drain()
    assert await town.state() == ("celebrity" if arrived else "rising")
    await town.followed_by(3)
    assert await town.state() == "leaving"
    await town.followed_by(5)
    assert await town.state() == "rising"
    await town.act("post", 0)
    await town.check_all()
    await world.drain()
    assert await town.state() == "celebrity"
    await town.check_all(settled=True)


async def test_what_is_posted_while_an_author_leaves_is_pushed_before_it_is_pulled_no_longer(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = await stage(world)
    await town.followed_by(5)
    await world.drain()
    await town.followed_by(3)
    reader = town.people[1]
    forget = fanout.forget_timelines

    async def forget_and_let_post(author_id: int) -> None:
        await forget(author_id)
        await town.check(reader)
        await town.act("post", 0)

    monkeypatch.setattr(fanout, "forget_timelines", forget_and_let_post)
    await threshold.settle(town.author.user_id)
    assert await town.state() == ""
    assert await read_all(reader) == [town.made[-1][1]], "though its own fan-out has not begun"


async def test_readers_miss_nothing_while_an_author_crosses_to_and_fro(world: World) -> None:
    town = await stage(world)
    reader = town.people[1]
    out: list[int] = []
    over = asyncio.Event()
    reads = 0

    async def read_on() -> None:
        nonlocal reads
        while not over.is_set():
            certain = set(out)
            shown = await read_all(reader, limit=4)
            assert shown == sorted(set(shown), reverse=True)
            assert certain <= set(shown), (await town.state(), certain - set(shown))
            reads += 1
            if reads % 7 == 0:
                skeleton.forget_book()

    await town.followed_by(4)
    await world.drain()
    reading = [asyncio.create_task(read_on()) for _ in range(2)]
    for followers in (5, 3, 5, 3):
        await town.followed_by(followers)
        for _ in range(2):
            await town.act("post", 0)
            await world.drain()
            out.append(town.made[-1][1])
    over.set()
    await asyncio.gather(*reading)
    assert reads > 8


async def test_an_announcement_that_was_lost_with_a_relay_is_made_by_the_job(world: World) -> None:
    town = await stage(world)
    await town.followed_by(5)
    await world.drain()
    await town.check_all(settled=True)
    await town.act("post", 0)
    # as if the relay had died between the commit of its batch and what comes after it
    await database.execute("UPDATE outbox SET done = '{refresh_celebrity}' WHERE topic = 'PostPublished'")
    await world.drain()
    await town.check_all(settled=True)
