"""A small Valkey client for the hot paths: one connection, every command of an event-loop turn in one write.

valkey-py costs about twice the CPU per pipelined command; this one does no more than pack, write, parse and resolve
(`docs/performance.md` has both). Everything else goes through valkey-py.
"""

import asyncio
from collections import deque
from typing import Any, cast
from urllib.parse import unquote, urlparse

import libvalkey
from valkey.exceptions import ConnectionError as ValkeyConnectionError
from valkey.exceptions import ResponseError

Command = tuple[str | bytes | int, ...] | bytes
"""The words; or, on the hottest paths, all of them as they go over the wire."""
TIMEOUT_SECONDS = 10.0
HIGH_WATER = 4 * 1024 * 1024
"""Bytes waiting in the socket's buffer above which callers wait before writing more."""


def pack(*commands: Command) -> bytes:
    """The commands as they go over the wire."""
    return b"".join([c if isinstance(c, bytes) else libvalkey.pack_command(c) for c in commands])


class _Connection(asyncio.Protocol):
    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.reader = libvalkey.Reader(replyError=ResponseError, protocolError=ValkeyConnectionError)
        self.waiting: deque[tuple[asyncio.Future[list[Any]], int, float]] = deque()
        self.replies: list[Any] = []
        self.unsent: list[bytes] = []
        self.flowing = asyncio.Event()
        self.flowing.set()
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's does not say that it is one
        self.transport.set_write_buffer_limits(HIGH_WATER)
        self.watch = self.loop.call_later(1, self.check)

    def check(self) -> None:
        if self.waiting and self.loop.time() - self.waiting[0][2] > TIMEOUT_SECONDS:
            self.lose(ValkeyConnectionError(f"Valkey did not answer within {TIMEOUT_SECONDS:.0f} s"))
        elif self.transport is not None:
            self.watch = self.loop.call_later(1, self.check)

    def pause_writing(self) -> None:
        self.flowing.clear()

    def resume_writing(self) -> None:
        self.flowing.set()

    def send(self, packed: bytes, count: int) -> asyncio.Future[list[Any]]:
        future: asyncio.Future[list[Any]] = self.loop.create_future()
        self.waiting.append((future, count, self.loop.time()))
        if not self.unsent:
            self.loop.call_soon(self.flush)
        self.unsent.append(packed)
        return future

    def flush(self) -> None:
        if self.transport is not None and self.unsent:
            self.transport.write(b"".join(self.unsent))
        self.unsent = []

    def data_received(self, data: bytes) -> None:
        self.reader.feed(data)
        try:
            while (reply := self.reader.gets()) is not False:
                self.replies.append(reply)
                future, count, _ = self.waiting[0]
                if len(self.replies) == count:
                    self.waiting.popleft()
                    replies, self.replies = self.replies, []
                    if not future.done():
                        future.set_result(replies)
        except (ValkeyConnectionError, IndexError) as error:
            self.lose(error)

    def connection_lost(self, error: Exception | None) -> None:
        self.lose(error or ValkeyConnectionError("Valkey closed the connection"))

    def lose(self, error: Exception) -> None:
        transport, self.transport = self.transport, None
        if transport is not None:
            self.watch.cancel()
            transport.abort()
        self.flowing.set()
        waiting, self.waiting = self.waiting, deque()
        for future, _, _ in waiting:
            if not future.done():
                future.set_exception(ValkeyConnectionError(str(error)))


class Pipe:
    """Connects at the first command and again after a loss. Safe to share between tasks of one event loop."""

    def __init__(self, url: str) -> None:
        parts = urlparse(url)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 6379
        self._tls = parts.scheme in ("valkeys", "rediss")
        self._user, self._password = parts.username or "", unquote(parts.password or "")
        self._database = parts.path.strip("/") or "0"
        self._connection: _Connection | None = None
        self._connecting = asyncio.Lock()

    async def run(self, *commands: Command) -> list[Any]:
        """The replies in order. Raises the first error reply, or a valkey `ConnectionError`; never sends twice."""
        return await self.run_packed(pack(*commands), len(commands))

    async def run_packed(self, packed: bytes, count: int) -> list[Any]:
        """Sends `count` commands that the caller has packed. Raises as `run` does."""
        connection = self._connection
        if connection is None or connection.transport is None:
            connection = await self._connect()
        if not connection.flowing.is_set():
            await connection.flowing.wait()
        replies = await connection.send(packed, count)
        for reply in replies:
            if isinstance(reply, ResponseError):
                raise reply
        return replies

    async def _connect(self) -> _Connection:
        async with self._connecting:
            if self._connection is not None and self._connection.transport is not None:
                return self._connection
            loop = asyncio.get_running_loop()
            try:
                async with asyncio.timeout(5):
                    _, connection = await loop.create_connection(
                        lambda: _Connection(loop), self._host, self._port, ssl=self._tls or None
                    )
            except (OSError, TimeoutError) as error:
                raise ValkeyConnectionError(f"Valkey cannot be reached: {error}") from error
            hello: list[Command] = []
            if self._password:
                hello.append(("AUTH", self._user, self._password) if self._user else ("AUTH", self._password))
            hello.append(("SELECT", self._database))
            for reply in await connection.send(pack(*hello), len(hello)):
                if isinstance(reply, ResponseError):
                    connection.lose(reply)
                    raise reply
            self._connection = connection
            return connection

    async def aclose(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.lose(ValkeyConnectionError("closed"))
