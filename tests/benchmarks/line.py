"""A 12-megapixel photo over a phone's line: 12 Mbit/s up, 70 ms there and back, 1 % of segments lost, 5 breaks.

Between the app's own upload and the API stands a proxy on 127.0.0.1 that shapes what passes. A lost segment is sent
again and reaches the server one round trip later, with everything behind it; the line itself goes on meanwhile, as with
selective acknowledgements. No congestion window is modelled. A break closes the connection at a byte nobody chose, with
what is on its way, and the app goes on by itself.
"""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import msgspec
import uvloop

from server.engines import ports
from shared.api import Api
from tests.benchmarks import house
from tests.benchmarks.report import Bar, Report, percentile
from tests.media.pictures import photo
from tests.world import PASSWORD

UP_BITS: Final = 12_000_000
DOWN_BITS: Final = 40_000_000
ROUND_TRIP: Final = 0.070
LOSS: Final = 0.01
SEGMENT: Final = 1_448
BREAKS: Final = 5
PHOTOS: Final = 11
SIZE: Final = (4_000, 3_000)
LOOK_SECONDS: Final = 0.02
PATIENCE: Final = 3_000
"""Looks."""


class Seen(msgspec.Struct):
    """One photo on its way."""

    seconds: float
    """From the first request to viewable."""
    sent: int
    """Bytes that went up, headers too."""


def measure() -> Report:
    content = photo(*SIZE, quality=89)
    port = ports.claim(house.HOST, 0, "the line", "")
    changes = {"public_api_url": f"http://{house.HOST}:{port}", "rate_limits": False, "vision": False}
    with (
        house.opened(pinned=False, **changes) as home,
        home.api(),
        home.process("worker", "-m", "server", "worker"),
    ):
        calm, broken = uvloop.run(_measure(home, port, content))
    rows = [_row("steady", calm, content), _row(f"{BREAKS} breaks each", broken, content)]
    slow = percentile([one.seconds for one in broken], 0.95)
    again = max(one.sent for one in broken) - min(one.sent for one in calm)
    allowed = BREAKS * 1024 * 1024
    return Report(
        {f"{SIZE[0]}x{SIZE[1]}, {len(content) / 1e6:.1f} MB, from the first request to viewable": rows},
        [
            Bar("p95 with breaks", "< 5 s", f"{slow:.1f} s", slow < 5),
            Bar("sent again, at most", "one chunk a break", f"{again / 1024:.0f} KB", again <= allowed),
        ],
        [
            f"{UP_BITS / 1e6:.0f} Mbit/s alone takes {len(content) * 8 / UP_BITS:.1f} s for the bytes.",
            "The clock starts with the upload. People write a caption meanwhile, so what they wait for is less.",
        ],
    )


def _row(name: str, seen: list[Seen], content: bytes) -> dict[str, object]:
    seconds = [one.seconds for one in seen]
    return {
        "line": name,
        "photos": len(seen),
        "p50 s": round(percentile(seconds, 0.5), 2),
        "p95 s": round(percentile(seconds, 0.95), 2),
        "sent / size": round(sum(one.sent for one in seen) / len(seen) / len(content), 3),
    }


async def _measure(home: house.House, port: int, content: bytes) -> tuple[list[Seen], list[Seen]]:
    direct = Api(f"http://{house.HOST}:{home.settings.api_port}")
    tokens = await direct.sign_up("sender", PASSWORD)
    calm: list[Seen] = []
    broken: list[Seen] = []
    async with _Line.opened(port, home.settings.api_port) as line:
        for number in range(PHOTOS):
            for breaks, seen in ((0, calm), (BREAKS, broken)):
                # unlike the others, or its bytes would be stored already
                own = content + number.to_bytes(2, "big") + bytes([breaks])
                line.expect(breaks, len(own))
                api = Api(home.settings.api_url, tokens=tokens)
                started = time.perf_counter()
                media_id = await api.upload(own, filename="photo.jpg")
                await _viewable(direct, media_id)
                seen.append(Seen(time.perf_counter() - started, line.sent))
                await api.close()
                assert not line.places, "the photo was through before the line broke often enough"
    await direct.close()
    return calm[1:], broken[1:]


async def _viewable(person: Api, media_id: str) -> None:
    for _ in range(PATIENCE):
        found = await person.media(media_id)
        if found.state == "ready":
            return
        assert found.state == "processing", found
        await asyncio.sleep(LOOK_SECONDS)
    raise AssertionError("the photo never became viewable")


class _Line:
    """Everything that passes it is paced, delayed and now and then held up; it breaks at the places drawn for it."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._chance = random.Random(5)
        self._free = {"up": 0.0, "down": 0.0}
        self.sent = 0
        self.places: list[int] = []

    def expect(self, breaks: int, size: int) -> None:
        """Another upload of so many bytes begins, during which the line breaks so often."""
        self.sent = 0
        self.places = sorted(self._chance.sample(range(size // 10, size * 9 // 10), breaks))

    @classmethod
    @asynccontextmanager
    async def opened(cls, port: int, target: int) -> AsyncIterator["_Line"]:
        line = cls(target)
        server = await asyncio.start_server(line._carry, house.HOST, port)
        try:
            yield line
        finally:
            server.close()

    async def _carry(self, near: asyncio.StreamReader, to_near: asyncio.StreamWriter) -> None:
        far, to_far = await asyncio.open_connection(house.HOST, self._target)
        ways = [
            asyncio.create_task(self._pass(near, to_far, "up", UP_BITS)),
            asyncio.create_task(self._pass(far, to_near, "down", DOWN_BITS)),
        ]
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in ways:
            way.cancel()
        for writer in (to_near, to_far):
            writer.transport.abort()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, way: str, bits: int) -> None:
        queue: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(80)
        delivering = asyncio.create_task(self._deliver(queue, writer))
        arrives = 0.0
        try:
            while data := await reader.read(SEGMENT):
                now = time.perf_counter()
                self._free[way] = max(self._free[way], now) + len(data) * 8 / bits
                arrives = max(arrives, self._free[way] + ROUND_TRIP / 2)
                if self._chance.random() < LOSS:
                    self._free[way] += len(data) * 8 / bits
                    arrives = max(arrives, self._free[way] + ROUND_TRIP * 1.5)
                if way == "up":
                    self.sent += len(data)
                    if self.places and self.sent > self.places[0]:
                        self.places.pop(0)
                        return
                await queue.put((arrives, data))
                if self._free[way] > now + ROUND_TRIP:
                    await asyncio.sleep(self._free[way] - now - ROUND_TRIP)
            await queue.join()
        finally:
            delivering.cancel()

    async def _deliver(self, queue: asyncio.Queue[tuple[float, bytes]], writer: asyncio.StreamWriter) -> None:
        while True:
            due, data = await queue.get()
            await asyncio.sleep(max(due - time.perf_counter(), 0))
            writer.write(data)
            await writer.drain()
            queue.task_done()
