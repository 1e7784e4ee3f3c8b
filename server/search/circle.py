"""The viewer's circle: people close to them whether followed or not, each with how close, kept for ten minutes.

Close is whose posts one likes and comments on, and who is followed by those whom one follows. Found by two bounded
statements and kept in Valkey, since every letter that is typed asks for it.
"""

import array
import logging
import math
from typing import Final

from valkey.exceptions import ValkeyError

from server.kit import resources
from server.search import queries

SECONDS_KEPT: Final = 600
SIZE: Final = 400
EACH: Final = 200
"""People followed last, of the viewer and of each of those."""
LIKES: Final = 300
COMMENTS: Final = 100
log = logging.getLogger(__name__)


def key(user_id: int) -> bytes:
    return b"circle:{%d}" % user_id


async def of(user_id: int) -> dict[int, float]:
    """User id -> closeness: 1 for somebody known to one whom the viewer follows, 3 for a like, growing slowly."""
    try:
        [stored] = await resources.pipe().run(("GET", key(user_id)))
        if stored is not None:
            return _unpacked(stored)
        found = await _find(user_id)
        await resources.pipe().run(("SET", key(user_id), _packed(found), "EX", SECONDS_KEPT))
        return found
    except (ValkeyError, OSError) as error:
        log.warning("the circle of %d is not kept: %s", user_id, error)
        return await _find(user_id)


async def _find(user_id: int) -> dict[int, float]:
    close: dict[int, float] = {}
    for row in await queries.followed_by_followed(user_id, EACH, SIZE):
        close[row["other_id"]] = math.log2(1 + row["times"])
    for row in await queries.interactions(user_id, LIKES, COMMENTS):
        close[row["author_id"]] = close.get(row["author_id"], 0) + 3 * math.log2(1 + row["times"])
    closest = sorted(close, key=lambda other: (-close[other], other))[:SIZE]
    return {other: close[other] for other in closest}


def _packed(circle: dict[int, float]) -> bytes:
    return array.array("q", circle).tobytes() + array.array("d", circle.values()).tobytes()


def _unpacked(stored: bytes) -> dict[int, float]:
    half = len(stored) // 2
    return dict(zip(array.array("q", stored[:half]), array.array("d", stored[half:]), strict=True))
