"""Takes somebody who has left out of the index and of everybody's recent searches. Their posts leave by themselves."""

from server.accounts.leaving import Step
from server.search.erasure import queries
from server.search.indexing.people import index_people

AT_ONCE = 500


async def forget_searches(user_id: int) -> bool:
    return await queries.forget_searches(user_id, AT_ONCE) == AT_ONCE


async def leave_the_index(user_id: int) -> bool:
    await index_people([user_id])
    return False


STEPS: tuple[Step, ...] = (forget_searches, leave_the_index)
