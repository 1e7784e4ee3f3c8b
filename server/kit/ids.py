"""64-bit ids ordered by time, made without coordination.

snowflake (Twitter 2010): 41-bit milliseconds, 10-bit worker, 12-bit sequence; ours count from 2026-01-01 UTC.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime

EPOCH_MS = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp() * 1000)
WORKER_BITS, SEQUENCE_BITS = 10, 12
WORKERS = 1 << WORKER_BITS
LAST_SEQUENCE = (1 << SEQUENCE_BITS) - 1
TIME_SHIFT = WORKER_BITS + SEQUENCE_BITS
LAST = (1 << 63) - 1
DIGITS = len(str(LAST))


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


class Snowflakes:
    """Makes strictly increasing ids for one worker number (0 to 1023).

    When the clock goes backwards it stays at the last millisecond seen, borrowing from the future once that
    millisecond's 4,096 numbers are used, so ids never repeat and never wait.
    """

    def __init__(self, worker: int, now_ms: Callable[[], int] = _now_ms) -> None:
        if not 0 <= worker < WORKERS:
            raise ValueError(f"worker number {worker} is not within 0..{WORKERS - 1}")
        self._worker = worker << SEQUENCE_BITS
        self._now_ms = now_ms
        self._ms = 0
        self._sequence = 0

    def __call__(self) -> int:
        ms = self._now_ms() - EPOCH_MS
        if ms > self._ms:
            self._ms, self._sequence = ms, 0
        elif self._sequence < LAST_SEQUENCE:
            self._sequence += 1
        else:
            self._ms, self._sequence = self._ms + 1, 0
        return self._ms << TIME_SHIFT | self._worker | self._sequence


_make: Snowflakes | None = None


def use(snowflakes: Snowflakes | None) -> None:
    """Sets the maker of this process; `resources.opened` does."""
    global _make
    _make = snowflakes


def new_id() -> int:
    assert _make is not None, "resources are not open"
    return _make()


def parse(text: str) -> int | None:
    """The id that its decimal text stands for; None for what cannot be one."""
    if not (text.isascii() and text.isdecimal()) or len(text) > DIGITS:
        return None
    number = int(text)
    return number if number <= LAST else None


def time_of(snowflake: int) -> datetime:
    """The moment an id was made, in UTC, exact to the millisecond."""
    return datetime.fromtimestamp(((snowflake >> TIME_SHIFT) + EPOCH_MS) / 1000, UTC)


def at(moment: datetime) -> int:
    """The smallest id of that millisecond."""
    return (round(moment.timestamp() * 1000) - EPOCH_MS) << TIME_SHIFT
