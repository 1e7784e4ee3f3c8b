"""What a viewer has saved and hidden, as one Valkey sorted set per viewer, for pages that mark the one, leave out the
other.

Members are post ids of 8 bytes, their scores say what of it: `SAVED`, `HIDDEN` or both together. The member `FLOOR`
says that the set is complete above the id that is its score, as in `likes/liked.py`. Most sets hold nothing that a page
asks for, so a page that finds no mark has nothing to do.

Each save and each hiding forgets the set after its commit: they are rare, and the next page rebuilds it by one
statement.
"""

import logging
import math
from collections.abc import Collection, Sequence
from typing import Final

from valkey.exceptions import ValkeyError

from server.kit import resources
from server.kit.leased import Leased
from server.kit.pipe import Command
from server.posts import queries
from server.posts.likes import liked

SAVED: Final = 1
HIDDEN: Final = 2
FLOOR = liked.FLOOR
NEWEST = 1_000
"""Posts of each kind that a rebuild stores."""
KEPT: Final = Leased(b"marked", seconds=24 * 3600, filled_by="ZADD")
forget = KEPT.forget
"""Call it after the commit; the next read of these users' marks asks SQL."""
log = logging.getLogger(__name__)


def command(user_id: int, posts: Sequence[bytes]) -> Command:
    """Asks about these posts (ids of 8 bytes); the reply goes to `marks`."""
    return liked.scores(KEPT.key(user_id), posts)


async def marks(user_id: int, posts: Sequence[bytes], scores: liked.Scores) -> Sequence[int] | None:
    """Of each post what the user has done with it, 0 for nothing; None when it is nothing with any of them."""
    if scores[0] == b"0":
        return [int(score) if score else 0 for score in scores[1:]] if any(scores[1:]) else None
    ids = [int.from_bytes(post, "big") for post in posts]
    if scores[0] is None:
        known, floor = await _load(user_id)
    else:
        floor = float(scores[0])
        known = {i: int(score) for i, score in zip(ids, scores[1:], strict=True) if score}
    if unknown := [i for i in ids if i <= floor]:
        known |= await queries.marks_among(user_id, unknown)
    return [known.get(i, 0) for i in ids]


async def among(user_id: int, post_ids: Collection[int]) -> dict[int, int]:
    """Posts that have a mark, and which; from SQL alone when Valkey does not answer."""
    if not post_ids:
        return {}
    ids = list(post_ids)
    posts = [i.to_bytes(8, "big") for i in ids]
    try:
        [scores] = await resources.pipe().run(command(user_id, posts))
        found = await marks(user_id, posts, scores)
    except (ValkeyError, OSError) as error:
        log.warning("marks of %d read from SQL: %s", user_id, error)
        return await queries.marks_among(user_id, ids)
    return {i: mark for i, mark in zip(ids, found, strict=True) if mark} if found else {}


async def hidden_among(user_id: int, post_ids: Collection[int]) -> set[int]:
    """Which of these posts the user does not want to see. Every list of posts by others than their author asks."""
    return {i for i, mark in (await among(user_id, post_ids)).items() if mark & HIDDEN}


async def _load(user_id: int) -> tuple[dict[int, int], float]:
    """The newest marked posts and the floor above which they are all, stored for a day."""
    lease = await KEPT.lease(user_id)
    found: dict[int, int] = {}
    lowest = 0
    for mark, posts in (await queries.newest_marks(user_id, NEWEST)).items():
        for post_id in posts:
            found[post_id] = found.get(post_id, 0) | mark
        if len(posts) == NEWEST:
            lowest = max(lowest, posts[-1])
    # a score is a double, which may lie a little below the id: the next one up never claims too much
    floor = math.nextafter(float(lowest), math.inf) if lowest else 0.0
    scored = [part for post_id, mark in found.items() for part in (mark, post_id.to_bytes(8, "big"))]
    await KEPT.store(user_id, lease, repr(floor) if floor else "0", FLOOR, *scored)
    return found, floor
