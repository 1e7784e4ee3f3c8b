"""Real gateways under uvicorn before the world's engines, and clients of them."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import uvicorn
from litestar import Litestar
from litestar.datastructures import State
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from server.live import asgi
from server.live.gateway import Gateway
from server.settings import LIVE_PATH
from shared.live import Hello, Push, Welcome
from tests.world import World

PATIENCE = 60.0
"""Seconds after which what does not come is a failure; nothing here is measured."""


class Running:
    def __init__(self, port: int, gateway: Gateway, server: uvicorn.Server) -> None:
        self.port = port
        self.url = f"ws://127.0.0.1:{port}{LIVE_PATH}"
        self.gateway = gateway
        self.server = server


@asynccontextmanager
async def running(world: World) -> AsyncIterator[Running]:
    """A gateway on a free port that shares the resources of the world's process, but nothing else with another one."""
    async with Gateway(world.settings.valkey_url).running() as gateway:
        app = Litestar(
            [asgi.line, asgi.health], state=State({"gateway": gateway}), openapi_config=None, logging_config=None
        )
        config = asgi.config(world.settings, 0)
        config.app, config.lifespan = app, "off"
        server = uvicorn.Server(config)
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen()
            serving = asyncio.create_task(server._serve([listener]))
            while not server.started:  # noqa: ASYNC110 - uvicorn offers nothing to wait for
                await asyncio.sleep(0.01)
            try:
                yield Running(listener.getsockname()[1], gateway, server)
            finally:
                server.should_exit = True
                await serving


class Client:
    """One line, and all that came over it."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.welcomes: list[Welcome] = []
        self.pushes: list[Push] = []

    @property
    def last(self) -> str:
        """Id of the last push handled, as a client remembers it."""
        told = [welcome.last for welcome in self.welcomes[-1:]] + [push.id for push in self.pushes if push.id]
        return max((one for one in told if one), key=_place, default="")

    async def receive(self) -> Welcome | Push:
        async with asyncio.timeout(PATIENCE):
            frame = await self.socket.recv()
        assert isinstance(frame, str)
        if "resumed" in msgspec.json.decode(frame):
            welcome = msgspec.json.decode(frame, type=Welcome)
            self.welcomes.append(welcome)
            return welcome
        push = msgspec.json.decode(frame, type=Push)
        self.pushes.append(push)
        return push

    async def push(self) -> Push:
        received = await self.receive()
        assert isinstance(received, Push), received
        return received

    async def closed(self) -> int:
        """Reads to the end. Returns the closing code."""
        try:
            while True:
                await self.receive()
        except ConnectionClosed as end:
            return end.rcvd.code if end.rcvd else 1006


@asynccontextmanager
async def line(at: Running, token: str, last: str | None = None, **options: Any) -> AsyncIterator[Client]:
    """A line that has been welcomed."""
    # a client that is full takes ten seconds to say goodbye
    async with connect(at.url, **({"compression": None, "max_queue": None} | options)) as socket:
        client = Client(socket)
        await socket.send(msgspec.json.encode(Hello(token=token, last=last)).decode())
        await client.receive()
        yield client


def _place(push_id: str) -> tuple[int, int]:
    milliseconds, _, sequence = push_id.partition("-")
    return int(milliseconds), int(sequence)
