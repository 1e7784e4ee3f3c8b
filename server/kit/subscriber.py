"""One connection to Valkey that listens: many channels, confirmed subscriptions, and a new connection after a loss.

valkey-py's own hides a lost connection behind a new one, and with it that messages are missing. This one tells.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, cast
from urllib.parse import unquote, urlparse

import libvalkey
from valkey.exceptions import ConnectionError as ValkeyConnectionError
from valkey.exceptions import ResponseError

PING_SECONDS = 5.0
"""A connection on which nothing came for twice as long is given up."""
PAUSE_SECONDS = 0.2
AT_ONCE = 1_000
log = logging.getLogger(__name__)

Heard = Callable[[bytes, bytes], None]
"""Takes a channel and a message."""


class _Ear(asyncio.Protocol):
    def __init__(self, heard: Callable[[list[Any]], None]) -> None:
        self.reader = libvalkey.Reader(replyError=ResponseError, protocolError=ValkeyConnectionError)
        self.heard = heard
        self.lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.silent_pings = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def send(self, *words: bytes | str) -> None:
        """Nothing, when the connection is just being lost: uvloop refuses, and the next connection begins anew."""
        if not self.transport.is_closing():
            self.transport.write(libvalkey.pack_command(words))

    def data_received(self, data: bytes) -> None:
        self.silent_pings = 0
        self.reader.feed(data)
        try:
            while (reply := self.reader.gets()) is not False:
                if isinstance(reply, ResponseError):
                    log.warning("Valkey refuses: %s", reply)
                    self.transport.abort()
                elif isinstance(reply, list):
                    self.heard(reply)
        except ValkeyConnectionError as error:
            log.warning("what Valkey says cannot be read: %s", error)
            self.transport.abort()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.lost.done():
            self.lost.set_result(None)


class Subscriber:
    """`heard` gets every message; `lost` is called when messages may begin to be missing, before the first that comes
    after the gap; `rejoined` is awaited when all channels are heard again.
    """

    def __init__(
        self, url: str, heard: Heard, lost: Callable[[], None], rejoined: Callable[[], Awaitable[None]]
    ) -> None:
        self._url = urlparse(url)
        self._heard = heard
        self._lost = lost
        self._rejoined = rejoined
        self._ear: _Ear | None = None
        self._waiting: dict[bytes, asyncio.Future[None]] = {}
        """All wanted channels; done when Valkey has confirmed."""
        self._unanswered: dict[bytes, int] = {}
        """How often Valkey has still to confirm: an early answer is not the one to a later wish."""

    async def run(self) -> None:
        """Until cancelled."""
        before = False
        while True:
            try:
                ear = await self._connect()
            except (
                OSError,
                RuntimeError,
            ) as error:  # uvloop raises the latter when it writes to what is just being lost
                log.warning("Valkey cannot be listened to: %s", error)
                await asyncio.sleep(PAUSE_SECONDS)
                continue
            rejoining = asyncio.create_task(self._rejoin(ear)) if before else None
            before = True
            try:
                await self._listen(ear)
            finally:
                self._ear = None
                ear.transport.abort()
                self._lost()
                if rejoining:
                    rejoining.cancel()
                for channel, confirmed in self._waiting.items():
                    if confirmed.done():
                        self._waiting[channel] = asyncio.get_running_loop().create_future()
            log.warning("the connection on which Valkey is listened to was lost")
            await asyncio.sleep(PAUSE_SECONDS)

    async def subscribe(self, channel: bytes) -> None:
        """Returns once every message from now on will be heard; for as long as Valkey is away it waits."""
        if channel not in self._waiting:
            self._waiting[channel] = asyncio.get_running_loop().create_future()
            if self._ear:
                self._unanswered[channel] = self._unanswered.get(channel, 0) + 1
                self._ear.send(b"SUBSCRIBE", channel)
        while (confirmed := self._waiting.get(channel)) and not confirmed.done():
            await asyncio.shield(confirmed)

    def unsubscribe(self, channel: bytes) -> None:
        confirmed = self._waiting.pop(channel, None)
        if confirmed and not confirmed.done():
            confirmed.set_result(None)
        if confirmed and self._ear:
            self._ear.send(b"UNSUBSCRIBE", channel)

    async def _connect(self) -> _Ear:
        url = self._url
        tls = url.scheme in ("valkeys", "rediss")
        async with asyncio.timeout(5):
            _, ear = await asyncio.get_running_loop().create_connection(
                lambda: _Ear(self._take), url.hostname or "127.0.0.1", url.port or 6379, ssl=tls or None
            )
        password = unquote(url.password or "")
        if password:
            ear.send(*(("AUTH", url.username, password) if url.username else ("AUTH", password)))
        channels = list(self._waiting)
        self._unanswered = dict.fromkeys(channels, 1)
        for start in range(0, len(channels), AT_ONCE):
            ear.send(b"SUBSCRIBE", *channels[start : start + AT_ONCE])
        self._ear = ear
        return ear

    async def _rejoin(self, ear: _Ear) -> None:
        if self._waiting:
            await asyncio.wait(self._waiting.values())
        try:
            await self._rejoined()
        except Exception:
            log.exception("what came of a gap is unknown: once more")
            ear.transport.abort()

    async def _listen(self, ear: _Ear) -> None:
        """Returns when the connection is lost or silent."""
        while True:
            await asyncio.wait([ear.lost], timeout=PING_SECONDS)
            if ear.lost.done() or ear.silent_pings > 1:
                return
            ear.silent_pings += 1
            ear.send(b"PING")

    def _take(self, reply: list[Any]) -> None:
        kind = reply[0]
        if kind == b"message":
            self._heard(reply[1], reply[2])
        elif kind == b"subscribe":
            channel = reply[1]
            self._unanswered[channel] -= 1
            if not self._unanswered[channel]:
                del self._unanswered[channel]
                confirmed = self._waiting.get(channel)
                if confirmed and not confirmed.done():
                    confirmed.set_result(None)
