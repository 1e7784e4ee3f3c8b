"""Periodic work of Home."""

from datetime import UTC, datetime, timedelta

from server.feed.home import queries
from server.kit import ids

HOURS_KEPT = 24


async def sweep_snapshots() -> None:
    """Copies of readings that began yesterday or before."""
    await queries.sweep_snapshots(ids.at(datetime.now(UTC) - timedelta(hours=HOURS_KEPT)))
