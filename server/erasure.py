"""The end of an account: by which steps everything goes that somebody who left has had, said and done here.

Each step is taken again and again, in a transaction of its own, until nothing is left for it: nobody waits long for a
lock, and a worker that dies loses one batch, for whoever is half gone is due again in the next hour. What tables and
caches of others hold because of it goes by the events of the steps, as when a person takes these things away by hand.
"""

import asyncio
import logging

from server.accounts import leaving
from server.accounts.leaving import Step
from server.archive import erasure as archive
from server.feed.erasure import service as feed
from server.graph.erasure import service as graph
from server.kit import database
from server.media import erasure as media
from server.notifications.erasure import service as notifications
from server.posts.erasure import service as posts
from server.search.erasure import service as search

STEPS: tuple[Step, ...] = (
    *archive.STEPS,
    *posts.STEPS,
    *media.STEPS,
    *graph.STEPS,
    *search.STEPS,
    *feed.STEPS,
    *notifications.STEPS,
)
"""In their order: posts before the media in them, everything before the row that it belongs to. Who keeps something new
of people adds a step. PostgreSQL refuses to delete the row while a table that refers to it, and does not cascade, still
has any."""
PAUSE_SECONDS = 0.2
"""Between two batches of a step, so that the relay has room for the events of everybody else."""
log = logging.getLogger(__name__)


async def run() -> int:
    """Erases whose time has come, one after the other. Returns how many are gone.

    Safe to run at any time, any number of times; what fails is tried again with the next run.
    """
    async with database.transaction():
        await leaving.free_handles()
    gone = 0
    for user_id in await leaving.due():
        try:
            gone += await erase(user_id)
        except Exception:
            log.exception("account %d is not erased yet", user_id)
    return gone


async def erase(user_id: int) -> bool:
    """False for whom has thought better of it."""
    async with database.transaction():
        if not await leaving.begin(user_id):
            return False
    for step in STEPS:
        more = True
        while more:
            async with database.transaction():
                more = await step(user_id)
            await asyncio.sleep(PAUSE_SECONDS if more else 0)
    async with database.transaction():
        await leaving.end(user_id)
    log.info("account %d is erased", user_id)
    return True
