"""Keeps processes alive until told to stop: a crashed one comes back, with a growing pause, and one line says so."""

import contextlib
import signal
import threading
import time
from collections.abc import Callable, Iterator
from types import FrameType

from server.engines.process import Process
from server.engines.refusal import Refusal

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
"""Seconds before the first restart, doubled at each further crash, and the most that this may become."""
STEADY_SECONDS = 60.0
"""Whoever runs so long without a crash starts again from the first pause."""
LOOK_SECONDS = 0.2


class Supervisor:
    """Starts processes in order, watches them, stops them in reverse order."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._watched: list[_Watched] = []

    def add(self, process: Process) -> None:
        """Starts it, unless it runs already, and watches it from now on. Raises `Refusal` when it does not start."""
        self._watched.append(_Watched(process, self._say))
        process.start()

    def watch(self, stopping: threading.Event) -> None:
        """Returns when the event is set."""
        while not stopping.wait(LOOK_SECONDS):
            for watched in self._watched:
                watched.look()

    def stop(self) -> None:
        """Ends all, the last one first; each has its grace time."""
        for watched in reversed(self._watched):
            watched.process.stop()

    def kill(self) -> None:
        """SIGKILL to all, without waiting. For the second Ctrl-C of an impatient person: fit for a signal handler."""
        for watched in reversed(self._watched):
            watched.process.sweep()


class _Watched:
    def __init__(self, process: Process, say: Callable[[str], None]) -> None:
        self.process = process
        self._say = say
        self._crashes = 0
        self._since = time.monotonic()
        self._again_at: float | None = None

    def look(self) -> None:
        now = time.monotonic()
        if self.process.alive():
            if self._crashes and now - self._since > STEADY_SECONDS:
                self._crashes = 0
        elif self._again_at is None:
            self._put_off(f"{self.process.name} ended ({self.process.ended()})")
        elif now >= self._again_at:
            self._restart()

    def _restart(self) -> None:
        self._again_at = None
        self._since = time.monotonic()
        try:
            self.process.start()
        except Refusal as refusal:
            self._put_off(str(refusal))

    def _put_off(self, why: str) -> None:
        pause = min(FIRST_PAUSE * 2**self._crashes, LONGEST_PAUSE)
        self._crashes += 1
        self._again_at = time.monotonic() + pause
        self._say(f"{why}; starting it again in {pause:g} s, its log is {self.process.log}")


@contextlib.contextmanager
def stop_signals(second: Callable[[], None]) -> Iterator[threading.Event]:
    """An event that SIGINT and SIGTERM set; the signal after that calls `second`. For the main thread only."""
    stopping = threading.Event()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        if stopping.is_set():
            second()
        stopping.set()

    before = {number: signal.signal(number, on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stopping
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
