"""Counts of how the feed is served, for whoever looks after the installation: `events:taken`, `pages:learned`.

Each process counts for itself and now and then tells Valkey its sums, which are added up when somebody looks. What a
process has counted since it last told, Valkey does not know; should it lose its data, the next count tells all again.
"""

import asyncio
import logging
import time
from collections import Counter
from contextvars import Context
from typing import Final

import msgspec
from valkey.exceptions import ValkeyError

from server.kit import ids, resources

KEY: Final = b"feed-counts"
TELL_SECONDS: Final = 5.0
SILENT_SECONDS: Final = 24 * 3600.0
"""A process that has counted nothing for so long has most likely ended."""


class Told(msgspec.Struct):
    at: float
    """Unix time."""
    counts: dict[str, int]


log = logging.getLogger(__name__)
_counts: Counter[str] = Counter()
_name = b""
_told = 0.0
_telling: asyncio.Task[None] | None = None


def count(name: str, n: int = 1) -> None:
    """Adds to a count; every 5 seconds at most somebody's counting also tells the sums."""
    global _told, _telling
    _counts[name] += n
    now = time.monotonic()
    if now - _told >= TELL_SECONDS and (_telling is None or _telling.done()):
        _told = now
        # a context of its own: it must not run in the transaction of whoever counted
        _telling = asyncio.get_running_loop().create_task(_tell(), context=Context())


async def totals() -> dict[str, int]:
    """Sums over all processes since they began; this process's own alone when Valkey does not answer."""
    sums = Counter(_counts)
    try:
        [found] = await resources.pipe().run(("HGETALL", KEY))
        told = {name: msgspec.json.decode(one, type=Told) for name, one in zip(found[::2], found[1::2], strict=True)}
        told.pop(_name, None)
        gone = [name for name, one in told.items() if one.at < time.time() - SILENT_SECONDS]
        if gone:
            await resources.pipe().run(("HDEL", KEY, *gone))
    except (ValkeyError, OSError) as error:
        log.warning("counts of other processes not read: %s", error)
        return dict(sums)
    for name, one in told.items():
        if name not in gone:
            sums.update(one.counts)
    return dict(sums)


async def _tell() -> None:
    global _name
    _name = _name or b"%d" % ids.new_id()
    told = msgspec.json.encode(Told(time.time(), dict(_counts)))
    try:
        await resources.pipe().run(("HSET", KEY, _name, told), ("EXPIRE", KEY, round(SILENT_SECONDS)))
    except (ValkeyError, OSError) as error:
        log.warning("counts not told: %s", error)
