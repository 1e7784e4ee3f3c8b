"""Which processor cores do what, and how much time of them a process has taken."""

import contextlib
import os
from collections.abc import Iterable, Iterator

import psutil

ALL = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_setaffinity") else []
MEASURED = set(ALL[-1:])
"""The core of the API, or of whatever else is measured."""
OTHERS = set(ALL[:-1]) or MEASURED
"""The cores of engines and load generator."""


def keep_off_the_measured() -> None:
    """Leaves the measured core to those who are put there; processes started from now on inherit that."""
    _bind(psutil.Process(), OTHERS)


def spread_out() -> None:
    """Any core for everybody, for what is measured from end to end."""
    _bind(psutil.Process(), set(ALL))


def measure(pid: int) -> None:
    """Puts a process, with its threads and descendants, on the measured core; a no-op where that cannot be done."""
    for process in _family(pid):
        _bind(process, MEASURED)


@contextlib.contextmanager
def measured_here() -> Iterator[None]:
    """This process itself, without its children, is what is measured."""
    _bind(psutil.Process(), MEASURED)
    try:
        yield
    finally:
        _bind(psutil.Process(), OTHERS)


def _bind(process: psutil.Process, cores: set[int]) -> None:
    if cores:
        for thread in process.threads():
            with contextlib.suppress(ProcessLookupError):
                os.sched_setaffinity(thread.id, cores)


class Meter:
    """Processor seconds, user and system, of processes with all their living descendants."""

    def __init__(self, **pids: int | None) -> None:
        self._pids = {name: pid for name, pid in pids.items() if pid is not None}
        self._before: dict[str, float] = {}

    def start(self) -> None:
        self._before = self._now()

    def spent(self) -> dict[str, float]:
        """Seconds since `start`, by name; what descendants took that have ended meanwhile is not in it."""
        return {name: max(seconds - self._before[name], 0.0) for name, seconds in self._now().items()}

    def _now(self) -> dict[str, float]:
        return {name: sum(_seconds(_family(pid))) for name, pid in self._pids.items()}


def _seconds(family: Iterable[psutil.Process]) -> Iterable[float]:
    for process in family:
        with contextlib.suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            yield times.user + times.system


def _family(pid: int) -> list[psutil.Process]:
    process = psutil.Process(pid)
    return [process, *process.children(recursive=True)]
