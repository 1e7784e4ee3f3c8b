"""kill -9 of the relay in the middle of a batch."""

import asyncpg
import pytest

from tests.faults.crowd import Crowd
from tests.installation import Installation, eventually

POSTS = 40
BEFORE_EFFECTS = "LOCK TABLE celebrities IN ACCESS EXCLUSIVE MODE"
"""The first handler of a published post reads this table."""
AFTER_EFFECTS = "LOCK TABLE outbox IN SHARE MODE"
"""Handlers have run and jobs are queued when the relay comes to write that here."""


@pytest.mark.parametrize("lock", [BEFORE_EFFECTS, AFTER_EFFECTS], ids=["before its effects", "after its effects"])
async def test_relay_killed_in_a_batch_loses_no_event(installation: Installation, lock: str) -> None:
    crowd = Crowd(installation)
    await crowd.gather(authors=3, followers=3)
    for person in crowd.followers:
        await person.following_feed()  # from here on their timelines are stored, and only a push can change them
    installation.kill("relay")
    await crowd.post(POSTS)
    waiting = await events(installation)
    assert len(waiting) >= POSTS

    blocker = await asyncpg.connect(installation.settings.database_url)
    async with blocker.transaction():
        await blocker.execute(lock)
        installation.start("relay")
        await eventually(lambda: held_up(installation), "the relay is in its batch")
        installation.kill("relay")
    await blocker.close()
    assert await events(installation) == waiting

    installation.start("relay")
    await crowd.check(POSTS)
    await crowd.leave()


async def events(installation: Installation) -> set[int]:
    return {row["id"] for row in await installation.sql("SELECT id FROM outbox WHERE topic = 'PostPublished'")}


async def held_up(installation: Installation) -> bool:
    waits = await installation.sql(
        "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE ANY($1)",
        ["%celebrities%", "%DELETE FROM outbox%", "%UPDATE outbox SET done = $2%"],
    )
    return bool(waits)
