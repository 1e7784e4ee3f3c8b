"""The world's API behind a real socket, for clients that know no other way."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
import uvicorn

from server.kit import resources
from tests.world import World


@asynccontextmanager
async def listening(world: World) -> AsyncIterator[str]:
    """Yields the address at which the world's app listens; links that it makes point there too."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        config = uvicorn.Config(world.app, lifespan="off", log_level="warning", http="h11", ws="none")
        server = uvicorn.Server(config)
        server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
        before = resources._now()
        told = msgspec.structs.replace(before.settings, public_api_url=address)
        object.__setattr__(before, "settings", told)
        serving = asyncio.create_task(server.serve([listener]))
        try:
            while not server.started:
                await asyncio.sleep(0.01)
            yield address
        finally:
            server.should_exit = True
            await serving
            object.__setattr__(before, "settings", world.settings)
