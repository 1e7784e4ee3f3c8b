"""The live line: memory of a line that nobody pushes to, and the way from a push to the socket."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import msgspec
import psutil
import uvloop
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from server.kit import ids, resources
from server.kit.subscriber import Subscriber
from server.live import service as live
from server.settings import LIVE_PATH
from shared.live import Hello
from tests.benchmarks import cores, house, rows
from tests.benchmarks.report import Bar, Report, percentile, spread
from tests.installation import until

LINES = 1_000
OPENED_AT_ONCE = 20
WARM = 50
"""Lines before memory is first looked at: what is imported and pooled by the first ones is not a line's."""
RATES = ((200, 10), (1_000, 6))
"""Pushes a second, and for how many seconds."""
FOLLOWERS = 10_000
PATIENCE = 20.0


def measure() -> Report:
    with house.opened() as home:
        make = ids.Snowflakes(1)
        people = [make() for _ in range(LINES)]
        uvloop.run(rows.put(home.settings.database_url, (rows.users(people), rows.sessions(people))))
        host, port = home.settings.live_host, home.settings.live_port
        with home.process("live", "-m", "server", "live") as gateway:
            until(lambda: house.answers(f"http://{host}:{port}/health"), "the gateway answers", gateway)
            cores.measure(gateway.pid)
            return uvloop.run(_measure(home, people, gateway.pid))


async def _measure(home: house.House, people: list[int], pid: int) -> Report:
    async with resources.opened(home.settings):
        tokens = rows.access_tokens(people)
        meter = cores.Meter(gateway=pid, valkey=home.valkey_pid)
        crowd = _Crowd(home)
        process = psutil.Process(pid)
        try:
            await crowd.open(people[:WARM], tokens)
            before = _pss(process)
            began = time.monotonic()
            await crowd.open(people[WARM:], tokens)
            opening = (LINES - WARM) / (time.monotonic() - began)
            await asyncio.sleep(2)
            each = (_pss(process) - before) / (LINES - WARM) / 1024
            meter.start()
            await asyncio.sleep(5)
            idle = meter.spent()["gateway"] / 5
            await crowd.paced(50, 2)
            told = {rate: await crowd.paced(rate, seconds, meter) for rate, seconds in RATES}
            bare = await _bare(home)
            nudging = await crowd.nudged(people)
        finally:
            await crowd.close()
    at_200 = told[200]
    return Report(
        {
            f"{LINES:,} lines, one gateway": [
                {
                    "KiB a line": round(each, 1),
                    "lines opened/s": round(opening),
                    "CPU while idle": f"{idle:.1%}",
                    "gateway before, MiB": round(before / 2**20, 1),
                }
            ],
            "Push to socket": [
                *({"way": f"live.push, {rate}/s", **row} for rate, row in told.items()),
                {"way": "bare PUBLISH to a subscriber, 200/s", **bare},
            ],
            f"One nudge to {FOLLOWERS:,} people, of whom {LINES:,} are connected": [nudging],
        },
        [
            Bar("memory of an idle line", "<= 32 KiB", f"{each:.1f} KiB", each <= 32),
            Bar("push to socket at 200/s, p50", "< 3 ms", f"{at_200['p50 ms']} ms", at_200["p50 ms"] < 3),
            Bar("push to socket at 200/s, p99", "< 25 ms", f"{at_200['p99 ms']} ms", at_200["p99 ms"] < 25),
            Bar("pushes lost", "none", f"{sum(row['lost'] for row in told.values())}", not _lost(told)),
        ],
        [
            f"{at_200['p50 ms'] / bare['p50 ms']:.2f}x of a bare PUBLISH at p50.",
            "One process pushes and holds the other end of all lines; the gateway has a core of its own.",
        ],
    )


def _lost(told: dict[int, dict[str, Any]]) -> bool:
    return any(row["lost"] for row in told.values())


def _pss(process: psutil.Process) -> int:
    return int(process.memory_full_info().pss)


