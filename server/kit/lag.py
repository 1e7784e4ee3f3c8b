"""How long events waited until somebody took them up, and posts until everybody had them: the last few hundred of each
kind, kept in Valkey for whoever looks after the installation.
"""

import asyncio
import logging
import math
from collections.abc import Sequence

import msgspec
from valkey.exceptions import ValkeyError

from server.kit import resources

KEPT = 500
KEPT_SECONDS = 24 * 3600
"""After a day without a single one nothing is known."""
PATIENCE_SECONDS = 0.5
"""Work does not wait longer for this to be written."""
log = logging.getLogger(__name__)


class Lag(msgspec.Struct, frozen=True):
    """Milliseconds."""

    p50: float
    p99: float


def key(kind: str) -> str:
    return f"lag:{kind}"


async def note(kind: str, waited: Sequence[float]) -> None:
    """Adds these milliseconds. Never fails: a figure less is no harm."""
    if not waited:
        return
    found = [b"%.1f" % max(ms, 0.0) for ms in waited[-KEPT:]]
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await resources.pipe().run(
                ("LPUSH", key(kind), *found), ("LTRIM", key(kind), 0, KEPT - 1), ("EXPIRE", key(kind), KEPT_SECONDS)
            )
    except (ValkeyError, OSError) as error:
        log.debug("lag of %s not noted: %s", kind, error)


async def of(kinds: Sequence[str]) -> dict[str, Lag]:
    """What is known of these kinds, nothing while Valkey is away; by nearest rank."""
    try:
        replies = await resources.pipe().run(*(("LRANGE", key(kind), 0, -1) for kind in kinds))
    except (ValkeyError, OSError) as error:
        log.warning("lag not read: %s", error)
        return {}
    found = {kind: sorted(map(float, reply)) for kind, reply in zip(kinds, replies, strict=True) if reply}
    return {kind: Lag(_at(waited, 0.5), _at(waited, 0.99)) for kind, waited in found.items()}


def _at(ordered: Sequence[float], share: float) -> float:
    return ordered[math.ceil(share * len(ordered)) - 1]
