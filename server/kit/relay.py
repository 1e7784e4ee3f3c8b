"""The relay: takes events from the outbox, runs their small handlers, hands long work to the queue."""

import asyncio
import contextlib
import logging
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import asyncpg
import msgspec

from server.kit import database, lag, outbox, resources, valkey
from server.kit.jobs import Job, backoff
from server.kit.outbox import CHANNEL, Event, Handler

BATCH = 500
POLL_SECONDS = 1.0
RESEND_SECONDS = 15
"""Work handed to the queue and not acknowledged is offered again after so long; the queue ignores what it still has."""
HANDLER_TRIES = 12
LAG = "relay"
"""Kind of lag: from when an event is due until its handlers have run."""
TAKE = """
SELECT id, topic, payload, done, attempts, due_at FROM outbox
WHERE due_at <= now() ORDER BY due_at, id LIMIT $1 FOR UPDATE SKIP LOCKED
"""
log = logging.getLogger(__name__)


class Reaction(msgspec.Struct, frozen=True):
    """What follows an event: handlers run by the relay, jobs run by the workers.

    Handlers in `at_once` run a first time in the process that emitted the event, right after its commit.
    """

    at_once: tuple[Handler, ...] = ()
    handlers: tuple[Handler, ...] = ()
    jobs: tuple[Job, ...] = ()

    @property
    def small(self) -> tuple[Handler, ...]:
        return self.at_once + self.handlers

    @property
    def names(self) -> frozenset[str]:
        return frozenset([handler.__name__ for handler in self.small] + [job.name for job in self.jobs])


Reactions = Mapping[type[Event], Reaction]
NOTHING = Reaction()


def react_at_once(reactions: Reactions) -> None:
    """Tells the outbox of this process which handlers to run right after the commit that emitted their event."""
    outbox.at_once = {event: reaction.at_once for event, reaction in reactions.items() if reaction.at_once}


class _Row:
    """One event of the batch and what became of it."""

    def __init__(self, row: asyncpg.Record) -> None:
        self.id: int = row["id"]
        self.topic: str = row["topic"]
        self.payload: dict[str, Any] = row["payload"]
        self.done: set[str] = set(row["done"])
        self.attempts: int = row["attempts"]
        self.due_at: datetime = row["due_at"]
        self.first = not self.done and not self.attempts
        """Whether it was not offered before; what the queue lost and is offered again did not wait for the relay."""
        self.queued = False
        self.error = ""
        self.event: Event | None = None

    def decode(self) -> Event:
        if self.event is None:
            self.event = msgspec.convert(self.payload, Event.TOPICS[self.topic])
        return self.event


class Relay:
    def __init__(self, reactions: Reactions) -> None:
        self.by_topic = {event.__name__: reaction for event, reaction in reactions.items()}
        self._wake = asyncio.Event()

    async def run(self) -> None:
        """Until cancelled. Survives lost connections to either engine."""
        async with contextlib.AsyncExitStack() as stack:
            listener = asyncio.create_task(self._listen())
            stack.callback(listener.cancel)
            while True:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), POLL_SECONDS)
                self._wake.clear()
                try:
                    while await self.batch() == BATCH:
                        pass
                except Exception as error:
                    log.warning("relay: %s: %s", type(error).__name__, error)
                    await asyncio.sleep(POLL_SECONDS)

    async def _listen(self) -> None:
        while True:
            try:
                lost = asyncio.Event()
                connection = await asyncpg.connect(resources.settings().database_url)
                connection.add_termination_listener(lambda _, lost=lost: lost.set())
                try:
                    await connection.add_listener(CHANNEL, lambda *_: self._wake.set())
                    await lost.wait()
                finally:
                    await connection.close(timeout=1)
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError) as error:
                log.warning("relay polls, for it cannot listen: %s", error)
                await asyncio.sleep(POLL_SECONDS)

    async def batch(self) -> int:
        """Handles up to 500 due events in one transaction. Returns how many there were."""
        async with database.transaction():
            rows = [_Row(row) for row in await database.fetch(TAKE, BATCH)]
            groups: dict[str, list[_Row]] = {}
            for row in rows:
                groups.setdefault(row.topic, []).append(row)
            for topic, group in groups.items():
                reaction = self.by_topic.get(topic, NOTHING)
                for handler in reaction.small:
                    await _handle(handler, [row for row in group if handler.__name__ not in row.done])
                for job in reaction.jobs:
                    await _enqueue(job, [row for row in group if job.name not in row.done])
            await self._settle(rows)
        now = datetime.now(UTC)
        handled = [row for row in rows if row.first and row.done]
        await lag.note(LAG, [(now - row.due_at).total_seconds() * 1000 for row in handled])
        return len(rows)

    async def _settle(self, rows: Iterable[_Row]) -> None:
        finished: list[int] = []
        for row in rows:
            names = self.by_topic.get(row.topic, NOTHING).names
            if row.error and row.attempts + 1 >= HANDLER_TRIES:
                missing = names - row.done - {job.name for job in self.by_topic.get(row.topic, NOTHING).jobs}
                for name in missing:
                    await outbox.bury(row.topic, name, row.payload, row.attempts + 1, row.error)
                row.done |= missing
                row.error = ""
            if names <= row.done:
                finished.append(row.id)
                continue
            delay = backoff(row.attempts + 1) if row.error else RESEND_SECONDS if row.queued else POLL_SECONDS
            await database.execute(
                "UPDATE outbox SET done = $2, attempts = attempts + $3, error = $4,"
                " due_at = now() + make_interval(secs => $5) WHERE id = $1",
                row.id,
                sorted(row.done),
                1 if row.error else 0,
                row.error[:2000],
                delay,
            )
        if finished:
            await database.execute("DELETE FROM outbox WHERE id = ANY($1::bigint[])", finished)


async def _handle(handler: Handler, rows: list[_Row]) -> None:
    """The whole batch in one savepoint; when that fails each event in its own, so that a poison event stands alone."""
    if not rows:
        return
    name = handler.__name__
    try:
        async with database.savepoint():
            await handler([row.decode() for row in rows])
        for row in rows:
            row.done.add(name)
        return
    except valkey.AWAY as error:
        # Not the events' fault, so no attempt is counted and none is tried alone.
        log.warning("handler %s waits: %s", name, error)
        return
    except Exception as error:
        if len(rows) == 1:
            rows[0].error = f"{name}: {type(error).__name__}: {error}"
            log.warning("handler %s failed for event %d: %s", name, rows[0].id, error)
            return
    for row in rows:
        await _handle(handler, [row])


async def _enqueue(job: Job, rows: list[_Row]) -> None:
    for row in rows:
        try:
            await resources.queue().enqueue_job(
                job.name, row.payload, row.id, _job_id=f"o{row.id}:{job.name}", _queue_name=job.queue
            )
            row.queued = True
        except Exception as error:
            # The queue is away: not the event's fault, so no attempt is counted.
            log.warning("%s not queued, will be sent again: %s", job.name, error)
            return
