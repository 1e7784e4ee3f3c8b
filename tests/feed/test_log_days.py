"""Days of the log: made ahead, whatever already lies where they should, and dropped when they are old."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from server import worker
from server.feed.log import partitions
from server.kit import database, ids
from server.kit.problems import Refused
from server.settings import Settings
from shared.feed import FeedEvent
from tests.feed.snapshots import made
from tests.feed.test_log import did, impressions, outcomes, seen, tell
from tests.installation import eventually
from tests.world import World, opened_world


async def test_days_are_made_ahead_take_their_rows_and_go_when_old(world: World) -> None:
    reader, author = await world.newcomer(), await world.newcomer()
    post_id = await world.quick_post(author.user_id)
    reading = await made(reader.user_id, [post_id])
    events = [*seen(reading.id, post_id), did("like", reading.id, post_id)]
    await tell(reader, events)
    kept = await impressions(reader), await outcomes(reader)
    today = datetime.now(UTC).date()
    for _ in range(2):
        await partitions.keep(today)
        days = await partitions.days_of("outcomes")
        assert sorted(days) == [today + timedelta(days=more) for more in range(-1, partitions.DAYS_AHEAD + 1)]
        assert (await impressions(reader), await outcomes(reader)) == kept
        for table in partitions.TABLES:
            assert await database.fetchval(f"SELECT count(*) FROM {table}_default") == 0
    await tell(reader, events)
    assert (await impressions(reader), await outcomes(reader)) == kept
    assert await database.fetchval(f"SELECT count(*) FROM impressions_{today:%Y%m%d}") == 1

    long_after = today + timedelta(days=world.settings.feed_log_days)
    await partitions.keep(long_after)
    assert today in await partitions.days_of("impressions")
    await partitions.keep(long_after + timedelta(days=1))
    assert min(await partitions.days_of("impressions")) > today
    assert (await impressions(reader), await outcomes(reader)) == ([], [])


async def test_days_that_are_in_use_are_made_the_next_time(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partitions, "WAIT", "SET LOCAL lock_timeout = '50ms'")
    assert database.DB.pool is not None
    async with database.DB.pool.acquire() as reader, reader.transaction():
        await reader.execute("LOCK TABLE impressions_default IN ACCESS SHARE MODE")
        await partitions.keep()
        assert await partitions.days_of("impressions") == {}
    await partitions.keep()
    assert len(await partitions.days_of("impressions")) == len(await partitions.days_of("outcomes")) == 5


async def test_a_worker_that_starts_makes_the_days(world: World) -> None:
    async def there() -> bool:
        return len(await partitions.days_of("outcomes")) == 5

    at_work = asyncio.create_task(worker.work("fanout"))
    try:
        await eventually(there, "the days are made")
    finally:
        at_work.cancel()
        await asyncio.gather(at_work, return_exceptions=True)
    assert datetime.now(UTC).date() in await partitions.days_of("impressions")


async def test_an_installation_may_keep_nothing(clean_settings: Settings) -> None:
    async with opened_world(clean_settings, feed_log_days=0) as world:
        reader, author = await world.newcomer(), await world.newcomer()
        post_id = await world.quick_post(author.user_id)
        reading = await made(reader.user_id, [post_id])
        await tell(reader, seen(reading.id, post_id))
        assert await impressions(reader) == []
        name = f"impressions_{date(2026, 11, 1):%Y%m%d}"
        first, last = (ids.at(datetime(2026, 11, day, tzinfo=UTC)) for day in (1, 2))
        await database.execute(f"CREATE TABLE {name} PARTITION OF impressions FOR VALUES FROM ({first}) TO ({last})")
        await partitions.keep()
        assert await partitions.days_of("impressions") == {}
        with pytest.raises(Refused):
            await tell(reader, [FeedEvent(post_id="x", kind="seen")])
