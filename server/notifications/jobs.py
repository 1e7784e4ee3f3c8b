"""Long work of notifications."""

import logging

from server.kit import database
from server.kit.jobs import job
from server.notifications import queries, telling
from server.notifications.events import ReadersConcerned

KEPT_DAYS = 90
AT_ONCE = 2_000
log = logging.getLogger(__name__)


@job(tier="fanout", timeout=60)
async def tell_readers(event: ReadersConcerned) -> None:
    async with database.transaction():
        await queries.begin_telling(event.user_ids)
    await telling.tell(event.user_ids)


async def sweep() -> None:
    """Nightly: what nothing has joined for ninety days goes."""
    swept = AT_ONCE
    while swept == AT_ONCE:
        async with database.transaction():
            swept = await queries.sweep(KEPT_DAYS, AT_ONCE)
