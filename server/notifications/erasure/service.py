"""Takes away what somebody who has left was told, and what others were told of them. That was hidden long before, so
nobody has to hear of it."""

from server.accounts.leaving import Step
from server.notifications import queries as notification_queries
from server.notifications.erasure import queries

AT_ONCE = 500


async def forget_reader(user_id: int) -> bool:
    return await queries.forget_reader(user_id, AT_ONCE) == AT_ONCE


async def forget_deeds(user_id: int) -> bool:
    found = await queries.some_deeds(user_id, AT_ONCE)
    if found:
        await notification_queries.lock(sorted({deed["user_id"] for deed in found}))
        await queries.drop_deeds(user_id, found)
    return len(found) == AT_ONCE


async def forget_posts(user_id: int) -> bool:
    """What others did on their posts, and told others: replies, mentions."""
    return await queries.drop_on_their_posts(user_id, AT_ONCE) == AT_ONCE


STEPS: tuple[Step, ...] = (forget_reader, forget_deeds, forget_posts)
