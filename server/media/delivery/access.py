"""Who may load a file: everybody what is public, and whoever holds a fresh signature what that covers."""

import time
from typing import Final

from server.kit.problems import Gone, NotFound
from server.media import addresses
from server.media.delivery import queries
from server.media.delivery.paths import Asked

REMEMBERED_SECONDS: Final = 3.0
"""So long an answer of the database is used again. A person who goes private waits for that, and for caches."""
REMEMBERED_MAX: Final = 20_000
_remembered: dict[str, tuple[bool, float]] = {}


async def seconds_allowed(asked: Asked) -> int | None:
    """How many seconds the signature is still good for; None for what is public.

    Raises `NotFound` for what is missing, hidden or wrongly signed, all alike, and `Gone` when a signature of ours is
    too old: only who was once given it can hold it, so that tells nobody anything.
    """
    if asked.token is None:
        if not await _public(asked):
            raise NotFound(asked.kind)
        return None
    left = addresses.seconds_left(asked.token, asked.subject)
    if left is None:
        raise NotFound(asked.kind)
    if left == 0:
        raise Gone("link-expired", "This address has expired. Load the post again to get a new one.")
    return left


async def _public(asked: Asked) -> bool:
    now = time.monotonic()
    known = _remembered.get(asked.subject)
    if known and known[1] > now:
        return known[0]
    if asked.kind == "picture":
        public = await queries.picture_public(bytes.fromhex(asked.subject))
    else:
        public = await queries.video_public(asked.subject)
    if len(_remembered) >= REMEMBERED_MAX:
        _remembered.clear()
    _remembered[asked.subject] = (public, now + REMEMBERED_SECONDS)
    return public


def forget() -> None:
    """The next question goes to the database again."""
    _remembered.clear()
