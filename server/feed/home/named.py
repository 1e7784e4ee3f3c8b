"""Whether people who are named in Home are still there: not suspended. One key each in Valkey, filled by readers with
SET NX and forgotten when an account changes, as ready-made JSON is (`posts/hydration.py`)."""

from collections.abc import Iterable, Sequence
from typing import Final

from server.feed.home import queries
from server.kit import resources
from server.kit.pipe import Command

SECONDS_KEPT: Final = 24 * 3600
ACTIVE, GONE = b"1", b"0"


def key(user_id: int) -> bytes:
    return b"active:{%d}" % user_id


def command(user_ids: Iterable[int]) -> Command:
    """The reply goes to `active`."""
    return ("MGET", *[key(user_id) for user_id in user_ids])


async def active(user_ids: Sequence[int], replies: Sequence[bytes | None]) -> set[int]:
    """Who of these is there."""
    found = {user_id for user_id, reply in zip(user_ids, replies, strict=True) if reply == ACTIVE}
    unknown = [user_id for user_id, reply in zip(user_ids, replies, strict=True) if reply is None]
    if unknown:
        there = await queries.active_among(unknown)
        await resources.pipe().run(
            *[("SET", key(i), ACTIVE if i in there else GONE, "NX", "EX", SECONDS_KEPT) for i in unknown]
        )
        found |= there
    return found


async def forget(user_ids: Iterable[int]) -> None:
    """The next reader asks SQL."""
    await resources.pipe().run(*[("DEL", key(user_id)) for user_id in user_ids])
