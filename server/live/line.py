"""One client's line."""

from collections.abc import Callable

import msgspec

from server.live import frames
from server.live.streams import Since
from server.live.wire import HELD_BYTES, Wire
from shared.live import TOO_SLOW, Welcome

Place = tuple[int, int]
"""A push's id as it orders them: milliseconds and sequence."""
NOWHERE: Place = (0, 0)


def place(push_id: bytes) -> Place:
    milliseconds, _, sequence = push_id.partition(b"-")
    return int(milliseconds), int(sequence)


class Line:
    """Sends pushes in their order, none twice; what comes while it catches up waits.

    `dropped` is called when the client does not read.
    """

    __slots__ = ("_dropped", "_held", "_wire", "at", "last", "session_id", "user_id")

    def __init__(self, wire: Wire, user_id: int, session_id: int, dropped: Callable[[], None]) -> None:
        self.user_id = user_id
        self.session_id = session_id
        self.last = b""
        """Id of the last push that was sent."""
        self.at = NOWHERE
        self._wire = wire
        self._held: list[tuple[bytes, bytes]] | None = []
        self._dropped = dropped

    def hold(self) -> None:
        """From now on pushes wait, until `go_on`."""
        if self._held is None:
            self._held = []

    def take(self, push_id: bytes, frame: bytes) -> None:
        """A push that has just been published; without an id it is not kept anywhere."""
        if self._held is not None:
            self._held.append((push_id, frame))
            return
        if push_id:
            here = place(push_id)
            if here <= self.at:
                return
            self.at, self.last = here, push_id
        self._send(frame)

    def go_on(self, since: Since, *, welcome: bool) -> None:
        """Sends what was missed, then what waited. `welcome` also when nothing is missing."""
        whole = since.whole and sum(len(opened) for _, opened in since.missed) <= HELD_BYTES // 2
        if welcome or not whole:
            # whoever is cut off before all of it has arrived comes back with the id that arrived last
            stands = since.before if whole else since.last
            self._send(frames.frame(msgspec.json.encode(Welcome(resumed=whole, last=stands.decode()))))
        for push_id, opened in since.missed if whole else []:
            if place(push_id) > self.at:
                self.at, self.last = place(push_id), push_id
                self._send(frames.frame(frames.closed(opened, push_id)))
        if not whole or place(since.last) > self.at:
            self.at, self.last = place(since.last), since.last
        held, self._held = self._held or [], None
        for push_id, frame in held:
            self.take(push_id, frame)

    def end(self, code: int, reason: str = "") -> None:
        self._wire.end(code, reason)

    def _send(self, frame: bytes) -> None:
        if not self._wire.push(frame):
            self._wire.end(TOO_SLOW, "you do not read")
            self._dropped()
