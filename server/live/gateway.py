"""Who is connected to this process, and what they get: the meeting point of lines and Valkey."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager

import asyncpg
from valkey.exceptions import ValkeyError

from server.accounts import sessions
from server.kit.subscriber import Subscriber
from server.kit.viewer import Viewer
from server.live import frames, presence, service, streams
from server.live.line import Line
from server.live.wire import Wire
from shared.live import GOING_AWAY, SESSION_OVER

LINES_MAX = 20
"""Of one account, in one process."""
CHECK_SECONDS = 0.7
"""How often sessions and accounts are looked at: twice within the two seconds that an ended one may go on."""
RENEW_SECONDS = 20.0
SELDOM = frames.opened("new_posts", {})
NUDGE_SECONDS = 4.0
"""Between two of those to one person; the last of several always arrives."""
PATIENCE_SECONDS = 5.0
"""A line that cannot be opened by then is sent away."""
AT_ONCE = 500
AWAY = (asyncpg.PostgresError, asyncpg.InterfaceError, ValkeyError, OSError)
log = logging.getLogger(__name__)


class TooManyLines(Exception):
    """The account has as many lines as it may."""


class _Seat:
    """One person, with all their lines to this process."""

    __slots__ = ("lines", "nudged", "waiting")

    def __init__(self) -> None:
        self.lines: set[Line] = set()
        self.nudged = 0.0
        """When `SELDOM` was sent last, by the clock of the event loop."""
        self.waiting: asyncio.TimerHandle | None = None
        """Sends it when its time has come."""


class Gateway:
    def __init__(self, url: str) -> None:
        self._seats: dict[int, _Seat] = {}
        self._ears = Subscriber(url, self._heard, self._deaf, self._rejoined)
        self._losses = 0
        self.counts = presence.Counts()

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Gateway"]:
        every: tuple[tuple[float, Callable[[], Awaitable[None]]], ...] = (
            (CHECK_SECONDS, self._check),
            (RENEW_SECONDS, self._renew),
            (presence.TELL_SECONDS, lambda: presence.tell(self.counts)),
        )
        tasks = [asyncio.create_task(self._ears.run())]
        tasks += [asyncio.create_task(_repeat(seconds, work)) for seconds, work in every]
        listening = asyncio.create_task(self._ears.subscribe(service.NUDGES))
        try:
            yield self
        finally:
            for task in (*tasks, listening):
                task.cancel()

    async def join(self, viewer: Viewer, wire: Wire, last: str | None) -> Line:
        """Opens a line and sends its welcome. Raises `TooManyLines`, and `TimeoutError` or `AWAY` when it cannot."""
        seat = self._seats.setdefault(viewer.user_id, _Seat())
        if len(seat.lines) >= LINES_MAX:
            raise TooManyLines
        line = Line(wire, viewer.user_id, viewer.session_id, self._count_dropped)
        seat.lines.add(line)
        self.counts.lines += 1
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self._ears.subscribe(streams.key(viewer.user_id))
                losses = -1
                while losses != self._losses:
                    losses = self._losses
                    since = await streams.since(viewer.user_id, last)
        except BaseException:
            self.leave(line)
            raise
        line.go_on(since, welcome=True)
        return line

    def leave(self, line: Line) -> None:
        seat = self._seats.get(line.user_id)
        if seat is None or line not in seat.lines:
            return
        seat.lines.remove(line)
        self.counts.lines -= 1
        if not seat.lines:
            del self._seats[line.user_id]
            if seat.waiting:
                seat.waiting.cancel()
            self._ears.unsubscribe(streams.key(line.user_id))

    # what is published

    def _heard(self, channel: bytes, message: bytes) -> None:
        if channel == service.NUDGES:
            opened, user_ids = service.nudged(message)
            frame = frames.frame(frames.closed(opened))
            for user_id in self._seats.keys() & set(user_ids):
                self._give(self._seats[user_id], b"", opened, frame)
        elif seat := self._seats.get(streams.user_of(channel)):
            push_id, _, opened = message.partition(b" ")
            self._give(seat, push_id, opened, frames.frame(frames.closed(opened, push_id)))

    def _give(self, seat: _Seat, push_id: bytes, opened: bytes, frame: bytes) -> None:
        if opened == SELDOM:
            loop = asyncio.get_running_loop()
            if seat.waiting:
                return
            if seat.nudged + NUDGE_SECONDS > loop.time():
                seat.waiting = loop.call_at(seat.nudged + NUDGE_SECONDS, self._give_late, seat, frame)
                return
            seat.nudged = loop.time()
        self._send(seat, push_id, frame)

    def _give_late(self, seat: _Seat, frame: bytes) -> None:
        seat.waiting = None
        seat.nudged = asyncio.get_running_loop().time()
        self._send(seat, b"", frame)

    def _send(self, seat: _Seat, push_id: bytes, frame: bytes) -> None:
        self.counts.pushes += 1
        for line in list(seat.lines):
            line.take(push_id, frame)

    # what has to be looked at

    async def _check(self) -> None:
        """Ends the lines of sessions that are over and of accounts that are no longer active."""
        lines = self._lines()
        for start in range(0, len(lines), 10 * AT_ONCE):
            some = lines[start : start + 10 * AT_ONCE]
            over = await sessions.over_among({(line.user_id, line.session_id) for line in some})
            for line in some:
                if line.session_id in over:
                    line.end(SESSION_OVER, "the session is over")

    async def _renew(self) -> None:
        user_ids = list(self._seats)
        for start in range(0, len(user_ids), AT_ONCE):
            gone = set(await streams.renew(user_ids[start : start + AT_ONCE]))
            await self._catch_up([line for line in self._lines() if line.user_id in gone])

    def _deaf(self) -> None:
        """Pushes may be missing from here on: the first that is heard again must not pass before those."""
        for line in self._lines():
            line.hold()

    async def _rejoined(self) -> None:
        """Valkey is heard again: what was published meanwhile stands in the streams, or nobody knows."""
        self._losses += 1
        await self._catch_up(self._lines())

    async def _catch_up(self, lines: Collection[Line]) -> None:
        waiting = list(lines)
        for start in range(0, len(waiting), AT_ONCE):
            await asyncio.gather(*(self._catch_up_one(line) for line in waiting[start : start + AT_ONCE]))

    async def _catch_up_one(self, line: Line) -> None:
        if not line.last:
            return  # it is only just being opened, and reads on its own
        line.hold()
        try:
            line.go_on(await streams.since(line.user_id, line.last.decode()), welcome=False)
        except AWAY as error:
            log.warning("a line of %d is sent away: %s", line.user_id, error)
            line.end(GOING_AWAY, "come back")

    def _lines(self) -> list[Line]:
        return [line for seat in self._seats.values() for line in seat.lines]

    def _count_dropped(self) -> None:
        self.counts.dropped += 1


async def _repeat(seconds: float, work: Callable[[], Awaitable[None]]) -> None:
    """Until cancelled, whatever is away meanwhile."""
    while True:
        await asyncio.sleep(seconds)
        try:
            await work()
        except AWAY as error:
            log.warning("a round of the gateway failed: %s", error)
        except Exception:
            # or sessions that end would keep their lines from then on
            log.exception("a round of the gateway failed")
