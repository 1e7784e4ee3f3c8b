"""Long work, run by arq workers. This module is all that Vitrine knows of arq.

arq never retries a plain exception and keeps no dead letters, so every job is wrapped once, here: tries are counted
(those of crashed workers too), failures back off, the last one goes to `dead_letters`, success acknowledges the event.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Any

import msgspec
from arq import Retry
from arq.constants import in_progress_key_prefix

from server.kit import database, lag, outbox, valkey
from server.kit.outbox import Event

log = logging.getLogger(__name__)
HEARTBEAT_SECONDS = 3
HOLD_SECONDS = 12
"""A job whose worker died is free for another after so many seconds."""


class GiveUp(Exception):
    """Raised by a job that will never succeed: it is dead-lettered at once."""


class Job(msgspec.Struct, frozen=True):
    """One kind of long work: an idempotent coroutine that takes the event it reacts to."""

    name: str
    run: Callable[[Any], Awaitable[None]]
    event: type[Event]
    tier: str
    tries: int
    timeout: float
    lost: Callable[[Any], Awaitable[None]] | None = None
    """Is told of an event that will not be tried again, so that nobody waits for what never comes."""

    @property
    def queue(self) -> str:
        return queue_name(self.tier)

    async def __call__(self, event: Event) -> None:
        await self.run(event)


def queue_name(tier: str) -> str:
    return f"vitrine:{tier}"


def job(
    *, tier: str, tries: int = 5, timeout: float = 120, lost: Callable[[Any], Awaitable[None]] | None = None
) -> Callable[[Callable[[Any], Awaitable[None]]], Job]:
    """Makes a job of `async def name(event: SomeEvent) -> None`. `timeout` in seconds, for each try.

    `lost` is called with the event when the last try has failed too.
    """

    def register(run: Callable[[Any], Awaitable[None]]) -> Job:
        event = next(iter(run.__annotations__.values()))
        assert isinstance(event, type) and issubclass(event, Event), f"{run.__name__} takes one event"
        return Job(run.__name__, run, event, tier, tries, timeout, lost)

    return register


def backoff(attempt: int) -> float:
    """Seconds to wait after the given failed attempt: 1, 2, 4 … at most 300."""
    return float(min(2 ** (attempt - 1), 300))


def arq_function(job: Job, all_names: frozenset[str]) -> Callable[..., Awaitable[None]]:
    """The coroutine that an arq worker runs for the job."""

    async def run(ctx: dict[str, Any], payload: dict[str, Any], delivery: int) -> None:
        attempt: int = ctx["job_try"]
        try:
            if attempt > job.tries:
                raise GiveUp("the workers that tried this died or ran out of time")
            async with _held(ctx):
                if attempt == 1:  # later ones are failures and no waiting
                    await lag.note(job.tier, [(datetime.now(UTC) - ctx["enqueue_time"]).total_seconds() * 1000])
                await asyncio.wait_for(job.run(msgspec.convert(payload, job.event)), job.timeout)
        except valkey.AWAY as error:
            # Not the job's fault. It is not acknowledged, so the relay offers it again, with all its tries.
            log.warning("%s waits: %s", job.name, error)
            return
        except Exception as error:
            if attempt < job.tries and not isinstance(error, GiveUp):
                log.warning("%s failed (try %d of %d)", job.name, attempt, job.tries, exc_info=error)
                raise Retry(defer=backoff(attempt)) from error
            reason = f"{type(error).__name__}: {error}"
            await outbox.bury(job.event.__name__, job.name, payload, attempt, reason)
            if job.lost:
                await job.lost(msgspec.convert(payload, job.event))
        await outbox.acknowledge(delivery, job.name, all_names)

    return run


@asynccontextmanager
async def _held(ctx: dict[str, Any]) -> AsyncIterator[None]:
    """Keeps arq's claim on the job short and renewed, so that the job of a killed worker is soon taken up again."""
    key = in_progress_key_prefix + ctx["job_id"]

    async def renew() -> None:
        while True:
            with suppress(Exception):
                await ctx["redis"].expire(key, HOLD_SECONDS)
            await asyncio.sleep(HEARTBEAT_SECONDS)

    beat = asyncio.create_task(renew())
    try:
        yield
    finally:
        beat.cancel()


async def dead_letter_count() -> int:
    return int(await database.fetchval("SELECT count(*) FROM dead_letters"))
