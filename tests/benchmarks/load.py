"""A load generator for HTTP/1.1 in a process of its own: keep-alive, requests made beforehand; a closed loop, or an
open one, in which requests come at a fixed rate whatever becomes of those before.

Run as `python -m tests.benchmarks.load` it is that process: it takes each `Order` as MessagePack after its length on
standard input, says a line when the measured time begins and another when it is over, and answers with a `Tally`.
"""

import asyncio
import itertools
import subprocess
import sys
import time
from array import array
from collections import Counter
from typing import Self

import msgspec
import uvloop

from tests.benchmarks.cores import Meter
from tests.benchmarks.report import percentile
from tests.benchmarks.wire import Wire
from tests.installation import ROOT

ANSWER_SECONDS = 10.0


class Order(msgspec.Struct):
    host: str
    port: int
    connections: int
    seconds: float
    warm_seconds: float
    requests: list[bytes]
    """Whole requests; the connections take turns through them, over and over."""
    rate: float = 0
    """Requests a second, evenly spaced; each is timed from when it should have left, even if no connection was free
    then. 0: each connection asks again as soon as it is answered."""


class Tally(msgspec.Struct):
    answers: int
    seconds: float
    body_bytes: float
    """Mean of all answers."""
    p50_ms: float
    p95_ms: float
    p99_ms: float
    max_ms: float
    refused: dict[str, int]
    """Status other than 200 -> how many, warm-up included."""
    spent: dict[str, float] = {}
    """Processor seconds of the metered processes while it was measured."""

    @property
    def per_second(self) -> float:
        return self.answers / self.seconds

    def cpu_ms(self, name: str) -> float:
        """Processor time of a metered process for one answer, in milliseconds."""
        return self.spent[name] / self.answers * 1000


class Generator:
    """The process, kept for many orders: its start takes longer than most of them."""

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "tests.benchmarks.load"]
        self._child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT)
        return self

    def __exit__(self, *_: object) -> None:
        with self._child:
            pass

    def measure(self, order: Order, meter: Meter) -> Tally:
        """Raises `RuntimeError` when an answer was not 200 or none came."""
        orders, answers = self._child.stdin, self._child.stdout
        assert orders and answers
        raw = msgspec.msgpack.encode(order)
        orders.write(len(raw).to_bytes(8, "big") + raw)
        orders.flush()
        answers.readline()
        meter.start()
        answers.readline()
        spent = meter.spent()
        tally = msgspec.json.decode(answers.readline(), type=Tally)
        if tally.refused or not tally.answers:
            raise RuntimeError(f"{tally.answers} answers, and refused: {tally.refused}")
        tally.spent = spent
        return tally


class _Run:
    """What the connections share."""

    def __init__(self, order: Order) -> None:
        self.requests = itertools.cycle(order.requests)
        self.space = 1 / order.rate if order.rate else 0.0
        self.next = time.perf_counter()
        self.begin = self.next + order.warm_seconds
        self.end = self.begin + order.seconds
        self.durations = array("d")
        self.body_bytes = 0
        self.refused: Counter[str] = Counter()


class _Connection(Wire):
    def __init__(self, run: _Run, done: asyncio.Future[None]) -> None:
        super().__init__()
        self.run = run
        self.done = done

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.ask()

    def ask(self) -> None:
        self.asked = now = time.perf_counter()
        if self.run.space:
            self.asked = self.run.next
            self.run.next += self.run.space
        if self.asked > now:
            asyncio.get_running_loop().call_later(self.asked - now, self.send_next)
        else:
            self.send_next()

    def send_next(self) -> None:
        if not self.transport.is_closing():
            self.send(next(self.run.requests))

    def answered(self) -> None:
        now = time.perf_counter()
        run = self.run
        if self.status != 200:
            run.refused[str(self.status)] += 1
        if run.begin <= now < run.end:
            run.durations.append(now - self.asked)
            run.body_bytes += self.length
        if now < run.end:
            self.ask()
        elif not self.done.done():
            self.done.set_result(None)

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.run.refused["connection lost"] += 1
            self.done.set_result(None)


async def _generate(order: Order) -> Tally:
    loop = asyncio.get_running_loop()
    run = _Run(order)
    done = [loop.create_future() for _ in range(order.connections)]
    loop.call_later(order.warm_seconds, _say, "warm")
    loop.call_later(order.warm_seconds + order.seconds, _say, "over")
    opened = [
        await loop.create_connection(lambda future=future: _Connection(run, future), order.host, order.port)
        for future in done
    ]
    _, late = await asyncio.wait(done, timeout=order.warm_seconds + order.seconds + ANSWER_SECONDS)
    if late:
        run.refused["no answer"] += len(late)
    for transport, _ in opened:
        transport.abort()
    return Tally(
        answers=len(run.durations),
        seconds=order.seconds,
        body_bytes=run.body_bytes / max(len(run.durations), 1),
        p50_ms=percentile(run.durations, 0.5) * 1000,
        p95_ms=percentile(run.durations, 0.95) * 1000,
        p99_ms=percentile(run.durations, 0.99) * 1000,
        max_ms=max(run.durations, default=0) * 1000,
        refused=dict(run.refused),
    )


def _say(word: str) -> None:
    print(word, flush=True)


def main() -> None:
    while size := sys.stdin.buffer.read(8):
        order = msgspec.msgpack.decode(sys.stdin.buffer.read(int.from_bytes(size, "big")), type=Order)
        _say(msgspec.json.encode(uvloop.run(_generate(order))).decode())


if __name__ == "__main__":
    main()
