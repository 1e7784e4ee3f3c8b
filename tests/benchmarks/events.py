"""From a commit to what reacts to it: the relay's small handlers, and jobs."""

import asyncio
import itertools
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvloop

from server.kit import database, ids, outbox, resources
from server.kit.outbox import Event
from tests.benchmarks import cores, house
from tests.benchmarks.echo import Handled, Notes, Worked
from tests.benchmarks.report import Bar, Report, spread

NUMBERS = 200_000
BACKLOG = 20_000
PRODUCERS = 16
PATIENCE = 20.0
"""Seconds that stragglers are waited for."""


def measure() -> Report:
    with house.opened() as home:
        return uvloop.run(_measure(home))


async def _measure(home: house.House) -> Report:
    async with resources.opened(home.settings):
        with _echo(home, "relay") as (notes, meter):
            run = _Run(notes, meter)
            await run.paced(Handled, 50, 1)
            small = {rate: await run.paced(Handled, rate, seconds) for rate, seconds in ((1, 6), (50, 5), (200, 8))}
            through = await run.closed_loop(6)
            drained = await run.backlog()
        with _echo(home, "relay", "fanout") as (notes, meter):
            run = _Run(notes, meter)
            await run.paced(Worked, 20, 1)
            jobs = {rate: await run.paced(Worked, rate, seconds) for rate, seconds in ((1, 6), (50, 6))}
    at_200, at_50 = small[200], jobs[50]
    lost = sum(row["lost"] for row in (*small.values(), through, drained, *jobs.values()))
    return Report(
        {
            "Commit to small handler, one relay process": [{"events/s": rate, **row} for rate, row in small.items()],
            "Commit to start of job, relay and worker in one process": [
                {"events/s": rate, **row} for rate, row in jobs.items()
            ],
            "Most events through one relay": [
                {"how": f"{PRODUCERS} producers, one event a transaction", **through},
                {"how": f"a backlog of {BACKLOG:,}", **drained},
            ],
        },
        [
            Bar("commit to handler, p99 at 200/s", "< 50 ms", f"{at_200['p99 ms']} ms", at_200["p99 ms"] < 50),
            Bar("events/s through one relay", ">= 2,000", f"{through['events/s']:,}", through["events/s"] >= 2000),
            Bar("commit to job, p99 at 50/s", "< 100 ms", f"{at_50['p99 ms']} ms", at_50["p99 ms"] < 100),
            Bar("events lost", "none", f"{lost}", lost == 0),
        ],
        ["The clock starts before COMMIT is sent, and the event is written in a transaction of its own."],
    )


@contextmanager
def _echo(home: house.House, *tiers: str) -> Iterator[tuple[Notes, cores.Meter]]:
    """The relay, alone or with jobs, on the measured core."""
    path = home.settings.home / f"notes-{'-'.join(tiers)}"
    notes = Notes(path, NUMBERS)
    with home.process("echo", "-m", "tests.benchmarks.echo", str(path), str(NUMBERS), *tiers) as process:
        time.sleep(2)
        cores.measure(process.pid)
        yield notes, cores.Meter(worker=process.pid)


class _Run:
    def __init__(self, notes: Notes, meter: cores.Meter) -> None:
        self._notes, self._meter = notes, meter
        self._numbers = itertools.count()
        self._sent: dict[int, int] = {}

    async def paced(self, event: type[Event], per_second: int, seconds: int) -> dict[str, Any]:
        """Evenly spaced commits, each on time whatever becomes of the ones before."""
        self._begin()
        start = time.monotonic()
        async with asyncio.TaskGroup() as group:
            for i in range(per_second * seconds):
                await asyncio.sleep(max(start + i / per_second - time.monotonic(), 0))
                group.create_task(self._emit(event))
        return await self._end()

    async def closed_loop(self, seconds: float) -> dict[str, Any]:
        self._begin()
        until = time.monotonic() + seconds

        async def produce() -> None:
            while time.monotonic() < until:
                await self._emit(Handled)

        await asyncio.gather(*(produce() for _ in range(PRODUCERS)))
        first = min(self._sent.values())
        found = await self._end()
        return {"events/s": self._rate(first), **found}

    async def backlog(self) -> dict[str, Any]:
        """Events that all stand there at once, as after an outage."""
        self._begin()
        numbers = list(itertools.islice(self._numbers, BACKLOG))
        async with database.transaction():
            await database.execute(
                "INSERT INTO outbox (id, topic, payload)"
                " SELECT $1::bigint + n, 'Handled', jsonb_build_object('number', n)"
                " FROM generate_series($2::int, $3::int) AS n",
                ids.new_id(),
                numbers[0],
                numbers[-1],
            )
            committed = time.monotonic_ns()
        self._sent = dict.fromkeys(numbers, committed)
        await outbox.wake_relay()
        found = await self._end()
        return {"events/s": self._rate(committed), **found}

    async def _emit(self, event: type[Event]) -> None:
        number = next(self._numbers)
        async with database.transaction():
            await outbox.emit(event(number))  # type: ignore[call-arg]
            self._sent[number] = time.monotonic_ns()

    def _begin(self) -> None:
        self._sent = {}
        self._meter.start()

    async def _end(self) -> dict[str, Any]:
        deadline = time.monotonic() + PATIENCE
        moments = self._notes.moments
        while not all(moments[number] for number in self._sent):
            await asyncio.sleep(0.1)  # another process writes them, and it cannot tell
            if time.monotonic() > deadline:
                break
        cpu = self._meter.spent()["worker"]
        took = [(moments[number] - sent) / 1e9 for number, sent in self._sent.items() if moments[number]]
        return {
            "events": len(self._sent),
            **spread(took),
            "worker ms": round(cpu / len(self._sent) * 1000, 3),
            "lost": len(self._sent) - len(took),
            "more than once": sum(self._notes.times[number] > 1 for number in self._sent),
        }

    def _rate(self, began_ns: int) -> int:
        last = max(self._notes.moments[number] for number in self._sent)
        return round(len(self._sent) / ((last - began_ns) / 1e9))
