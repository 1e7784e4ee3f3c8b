"""The posts that a viewer likes, as one Valkey sorted set per viewer, for pages that mark them.

Members are post ids of 8 bytes. The member `FLOOR` says that the set is complete above the id that is its score: a
rebuild stores the newest posts only, and older ones are looked up in SQL. A set without it is rebuilt from SQL.

Each like takes the lease of a rebuild (`kit/leased.py`), and is added to a set that is there.
"""

import logging
import math
from collections.abc import Collection, Iterable, Sequence
from typing import Final

from valkey.exceptions import ValkeyError

from server.kit import resources
from server.kit.leased import Leased
from server.kit.pipe import Command
from server.posts.likes import queries

FLOOR = b"0"
NEWEST = 1_000
"""Posts that a rebuild stores."""
MOST = 4_000
"""A set that has grown beyond is rebuilt."""
KEPT: Final = Leased(b"liked", seconds=24 * 3600, filled_by="ZADD")
Scores = Sequence[bytes | None]
"""Of the floor, then of each post asked for."""
log = logging.getLogger(__name__)


def command(user_id: int, posts: Sequence[bytes]) -> Command:
    """Asks about these posts (ids of 8 bytes); the reply goes to `marks`."""
    return scores(KEPT.key(user_id), posts)


def scores(name: bytes, posts: Sequence[bytes]) -> Command:
    """ZMSCORE of the floor and of these posts in a set of posts."""
    members = b"\r\n$8\r\n".join(posts)
    return b"*%d\r\n$7\r\nZMSCORE\r\n$%d\r\n%b\r\n$1\r\n0\r\n$8\r\n%b\r\n" % (len(posts) + 3, len(name), name, members)


async def marks(user_id: int, posts: Sequence[bytes], scores: Scores) -> Sequence[object]:
    """For each post something true when the user likes it. Asks SQL for what the set does not know."""
    if scores[0] == b"0":
        return [score is not None for score in scores[1:]]
    ids = [int.from_bytes(post, "big") for post in posts]
    if scores[0] is None:
        known, floor = await _load(user_id)
    else:
        floor = float(scores[0])
        known = {i for i, score in zip(ids, scores[1:], strict=True) if score is not None}
    if unknown := [i for i in ids if i <= floor]:
        known |= await queries.liked_among(user_id, unknown)
    return [i in known for i in ids]


async def among(user_id: int, post_ids: Collection[int]) -> set[int]:
    """Which of these posts the user likes; from SQL alone when Valkey does not answer."""
    if not post_ids:
        return set()
    ids = list(post_ids)
    posts = [i.to_bytes(8, "big") for i in ids]
    try:
        [scores] = await resources.pipe().run(command(user_id, posts))
        found = await marks(user_id, posts, scores)
    except (ValkeyError, OSError) as error:
        log.warning("likes of %d read from SQL: %s", user_id, error)
        return await queries.liked_among(user_id, ids)
    return {i for i, mark in zip(ids, found, strict=True) if mark}


async def note(changes: Iterable[tuple[int, int, bool]]) -> None:
    """Writes what is durable by now: user, post, and whether the one likes the other."""
    pipe = resources.pipe()
    commands: list[Command] = []
    users = {}
    for user_id, post_id, liked in changes:
        name, member = KEPT.key(user_id), post_id.to_bytes(8, "big")
        commands.append(("DEL", KEPT.lease_key(user_id)))
        if liked:
            commands += [("ZADD", name, 0, member), ("EXPIRE", name, KEPT.seconds, "NX"), ("ZCARD", name)]
            users[user_id] = len(commands) - 1
        else:
            commands.append(("ZREM", name, member))
    if not commands:
        return
    replies = await pipe.run(*commands)
    large = [KEPT.key(user_id) for user_id, at in users.items() if replies[at] > MOST]
    if large:
        await pipe.run(*[("UNLINK", name) for name in large])


async def _load(user_id: int) -> tuple[set[int], float]:
    """The newest liked posts and the floor above which they are all, stored for a day."""
    lease = await KEPT.lease(user_id)
    found = await queries.newest_liked(user_id, NEWEST)
    # a score is a double, which may lie a little below the id: the next one up never claims too much
    floor = math.nextafter(float(found[-1]), math.inf) if len(found) == NEWEST else 0.0
    members = [part for post_id in found for part in (0, post_id.to_bytes(8, "big"))]
    await KEPT.store(user_id, lease, repr(floor) if floor else "0", FLOOR, *members)
    return set(found), floor
