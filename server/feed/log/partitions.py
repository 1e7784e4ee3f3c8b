"""Days of the log: each is a table of its own for impressions and one for outcomes, made ahead and dropped when old.

Which day a row is of stands in its snapshot's id. What comes before its table does lands in the default one, and is
moved when the table is made. Every statement waits two seconds at most for a table that others use, and is tried again
with the next run.
"""

import logging
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final

import asyncpg

from server.kit import database, ids, resources

TABLES: Final = ("impressions", "outcomes")
DAYS_AHEAD: Final = 3
WAIT: Final = "SET LOCAL lock_timeout = '2s'"
OURS: Final = "SELECT pg_try_advisory_xact_lock(hashtextextended('days of the feed log', 0))"
PARTITIONS: Final = """
SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
WHERE i.inhparent = $1::text::regclass AND c.relname ~ '_\\d{8}$' ORDER BY 1
"""
log = logging.getLogger(__name__)


async def keep(today: date | None = None) -> None:
    """Makes the tables of today and the next days, drops those older than `feed_log_days`; all of them where that is 0.

    Safe to run at any time, any number of times, by any number of processes: one at a time does it.
    """
    today = today or datetime.now(UTC).date()
    days = resources.settings().feed_log_days
    oldest = today - timedelta(days=days) if days > 0 else date.max
    try:
        async with database.transaction():
            if not await database.fetchval(OURS):
                return
            await database.execute(WAIT)
            for table in TABLES:
                await _drop(table, oldest)
                if days > 0:
                    await _make(table, today)
    except asyncpg.LockNotAvailableError:
        log.warning("the log's tables are in use; its days are made the next time")


async def days_of(table: str) -> dict[date, str]:
    """Day -> name of its table."""
    rows = await database.fetch(PARTITIONS, table)
    return {date.fromisoformat(row["relname"][-8:]): row["relname"] for row in rows}


async def _drop(table: str, oldest: date) -> None:
    for day, name in (await days_of(table)).items():
        if day < oldest:
            await database.execute(f"DROP TABLE {name}")
    below = _first(oldest) if oldest < date.max else ids.LAST
    await database.execute(f"DELETE FROM {table}_default WHERE snapshot_id < $1", below)


async def _make(table: str, today: date) -> None:
    known = await days_of(table)
    wanted = [day for day in _ahead(today) if day not in known]
    if wanted:
        # nobody writes into the default table between the moving of its rows and the day's coming into force
        await database.execute(f"LOCK TABLE {table}_default IN ACCESS EXCLUSIVE MODE")
    for day in wanted:
        name = f"{table}_{day:%Y%m%d}"
        first, last = _first(day), _first(day + timedelta(days=1))
        await database.execute(f"CREATE TABLE {name} (LIKE {table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)")
        await database.execute(
            f"WITH moved AS (DELETE FROM {table}_default WHERE snapshot_id >= {first} AND snapshot_id < {last}"
            f" RETURNING *) INSERT INTO {name} SELECT * FROM moved"
        )
        await database.execute(f"ALTER TABLE {table} ATTACH PARTITION {name} FOR VALUES FROM ({first}) TO ({last})")


def _ahead(today: date) -> Iterator[date]:
    """Today, yesterday, whose readings may still go on, and the days to come."""
    return (today + timedelta(days=more) for more in range(-1, DAYS_AHEAD + 1))


def _first(day: date) -> int:
    return ids.at(datetime(day.year, day.month, day.day, tzinfo=UTC))
