"""What ranking knows of a viewer, packed in one Valkey string each: made from SQL when it is asked for, and so at most
20 minutes old; forgotten at once when the viewer says what to show less, or changes whom they follow or count close.

A making takes a lease and stores only while that still stands, as with ties (`graph/ties.py`).
"""

import logging
import secrets
from collections.abc import Iterable
from typing import Final

from valkey.exceptions import ValkeyError

from server.feed.ranking.features import Profile
from server.feed.signals import building, packing
from server.kit import resources
from server.kit.pipe import Command

SECONDS_KEPT: Final = 20 * 60
LEASE_SECONDS: Final = 30
STORE: Final = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
redis.call('SET', KEYS[2], ARGV[3], 'EX', ARGV[2])
return 1
"""
log = logging.getLogger(__name__)


def key(user_id: int) -> bytes:
    return b"profile:{%d}" % user_id


def _lease_key(user_id: int) -> bytes:
    return b"profile-lease:{%d}" % user_id


def command(user_id: int) -> Command:
    """The reply goes to `profile`."""
    return ("GET", key(user_id))


async def profile(user_id: int, reply: bytes | None) -> Profile:
    """What Valkey holds, else made from SQL. The viewer's alone: never shown or lent to anybody."""
    found = packing.unpacked(reply) if reply is not None else None
    return found or await _make(user_id)


async def load(user_id: int) -> Profile:
    """The same in one call; from SQL alone when Valkey does not answer."""
    reply = None
    try:
        [reply] = await resources.pipe().run(command(user_id))
    except (ValkeyError, OSError) as error:
        log.warning("profile of %d read from SQL: %s", user_id, error)
    return await profile(user_id, reply)


async def forget(user_ids: Iterable[int]) -> None:
    """The next read makes it anew."""
    if names := [name for user_id in user_ids for name in (_lease_key(user_id), key(user_id))]:
        await resources.pipe().run(*[("DEL", name) for name in names])


async def _make(user_id: int) -> Profile:
    lease = secrets.token_bytes(8)
    await _try(user_id, ("SET", _lease_key(user_id), lease, "EX", LEASE_SECONDS))
    made = await building.build(user_id)
    keys = _lease_key(user_id), key(user_id)
    await _try(user_id, ("EVAL", STORE, 2, *keys, lease, SECONDS_KEPT, packing.packed(made)))
    return made


async def _try(user_id: int, command: Command) -> None:
    try:
        await resources.pipe().run(command)
    except (ValkeyError, OSError) as error:
        log.warning("profile of %d not kept: %s", user_id, error)
