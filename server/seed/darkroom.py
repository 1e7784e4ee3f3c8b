"""Pictures made and cut to every size, on all cores: processes of our own, each with one picture at a time."""

import asyncio
import multiprocessing
import os
import signal
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager
from multiprocessing import connection
from typing import Final

import msgspec

from server.media.decoder import variants
from server.media.decoder.spare import Decoded, Variant
from server.seed import pictures
from server.seed.pictures import Shape

ENVIRONMENT: Final = {
    "VIPS_CONCURRENCY": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    # keep freed sheets instead of asking the kernel for zeroed pages again: a fifth of the time (glibc)
    "MALLOC_MMAP_THRESHOLD_": "1000000000",
    "MALLOC_TRIM_THRESHOLD_": "10000000000",
}
EFFORT: Final = 2
"""Of the WebP encoder. Its usual 4 takes three times as long for files 3 % smaller."""


class Order(msgspec.Struct, frozen=True):
    picture: str
    """`scene/mood`."""
    seed: int
    shape: Shape
    width: int


class Print(msgspec.Struct, frozen=True):
    decoded: Decoded
    alt: str


def develop(order: Order) -> Print:
    """Paints one picture and encodes all its variants."""
    image, alt = pictures.take(order.picture, order.seed, order.shape, order.width)
    made = [
        Variant(name, cut.width, cut.height, cut.webpsave_buffer(Q=variants.QUALITY, effort=EFFORT, keep="none"))
        for name, cut in variants.cut(image)
    ]
    return Print(Decoded(image.width, image.height, variants.placeholder(image), made, 0), alt)


@asynccontextmanager
async def opened() -> AsyncIterator[Callable[[Order], Awaitable[Print]]]:
    """Gives a function that develops an order on a free core. No process outlives the block, however that ends."""
    kept = {name: os.environ.get(name) for name in ENVIRONMENT}
    os.environ.update(ENVIRONMENT)
    pool = ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("spawn"), _begin)
    try:
        loop = asyncio.get_running_loop()
        yield lambda order: loop.run_in_executor(pool, develop, order)
    finally:
        await asyncio.to_thread(pool.shutdown, wait=True, cancel_futures=True)
        for name, value in kept.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _begin() -> None:
    """Ctrl-C is for the parent to answer, and without a parent there is nothing to do."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
    os._exit(1)
