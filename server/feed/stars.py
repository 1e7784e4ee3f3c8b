"""Which celebrities a reader follows, kept for each reader in Valkey: whose posts their pages pull.

Nobody is missing here who is a celebrity and whom the reader follows; whoever is none any more may stay until a page
finds out. So it is forgotten when the reader follows or leaves somebody, and by all followers of an author who rises,
before anything relies on their pulling (`threshold.py`).
"""

from array import array
from collections.abc import Iterable

from server.feed import queries, timeline
from server.kit.leased import Leased
from server.kit.pipe import Command


def kept() -> Leased:
    """As long as timelines are: it ends before its reader counts as away and is told no more of authors who rise."""
    return Leased(b"stars", timeline.seconds_kept())


def command(user_id: int) -> Command:
    """The reply is None or goes to `unpacked`."""
    return kept().command(user_id)


def unpacked(stored: bytes) -> "array[int]":
    return array("q", stored)


async def load(user_id: int) -> None:
    """Makes it anew from PostgreSQL, in one statement."""
    lease = await kept().lease(user_id)
    await kept().store(user_id, lease, array("q", await queries.followed_celebrities(user_id)).tobytes())


async def forget(user_ids: Iterable[int]) -> None:
    """The next page makes it anew."""
    await kept().forget(user_ids)
