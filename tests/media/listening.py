"""The world's API behind a real socket, for clients that know no other way."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from unittest.mock import patch

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
        server = uvicorn.Server(uvicorn.Config(world.app, lifespan="off", log_level="warning", ws="none"))
        settings = msgspec.structs.replace(world.settings, public_api_url=address)
        with patch.object(resources, "settings", lambda: settings):
            serving = asyncio.create_task(server._serve([listener]))
            while not server.started:  # noqa: ASYNC110 - uvicorn offers nothing to wait for
                await asyncio.sleep(0.01)
            try:
                yield address
            finally:
                server.should_exit = True
                await serving
