"""A live gateway of a few lines on a real WebSocket, for tests of the client's end of the line."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import msgspec
from websockets.asyncio.server import ServerConnection, serve

from shared.live import Hello, Push, PushKind, Welcome


class Gateway:
    """`refuse` holds closing codes, one for each of the next Hellos. `kept` is what a resume brings."""

    def __init__(self) -> None:
        self.url = ""
        self.hellos: list[Hello] = []
        self.headers: list[dict[str, str]] = []
        self.refuse: list[int] = []
        self.kept: list[Push] = []
        self.forgetful = False
        """Whether it can no longer resume."""
        self.lines: list[ServerConnection] = []

    async def push(self, kind: PushKind, data: Any, push_id: str | None = None) -> None:
        frame = Push(kind=kind, data=msgspec.Raw(msgspec.json.encode(data)), id=push_id)
        for line in self.lines:
            await line.send(msgspec.json.encode(frame).decode())

    async def say(self, text: str) -> None:
        for line in self.lines:
            await line.send(text)

    async def close(self, code: int) -> None:
        for line in list(self.lines):
            await line.close(code)

    def cut(self) -> None:
        """As when a cable is pulled."""
        for line in list(self.lines):
            line.transport.abort()

    async def _serve(self, line: ServerConnection) -> None:
        hello = msgspec.json.decode(await line.recv(), type=Hello)
        self.hellos.append(hello)
        assert line.request
        self.headers.append(dict(line.request.headers.raw_items()))
        if self.refuse:
            await line.close(self.refuse.pop(0))
            return
        resumed = hello.last is not None and not self.forgetful
        await line.send(msgspec.json.encode(Welcome(resumed=resumed, last="1")).decode())
        if resumed:
            for push in self.kept:
                await line.send(msgspec.json.encode(push).decode())
        self.lines.append(line)
        try:
            await line.wait_closed()
        finally:
            self.lines.remove(line)


@asynccontextmanager
async def gateway() -> AsyncIterator[Gateway]:
    opened = Gateway()
    async with serve(opened._serve, "127.0.0.1", 0) as server:
        host, port = next(iter(server.sockets)).getsockname()[:2]
        opened.url = f"ws://{host}:{port}/live"
        yield opened


async def until(true: Any, seconds: float = 30.0) -> None:
    for _ in range(int(seconds / 0.01)):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("never came true")
