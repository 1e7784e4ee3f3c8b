"""Takes away the archive of somebody who has left: its bytes, then its row."""

from server.accounts.leaving import Step
from server.archive import queries, store


async def delete_archive(user_id: int) -> bool:
    """One that is being made at this moment deletes its bytes itself, when it finds its row gone."""
    kept = await queries.stored(user_id)
    if kept is not None:
        await store.delete(kept["folder"])
        await queries.forget(user_id, kept["id"])
    return False


STEPS: tuple[Step, ...] = (delete_archive,)
