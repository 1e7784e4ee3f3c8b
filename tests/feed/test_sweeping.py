"""Deleted posts leave the timelines that they were pushed into, and timelines stay exact without them."""

from collections.abc import AsyncIterator, Sequence

import pytest

from server.feed import fanout, timeline
from server.graph import service as graph
from server.kit import database, resources
from server.posts import service as posts
from server.settings import Settings
from tests.feed.town import Town, killed_after
from tests.world import opened_world

LENGTH = 6


@pytest.fixture
async def town(clean_settings: Settings) -> AsyncIterator[Town]:
    """Of two authors and three readers who follow both and have read."""
    async with opened_world(clean_settings, timeline_length=LENGTH) as world:
        town = Town(world, [await world.newcomer() for _ in range(5)])
        for reader in town.people[2:]:
            for author in town.people[:2]:
                async with database.transaction():
                    await graph.follow(reader, author.handle)
        await world.drain()
        await town.check_all(settled=True)
        yield town


async def stored(town: Town) -> list[list[bytes]]:
    return [await resources.data().zrange(timeline.key(reader.user_id), 0, -1) for reader in town.people[2:]]


async def test_a_deleted_post_is_taken_out_of_all_timelines(town: Town) -> None:
    for _ in range(3):
        await town.act("post", 0)
    await town.world.drain()
    author, post_id = town.made[1]
    assert all(timeline.entry(post_id, author.user_id) in entries for entries in await stored(town))
    await town.act("delete", 1)
    await town.world.drain()
    left = await stored(town)
    assert not any(timeline.entry(post_id, author.user_id) in entries for entries in left)
    assert all(len(entries) == 3 for entries in left), "two posts, and that it is whole"
    await fanout.sweep(post_id, author.user_id)
    assert await stored(town) == left
    await town.check_all(settled=True)


@pytest.mark.parametrize("deleted", [(0,), (9, 8, 7), (5, 4, 3, 2), range(9, -1, -1)])
async def test_a_timeline_that_was_trimmed_knows_where_it_ends_after_deletions(
    town: Town, deleted: Sequence[int]
) -> None:
    for number in range(10):
        await town.act("post", number % 2)
    await town.world.drain()
    await town.check_all(settled=True)
    for number in deleted:
        await town.act("delete", number)
        await town.world.drain()
        await town.check_all(settled=True)
    for number in range(LENGTH + 2):
        await town.act("post", number % 2)
        await town.world.drain()
        await town.check_all(settled=True)


async def test_a_post_that_is_pushed_late_hides_none_above_it(town: Town) -> None:
    for number in range(LENGTH + 1):
        await town.act("post", number % 2)
    late = town.made[0]
    others = [timeline.entry(post_id, author.user_id) for author, post_id in town.made[1:]]
    await database.execute("UPDATE outbox SET due_at = now() + interval '1 hour' WHERE topic = 'PostPublished'")
    readers = [reader.user_id for reader in town.people[2:]]
    for entry in others:
        await timeline.push(readers, entry)
    await town.act("delete", LENGTH)
    await fanout.sweep(timeline.post_of(others[-1]), timeline.author_of(others[-1]))
    await timeline.push(readers, timeline.entry(late[1], late[0].user_id))
    await town.world.drain()
    await town.check_all(settled=True)


async def test_a_post_deleted_during_its_fan_out_is_in_no_timeline_at_the_end(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fanout, "BATCH", 1)
    push, batches = timeline.push, 0

    async def push_and_delete(user_ids: Sequence[int], new: bytes) -> None:
        nonlocal batches
        if user_ids[0] != town.people[0].user_id:
            batches += 1
            if batches == 2:
                async with database.transaction():
                    await posts.delete(*town.made[0])
                await fanout.sweep(timeline.post_of(new), timeline.author_of(new))
        await push(user_ids, new)

    await town.act("post", 0)
    monkeypatch.setattr(timeline, "push", push_and_delete)
    author, post_id = town.made[0]
    assert await fanout.fan_out(post_id, author.user_id) == 3
    assert await stored(town) == [[timeline.WHOLE]] * 3


async def test_a_fan_out_that_died_and_runs_again_after_the_deletion_cleans_up(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fanout, "BATCH", 1)
    await town.act("post", 0)
    author, post_id = town.made[0]
    with killed_after(3):
        await fanout.fan_out(post_id, author.user_id)
    assert any(len(entries) > 1 for entries in await stored(town))
    async with database.transaction():
        await posts.delete(author, post_id)
    assert await fanout.fan_out(post_id, author.user_id) == 0
    assert await stored(town) == [[timeline.WHOLE]] * 3
