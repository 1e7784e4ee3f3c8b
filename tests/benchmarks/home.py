"""Home for the benchmark of feeds: its requests, its round trips, and what its things weigh in Valkey."""

import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

import msgspec

from server.feed import following, timeline
from server.feed.home import copies, page, snapshot
from server.kit import resources
from server.kit.viewer import Viewer
from shared.feed import HomePage
from tests.benchmarks import wire
from tests.benchmarks.wire import request

PATH = "/api/v1/feed/home"
Pages = tuple[list[bytes], list[bytes]]
"""Requests for first pages, and for the ones after them."""


async def requests(port: int, readers: Iterable[tuple[int, str, str]]) -> Pages:
    """Of readers, each with token and address. Everybody reads two pages, which warms what Home keeps of them."""
    connection = await wire.connect(port)
    firsts, nexts = [], []
    for reader, token, address in readers:
        first = request("GET", PATH, token, address=address)
        began = msgspec.json.decode(await connection.ask(first), type=HomePage)
        assert len(began.items) == 30, f"{reader}: {len(began.items)} posts"
        second = request("GET", f"{PATH}?cursor={began.cursor}", token, address=address)
        went_on = msgspec.json.decode(await connection.ask(second), type=HomePage)
        shown = [item.post.id for item in began.items + went_on.items]
        assert len(set(shown)) == len(shown) == 60, f"{reader}: a post comes twice"
        firsts.append(first)
        nexts.append(second)
    connection.close()
    return firsts, nexts


async def round_trips(reader: int) -> dict[str, int]:
    """Of warm pages. Resources must be open."""
    viewer = Viewer(reader, "", "person", 0)
    first = msgspec.json.decode(await page.page(viewer, None), type=HomePage)
    found = {
        "Home, first page": await _trips(lambda: page.page(viewer, None)),
        "Home, next page": await _trips(lambda: page.page(viewer, first.cursor)),
        "Following": await _trips(lambda: following.page(viewer, None)),
    }
    await copies.settle()
    return found


async def _trips(read: Callable[[], Awaitable[bytes]]) -> int:
    pipe, trips = resources.pipe(), 0
    write = pipe.run_packed

    async def counted(packed: bytes, count: int) -> list[Any]:
        nonlocal trips
        trips += 1
        return await write(packed, count)

    pipe.run_packed = counted  # type: ignore[method-assign]
    try:
        await read()
        await read()
        return trips // 2
    finally:
        del pipe.run_packed


async def weights(reader: int) -> dict[str, float]:
    """Bytes in Valkey: of an entry of a timeline, and of one reading of Home."""
    name, data = timeline.key(reader), resources.data()
    viewer = Viewer(reader, "", "person", 0)
    made = msgspec.json.decode(await page.page(viewer, None), type=HomePage)
    assert made.snapshot is not None
    reading = int(made.snapshot)
    order, rows = snapshot.key(reader, reading), snapshot.features_key(reader, reading)
    usage = [await data.memory_usage(one, samples=0) or 0 for one in (name, order, rows)]
    await copies.settle()
    return {
        "timeline, an entry": usage[0] / await data.zcard(name),
        "Home, order of a reading": usage[1],
        "Home, features of a reading": usage[2],
    }


async def cold(port: int, path: str, readers: Sequence[tuple[int, str, str]]) -> list[float]:
    """Seconds of the first page of readers of whom Valkey holds nothing, one after the other."""
    connection = await wire.connect(port)
    took = []
    for _, token, address in readers:
        raw = request("GET", path, token, address=address)
        began = time.perf_counter()
        await connection.ask(raw)
        took.append(time.perf_counter() - began)
    connection.close()
    return took