class _Crowd:
    """The other ends of many lines. A push's data is the number of its sending."""

    def __init__(self, home: house.House) -> None:
        self._url = f"ws://{home.settings.live_host}:{home.settings.live_port}{LIVE_PATH}"
        self._lines: dict[int, ClientConnection] = {}
        self._readers: list[asyncio.Task[None]] = []
        self._arrived: dict[int, float] = {}
        self._nudges: list[float] = []
        self._chance = random.Random(7)
        self._number = 0

    async def open(self, people: list[int], tokens: dict[int, str]) -> None:
        gate = asyncio.Semaphore(OPENED_AT_ONCE)

        async def one(user_id: int) -> None:
            async with gate:
                line = await connect(self._url, compression=None, ping_interval=None)
                await line.send(msgspec.json.encode(Hello(token=tokens[user_id])).decode())
                await line.recv()
                self._lines[user_id] = line
                self._readers.append(asyncio.create_task(self._read(line)))

        await asyncio.gather(*(one(user_id) for user_id in people))

    async def _read(self, line: ClientConnection) -> None:
        with suppress(ConnectionClosed):
            async for frame in line:
                now = time.perf_counter()
                push = msgspec.json.decode(frame)
                if push["kind"] == "new_posts":
                    self._nudges.append(now)
                else:
                    self._arrived[push["data"]["count"]] = now

    async def paced(self, per_second: int, seconds: int, meter: cores.Meter | None = None) -> dict[str, Any]:
        people = list(self._lines)

        async def push(number: int) -> None:
            await live.push(self._chance.choice(people), "unread", {"count": number})

        if meter:
            meter.start()
        sent = await _evenly(per_second, seconds, push, self._number)
        self._number += len(sent)
        await _patiently(lambda: all(number in self._arrived for number in sent))
        took = [self._arrived[number] - at for number, at in sent.items() if number in self._arrived]
        spent = meter.spent() if meter else {}
        return {
            "pushes": len(sent),
            **spread(took),
            **{f"{name} ms": round(seconds / len(sent) * 1000, 3) for name, seconds in spent.items()},
            "lost": len(sent) - len(took),
        }

    async def nudged(self, people: list[int]) -> dict[str, Any]:
        others = range(1, FOLLOWERS - len(people) + 1)
        self._nudges = []
        began = time.perf_counter()
        await live.nudge([*people, *others], "new_posts", {})
        sent = time.perf_counter() - began
        await _patiently(lambda: len(self._nudges) == len(people))
        took = [at - began for at in self._nudges]
        return {
            "sent after, ms": round(sent * 1000, 2),
            "half have it after, ms": round(percentile(took, 0.5) * 1000, 1),
            "all, ms": round(max(took) * 1000, 1),
            "lost": len(people) - len(took),
        }

    async def close(self) -> None:
        for reader in self._readers:
            reader.cancel()
        for line in self._lines.values():
            line.transport.abort()


async def _bare(home: house.House) -> dict[str, Any]:
    """What Valkey and the two event loops take without any gateway."""
    arrived: dict[int, float] = {}

    def heard(_: bytes, message: bytes) -> None:
        arrived[int(message)] = time.perf_counter()

    async def nothing() -> None:
        return None

    async def publish(number: int) -> None:
        await resources.pipe().run(("PUBLISH", b"bare", b"%d" % number))

    async with _listening(Subscriber(home.settings.valkey_url, heard, lambda: None, nothing)) as subscriber:
        await subscriber.subscribe(b"bare")
        sent = await _evenly(200, 5, publish, 0)
        await _patiently(lambda: len(arrived) == len(sent))
    took = [arrived[number] - at for number, at in sent.items() if number in arrived]
    return {"pushes": len(sent), **spread(took), "gateway ms": "", "valkey ms": "", "lost": len(sent) - len(took)}


@asynccontextmanager
async def _listening(subscriber: Subscriber) -> AsyncIterator[Subscriber]:
    running = asyncio.create_task(subscriber.run())
    try:
        yield subscriber
    finally:
        running.cancel()


async def _evenly(per_second: int, seconds: int, act: Callable[[int], Any], first: int) -> dict[int, float]:
    """Each on time, whatever becomes of the ones before. Number -> when it began."""
    sent: dict[int, float] = {}
    start = time.perf_counter()

    async def one(number: int) -> None:
        sent[number] = time.perf_counter()
        await act(number)

    async with asyncio.TaskGroup() as group:
        for i in range(per_second * seconds):
            await asyncio.sleep(max(start + i / per_second - time.perf_counter(), 0))
            group.create_task(one(first + i))
    return sent


async def _patiently(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not done() and time.monotonic() < deadline:  # noqa: ASYNC110 - whoever arrives tells nobody
        await asyncio.sleep(0.02)
