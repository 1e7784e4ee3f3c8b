"""A Valkey that does not answer."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from server.kit import resources


@asynccontextmanager
async def valkey_away() -> AsyncIterator[None]:
    """For whoever speaks through the pipe, inside the block."""
    pipe = resources.pipe()
    port, pipe._port = pipe._port, 1
    await pipe.aclose()
    try:
        yield
    finally:
        pipe._port = port
