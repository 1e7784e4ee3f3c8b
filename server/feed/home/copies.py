"""Copies of snapshots in PostgreSQL, written behind: no page waits, and pages made together share a statement."""

import asyncio
import logging
from contextvars import Context
from typing import Final

import asyncpg

from server.feed.home import queries

DELAY_SECONDS: Final = 0.1
KEPT: Final = 3
"""Snapshots of one viewer."""
log = logging.getLogger(__name__)
_waiting: dict[tuple[int, int], bytes] = {}
_writing: asyncio.Task[None] | None = None


def keep(user_id: int, snapshot_id: int, packed: bytes) -> None:
    """Has it written within a fifth of a second. A process that dies before that loses the copy only."""
    global _writing
    _waiting[user_id, snapshot_id] = packed
    if _writing is None or _writing.done():
        # a context of its own: it must not run in the transaction of whoever came first
        _writing = asyncio.get_running_loop().create_task(_write_soon(), context=Context())


async def find(user_id: int, snapshot_id: int) -> bytes | None:
    return _waiting.get((user_id, snapshot_id)) or await queries.snapshot(user_id, snapshot_id)


async def settle() -> None:
    """Returns when everything is written."""
    while _writing is not None and not _writing.done():
        await asyncio.wait([_writing])


async def _write_soon() -> None:
    await asyncio.sleep(DELAY_SECONDS)
    while _waiting:
        taken = dict(_waiting)
        try:
            await queries.keep_snapshots(
                [user_id for user_id, _ in taken], [made for _, made in taken], list(taken.values()), KEPT
            )
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, AssertionError) as error:
            log.warning("%d snapshots have no copy: %s", len(taken), error)
        for name, packed in taken.items():
            if _waiting.get(name) is packed:
                del _waiting[name]
