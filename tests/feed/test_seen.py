"""How often a viewer has seen a post: told by the log at once, and found again in it."""

from typing import Any

from server.feed.log import service as log
from server.feed.signals import queries, seen
from server.kit import database, resources
from server.kit.viewer import Viewer
from shared.feed import FeedEvent, FeedEvents
from tests.feed.away import valkey_away
from tests.feed.snapshots import made
from tests.world import World


async def look(viewer: Viewer, *post_ids: int, times: int = 1) -> None:
    """In a reading of Home, told as often as said."""
    reading = await made(viewer.user_id, post_ids)
    told = [FeedEvent(post_id=str(post_id), kind="seen", snapshot=str(reading.id)) for post_id in post_ids]
    for _ in range(times):
        async with database.transaction():
            await log.record(viewer, FeedEvents(events=told))


async def times(viewer: Viewer, *post_ids: int) -> list[float]:
    return (await seen.load(viewer.user_id, post_ids)).tolist()


async def test_each_reading_counts_once_however_it_is_read_back(long_world: World) -> None:
    viewer, other, author = [await long_world.newcomer() for _ in range(3)]
    once, twice, never = [await long_world.quick_post(author.user_id) for _ in range(3)]
    assert await times(viewer, once, twice, never) == [0, 0, 0]
    await look(viewer, once, twice, times=2)
    await look(viewer, twice)
    expected = [1, 2, 0]
    assert await times(viewer, once, twice, never) == expected, "as it was told"
    async with valkey_away():
        assert await times(viewer, once, twice, never) == expected, "from SQL alone"
    await resources.data().flushall()
    assert await times(viewer, once, twice, never) == expected, "rebuilt"
    assert await times(viewer, never, twice) == [0, 2], "and kept"
    assert await times(other, once, twice, never) == [0, 0, 0]
    assert 0 < await resources.data().ttl(seen.KEPT.key(viewer.user_id)) <= seen.KEPT.seconds


async def test_following_counts_too_and_what_is_not_there_stays_so(long_world: World) -> None:
    viewer, author = await long_world.newcomer(), await long_world.newcomer()
    own, others = await long_world.quick_post(viewer.user_id), await long_world.quick_post(author.user_id)
    told = [FeedEvent(post_id=str(post_id), kind="seen", surface="following") for post_id in (own, others)]
    async with database.transaction():
        await log.record(viewer, FeedEvents(events=told))
    assert await resources.data().exists(seen.KEPT.key(viewer.user_id)) == 0, "who is not read is not kept"
    assert await times(viewer, own, others) == [1, 0]


async def test_a_rebuild_that_read_before_a_showing_stores_nothing(long_world: World, monkeypatch: Any) -> None:
    viewer, author = await long_world.newcomer(), await long_world.newcomer()
    post_id = await long_world.quick_post(author.user_id)
    newest = queries.newest_seen

    async def slow(*args: Any) -> dict[int, int]:
        found = await newest(*args)
        await look(viewer, post_id)
        return found

    monkeypatch.setattr(queries, "newest_seen", slow)
    assert await times(viewer, post_id) == [0]
    monkeypatch.undo()
    assert await times(viewer, post_id) == [1]


async def test_a_set_that_has_grown_too_large_is_made_anew(long_world: World, monkeypatch: Any) -> None:
    viewer, author = await long_world.newcomer(), await long_world.newcomer()
    shown = [await long_world.quick_post(author.user_id) for _ in range(4)]
    await times(viewer, *shown)
    monkeypatch.setattr(seen, "MOST", 3)
    await look(viewer, *shown)
    assert await resources.data().exists(seen.KEPT.key(viewer.user_id)) == 0
    assert await times(viewer, *shown) == [1] * 4
