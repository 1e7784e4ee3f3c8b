"""Takes away what feeds know of somebody who has left.

As an author they stay in the log of what others were shown, as a bare number beside that of a post that is gone: it is
those readers' history, is never given out, and is dropped with its day after `feed_log_days`.
"""

from server.accounts.leaving import Step
from server.feed import celebrities
from server.feed import queries as feed_queries
from server.feed.erasure import queries

AT_ONCE = 500


async def forget_log(user_id: int) -> bool:
    return await queries.forget_log(user_id, AT_ONCE) >= AT_ONCE


async def forget_reading(user_id: int) -> bool:
    await queries.forget_reading(user_id)
    return False


async def be_no_celebrity(user_id: int) -> bool:
    """Nobody's page lacks anything: there are no posts left to be pushed instead."""
    if await feed_queries.celebrity(user_id):
        await feed_queries.drop(user_id)
        await celebrities.announce_after_commit(user_id)
    return False


STEPS: tuple[Step, ...] = (forget_log, forget_reading, be_no_celebrity)
