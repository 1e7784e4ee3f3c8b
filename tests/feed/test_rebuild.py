"""What a timeline is rebuilt from is exactly the newest posts of all its authors, found by one statement."""

import random

import pytest

from server.feed import counting, rebuild, timeline
from server.graph import service as graph
from server.kit import database, resources
from tests.feed.reading import read_all
from tests.world import World


@pytest.mark.parametrize("share", [1, rebuild.FIRST_SHARE])
async def test_newest_of_many_authors_is_exact_however_unevenly_they_post(
    world: World, monkeypatch: pytest.MonkeyPatch, share: int
) -> None:
    monkeypatch.setattr(rebuild, "FIRST_SHARE", share)
    chance = random.Random(7)
    reader, *authors = [await world.newcomer() for _ in range(12)]
    for author in authors[1:]:
        async with database.transaction():
            await graph.follow(reader, author.handle)
    made = []
    for _ in range(80):
        author = [reader, *authors][min(int(chance.expovariate(0.6)), len(authors))]
        post = timeline.entry(await world.quick_post(author.user_id), author.user_id)
        if author is not authors[0]:
            made.append(post)
    for count in (1, 7, 40, 200):
        assert await rebuild.newest(reader.user_id, None, count) == sorted(made, reverse=True)[:count]
    middle = timeline.post_of(sorted(made)[40])
    assert await rebuild.newest(reader.user_id, middle, 30) == sorted(made[:40], reverse=True)[:30]


async def test_who_follows_nobody_has_an_empty_feed(world: World) -> None:
    assert await rebuild.newest((await world.newcomer()).user_id, None, 10) == []


async def test_who_comes_back_after_long_reads_what_was_never_pushed(world: World) -> None:
    author, reader = await world.newcomer(), await world.newcomer()
    async with database.transaction():
        await graph.follow(reader, author.handle)
    await world.drain()
    assert await read_all(reader) == []
    await database.execute(
        "UPDATE users SET last_seen_at = now() - make_interval(days => $2) WHERE id = $1",
        reader.user_id,
        world.settings.active_days + 1,
    )
    # a timeline ends a day before its reader counts as away
    await resources.data().unlink(timeline.key(reader.user_id))
    made = [await world.quick_post(author.user_id) for _ in range(3)]
    await world.drain()
    assert not await resources.data().exists(timeline.key(reader.user_id)), "nothing is stored for who is away"
    fell_back = (await counting.totals()).get("fallbacks:sql")
    assert await read_all(reader) == made[::-1]
    assert (await counting.totals()).get("fallbacks:sql") == fell_back
    assert await resources.data().zcard(timeline.key(reader.user_id)) == 4
