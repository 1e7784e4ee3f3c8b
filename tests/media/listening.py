"""The world's API behind a real socket, for clients that know no other way, and a line to it that breaks."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from unittest.mock import patch

import msgspec
import uvicorn

from server.kit import resources
from tests.world import World


class Line:
    """What lies between a client and the server: breaks each time when as many bytes as `breaks` says have passed.

    `received` counts the bytes of uploads that reached the server.
    """

    def __init__(self, *breaks: int) -> None:
        self.breaks = list(breaks)
        self.passed = 0
        self.received = 0
        self.port = 0

    async def connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", self.port)
        back = asyncio.create_task(self._carry(inner_reader, writer))
        try:
            while data := await reader.read(16_384):
                self.passed += len(data)
                inner_writer.write(data)
                await inner_writer.drain()
                if self.breaks and self.passed >= self.breaks[0]:
                    self.breaks.pop(0)
                    writer.transport.abort()
                    break
        except OSError:
            pass
        finally:
            inner_writer.close()
            await back
            writer.close()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(16_384):
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.close()

    def counting(self, app: Any) -> Any:
        async def counted(scope: Any, receive: Any, send: Any) -> None:
            async def received() -> Any:
                message = await receive()
                if scope["method"] in ("PATCH", "POST"):
                    self.received += len(message.get("body", b""))
                return message

            await app(scope, received, send)

        return counted


@asynccontextmanager
async def listening(world: World, line: Line | None = None) -> AsyncIterator[str]:
    """Yields the address at which the world's app listens, through the line; links that it makes point there too."""
    line = line or Line()
    with socket.socket() as listener, socket.socket() as outer:
        listener.bind(("127.0.0.1", 0))
        outer.bind(("127.0.0.1", 0))
        line.port = listener.getsockname()[1]
        port = outer.getsockname()[1] if line.breaks else line.port
        address = f"http://127.0.0.1:{port}"
        app = line.counting(world.app)
        server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_level="warning", ws="none"))
        settings = msgspec.structs.replace(world.settings, public_api_url=address)
        with patch.object(resources, "settings", lambda: settings):
            serving = asyncio.create_task(server._serve([listener]))
            while not server.started:  # noqa: ASYNC110 - uvicorn offers nothing to wait for
                await asyncio.sleep(0.01)
            carrying = await asyncio.start_server(line.connect, sock=outer) if line.breaks else None
            try:
                yield address
            finally:
                if carrying:
                    carrying.close()
                server.should_exit = True
                await serving
