"""The client's end of the live line (`shared.live`): connects, resumes where it broke, and comes back by itself."""

import asyncio
import random
import time
from collections.abc import Mapping
from typing import Final, Protocol

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from shared.api import Api
from shared.live import SESSION_OVER, TOO_MANY, UNAUTHENTICATED, Hello, Push, Welcome
from shared.problems import ApiError

FIRST_PAUSE: Final = 0.5
LONGEST_PAUSE: Final = 30.0
STEADY_SECONDS: Final = 10.0
"""A line that lasted so long begins with the shortest pause again."""
WELCOME_SECONDS: Final = 10.0
TICK_SECONDS: Final = 5.0
SLEPT_SECONDS: Final = 15.0
"""So much later than expected means that the device has slept: the other end has given the line up long since."""
PING_SECONDS: Final = 25.0


class _Frame(msgspec.Struct):
    """What tells a push from a welcome: the gateway says that again when it has lost its own place."""

    kind: str = ""


class Listener(Protocol):
    def came(self, push: Push) -> None:
        """Called for each push, in order. What comes again after a resume may have been heard before."""

    async def welcomed(self, missed: bool) -> None:
        """The line stands. `missed`: pushes may have been lost since it broke, so read again what is on screen."""

    async def over(self) -> None:
        """The server has ended the session."""

    def present(self) -> bool:
        """Whether anybody still wants to hear; asked every few seconds."""


class Line:
    """One line of one client. `hold` it; `up` tells whether it stands now."""

    def __init__(self, api: Api, listener: Listener, url: str = "", headers: Mapping[str, str] | None = None) -> None:
        """`url` where the server need not be asked for it. `headers` go with the handshake."""
        self._api = api
        self._listener = listener
        self._given = url
        self._door = url
        self._headers = headers or {}
        self.up = False
        self.last: str | None = None
        """Id of the last push that was handled."""

    async def hold(self) -> None:
        """Comes back after every break. Ends with the session, with the tokens, or when nobody is present."""
        failures, renewed = 0, False
        while self._api.tokens is not None and self._listener.present():
            used, began = self._api.tokens.access_token, time.monotonic()
            code = await self._once(used)
            steady = time.monotonic() - began > STEADY_SECONDS
            if code == SESSION_OVER:
                await self._listener.over()
                return
            if code == UNAUTHENTICATED and (steady or not renewed) and await self._renewed(used):
                renewed = True
                continue
            renewed = False
            failures = 0 if steady else failures + 1
            # Full jitter: after a restart of the gateway its clients come back spread over time.
            widest = LONGEST_PAUSE if code == TOO_MANY else min(FIRST_PAUSE * 2**failures, LONGEST_PAUSE)
            await asyncio.sleep(random.uniform(0, widest))

    async def _renewed(self, used: str) -> bool:
        try:
            await self._api.renew(used)
        except ApiError:
            return False
        return True

    async def _once(self, token: str) -> int | None:
        """One connection from beginning to end. Returns why it was closed; None when it just broke."""
        try:
            self._door = self._door or (await self._api.live_door()).url
            async with connect(
                self._door,
                additional_headers=self._headers,
                compression=None,
                ping_interval=PING_SECONDS,
                ping_timeout=PING_SECONDS,
                close_timeout=2,
            ) as socket:
                await self._speak(socket, token)
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else None
        except (ApiError, OSError, TimeoutError, WebSocketException, msgspec.DecodeError):
            # The gateway may have moved meanwhile.
            self._door = self._given
        finally:
            self.up = False
        return None

    async def _speak(self, socket: ClientConnection, token: str) -> None:
        await socket.send(msgspec.json.encode(Hello(token=token, last=self.last)).decode())
        async with asyncio.timeout(WELCOME_SECONDS):
            welcome = msgspec.json.decode(await socket.recv(), type=Welcome)
        watching = asyncio.create_task(self._watch(socket))
        try:
            missed = self.last is not None and not welcome.resumed
            if self.last is None or missed:
                # After a resume the pushes themselves say how far we are: the rest of them may not arrive.
                self.last = welcome.last
            self.up = True
            await self._listener.welcomed(missed)
            async for frame in socket:
                await self._hear(frame)
        finally:
            watching.cancel()

    async def _hear(self, frame: str | bytes) -> None:
        try:
            heard = msgspec.json.decode(frame, type=_Frame)
            push = msgspec.json.decode(frame, type=Push) if heard.kind else None
        except msgspec.ValidationError:
            # A newer server speaks of things that this client does not know yet.
            return
        if push is None:
            welcome = msgspec.json.decode(frame, type=Welcome)
            self.last = welcome.last
            await self._listener.welcomed(not welcome.resumed)
            return
        self._listener.came(push)
        if push.id is not None:
            self.last = push.id

    async def _watch(self, socket: ClientConnection) -> None:
        """Ends the connection when the device has slept, and when nobody listens any more."""
        while True:
            before = time.time()
            await asyncio.sleep(TICK_SECONDS)
            if time.time() - before > TICK_SECONDS + SLEPT_SECONDS:
                socket.transport.abort()
                return
            if not self._listener.present():
                await socket.close()
                return
