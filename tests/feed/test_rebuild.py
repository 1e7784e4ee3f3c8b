"""What a timeline is rebuilt from is exactly the newest posts of all its authors."""

import random

from server.feed import rebuild, timeline
from server.kit import cursors
from tests.world import World


async def test_newest_of_many_authors_is_exact_however_unevenly_they_post(world: World) -> None:
    chance = random.Random(7)
    authors = [await world.newcomer() for _ in range(12)]
    made = []
    for _ in range(160):
        author = authors[min(int(chance.expovariate(0.6)), len(authors) - 1)]
        made.append(timeline.entry(await world.quick_post(author.user_id), author.user_id))
    ids = [author.user_id for author in authors]
    rebuild_share = rebuild.FIRST_SHARE
    try:
        rebuild.FIRST_SHARE = 1
        for count in (1, 7, 40, 200):
            assert await rebuild.newest(ids, cursors.BIGINT_MAX, count) == sorted(made, reverse=True)[:count]
        middle = timeline.post_of(sorted(made)[80])
        assert await rebuild.newest(ids, middle, 30) == sorted(made[:80], reverse=True)[:30]
    finally:
        rebuild.FIRST_SHARE = rebuild_share


async def test_nobody_followed_means_nothing_found(world: World) -> None:
    assert await rebuild.newest([], cursors.BIGINT_MAX, 10) == []
