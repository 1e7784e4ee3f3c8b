"""Events that commit together with the state they tell of, and reach every handler at least once.

A row of `outbox` stays until each reaction named in `server/reactions.py` has acknowledged it.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

import msgspec

from server.kit import database, ids

CHANNEL = "vitrine_outbox"
COALESCE_SECONDS = 0.004
log = logging.getLogger(__name__)


class Event(msgspec.Struct, frozen=True):
    """Something that happened. The class name is the topic; fields are ints, strings and lists of them."""

    TOPICS: ClassVar[dict[str, type["Event"]]] = {}

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        Event.TOPICS[cls.__name__] = cls


Handler = Callable[[list[Any]], Awaitable[None]]
"""Small and idempotent: takes events of one topic, run by the relay inside its transaction."""


at_once: Mapping[type[Event], tuple[Handler, ...]] = {}
"""Set by `relay.react_at_once`."""


async def emit(event: Event, *, after: float = 0) -> None:
    """Writes the event in the open transaction; the relay wakes when that commits. `after` so many seconds it is due.

    An event that is put off has no reaction at once.
    """
    assert database.in_transaction(), "an event commits with the state it tells of"
    await database.execute(
        "INSERT INTO outbox (id, topic, payload, due_at) VALUES ($1, $2, $3, now() + make_interval(secs => $4))",
        ids.new_id(),
        type(event).__name__,
        msgspec.to_builtins(event),
        after,
    )
    if after:
        return
    for handler in at_once.get(type(event), ()):
        await database.after_commit(lambda handler=handler: handler([event]))  # type: ignore[misc]
    await database.after_commit(wake_relay)


async def emit_all(events: Sequence[Event]) -> None:
    """Many at once, of which nobody waits to see the effect: what reacts at once to one is left to the relay."""
    assert database.in_transaction(), "events commit with the state they tell of"
    await database.executemany(
        "INSERT INTO outbox (id, topic, payload) VALUES ($1, $2, $3)",
        [(ids.new_id(), type(event).__name__, msgspec.to_builtins(event)) for event in events],
    )
    await database.after_commit(wake_relay)


_waking: asyncio.Task[None] | None = None


async def wake_relay() -> None:
    """At most one NOTIFY per 4 ms and process: a NOTIFY inside each transaction would cost half the commits."""
    global _waking
    if _waking is None or _waking.done():
        _waking = asyncio.get_running_loop().create_task(_notify_soon())


async def _notify_soon() -> None:
    await asyncio.sleep(COALESCE_SECONDS)
    try:
        pool = database.DB.pool
        if pool is not None:
            await pool.execute(f"NOTIFY {CHANNEL}")
    except Exception as error:
        log.warning("the relay was not woken and will poll: %s", error)


async def acknowledge(delivery: int, name: str, all_names: frozenset[str]) -> None:
    """Notes that one reaction has finished; the row goes when all have."""
    async with database.transaction():
        done = await database.fetchval(
            "UPDATE outbox SET done = array_append(array_remove(done, $2), $2) WHERE id = $1 RETURNING done",
            delivery,
            name,
        )
        if done is not None and all_names <= set(done):
            await database.execute("DELETE FROM outbox WHERE id = $1", delivery)


async def waiting(topic: str = "", reaction: str = "") -> tuple[int, datetime | None]:
    """How many events wait, and since when the oldest does; all, or those of a topic that lack this reaction."""
    row = await database.fetchrow(
        "SELECT count(*) AS events, min(created_at) AS oldest FROM outbox"
        " WHERE $1 = '' OR (topic = $1 AND NOT $2 = ANY(done))",
        topic,
        reaction,
    )
    return (row["events"], row["oldest"]) if row else (0, None)


async def bury(topic: str, reaction: str, payload: Any, attempts: int, error: str) -> None:
    """Keeps what could not be done in `dead_letters`, for a person to look at and send again."""
    log.error("gave up on %s of %s after %d attempts: %s", reaction, topic, attempts, error)
    await database.execute(
        "INSERT INTO dead_letters (id, topic, reaction, payload, attempts, error) VALUES ($1, $2, $3, $4, $5, $6)",
        ids.new_id(),
        topic,
        reaction,
        payload,
        attempts,
        error[:2000],
    )
