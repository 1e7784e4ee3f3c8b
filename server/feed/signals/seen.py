"""How often a viewer has seen posts, as one Valkey sorted set per viewer: members are ids of 8 bytes, scores are times.

The member `WHOLE` says that the set was made in full from the log of two weeks. What is logged is added after its
commit to sets that are there, and takes the lease of a rebuild (`kit/leased.py`). One that falls between a commit and
its addition counts that showing twice, for a day at most.
"""

import logging
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np
from valkey.exceptions import ValkeyError

from server.feed.ranking.features import Floats
from server.feed.signals import queries
from server.kit import resources
from server.kit.leased import Leased
from server.kit.pipe import Command
from server.posts.likes import liked

WHOLE: Final = liked.FLOOR
DAYS: Final = 14
NEWEST: Final = 2_000
"""Showings that a rebuild counts."""
MOST: Final = 4_000
"""A set that has grown beyond is rebuilt."""
KEPT: Final = Leased(b"seen", seconds=24 * 3600, filled_by="ZADD")
"""From its making on, so that nothing stays much longer than the two weeks."""
ADD: Final = """
redis.call('DEL', KEYS[1])
if redis.call('ZCARD', KEYS[2]) == 0 then return end
for at = 2, #ARGV do redis.call('ZINCRBY', KEYS[2], 1, ARGV[at]) end
if redis.call('ZCARD', KEYS[2]) > tonumber(ARGV[1]) then redis.call('UNLINK', KEYS[2]) end
"""
log = logging.getLogger(__name__)


def command(user_id: int, posts: Sequence[bytes]) -> Command:
    """Asks about these posts, at least one (ids of 8 bytes); the reply goes to `times`."""
    return liked.scores(KEPT.key(user_id), posts)


async def times(user_id: int, posts: Sequence[bytes], scores: liked.Scores) -> Floats:
    """How often the viewer has seen each of these posts in the last two weeks."""
    if scores[0] is not None:
        return np.array([float(score) if score else 0.0 for score in scores[1:]], np.float32)
    found = await _load(user_id)
    return np.array([found.get(int.from_bytes(post, "big"), 0) for post in posts], np.float32)


async def load(user_id: int, post_ids: Collection[int]) -> Floats:
    """The same in one call; from SQL alone when Valkey does not answer."""
    posts = [post_id.to_bytes(8, "big") for post_id in post_ids]
    if not posts:
        return np.zeros(0, np.float32)
    scores: liked.Scores = [None]
    try:
        [scores] = await resources.pipe().run(command(user_id, posts))
    except (ValkeyError, OSError) as error:
        log.warning("what %d has seen is read from SQL: %s", user_id, error)
    return await times(user_id, posts, scores)


async def note(user_id: int, post_ids: Collection[int]) -> None:
    """These were shown once more; call it when that is committed."""
    if post_ids:
        posts = [post_id.to_bytes(8, "big") for post_id in post_ids]
        await KEPT.attempt(user_id, ("EVAL", ADD, 2, KEPT.lease_key(user_id), KEPT.key(user_id), MOST, *posts))


async def _load(user_id: int) -> dict[int, int]:
    lease = await KEPT.lease(user_id)
    found = await queries.newest_seen(user_id, datetime.now(UTC) - timedelta(days=DAYS), NEWEST)
    scored = [part for post_id, times in found.items() for part in (times, post_id.to_bytes(8, "big"))]
    await KEPT.store(user_id, lease, 0, WHOLE, *scored)
    return found
