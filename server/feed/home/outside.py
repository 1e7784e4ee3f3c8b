"""What the sources bring for a viewer, kept in Valkey as one string for five minutes.

A making takes a lease and stores only while that still stands, as with ties (`graph/ties.py`); whatever changes what
sources may bring takes it and the string.
"""

import asyncio
import logging
import secrets
from collections.abc import Iterable
from typing import Final

import msgspec
from valkey.exceptions import ValkeyError

from server.feed.home.candidates import Candidate
from server.feed.home.sources import SOURCES
from server.kit import resources
from server.kit.pipe import Command
from server.kit.viewer import Viewer

SECONDS_KEPT: Final = 300
LEASE_SECONDS: Final = 30
STORE: Final = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
redis.call('SET', KEYS[2], ARGV[3], 'EX', ARGV[2])
return 1
"""
log = logging.getLogger(__name__)
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[tuple[int, int, int, int, int, str]]).decode


def key(user_id: int) -> bytes:
    return b"outside:{%d}" % user_id


def _lease_key(user_id: int) -> bytes:
    return b"outside-lease:{%d}" % user_id


def command(user_id: int) -> Command:
    """The reply goes to `candidates`."""
    return ("GET", key(user_id))


async def candidates(viewer: Viewer, reply: bytes | None) -> list[Candidate]:
    """What Valkey holds, else what the sources bring now. Each post once, from the first source that has it."""
    if reply is not None:
        return [Candidate(*one) for one in _decode(reply)]
    return await _gather(viewer)


async def forget(user_ids: Iterable[int]) -> None:
    """The next page asks the sources again."""
    if names := [name for user_id in user_ids for name in (_lease_key(user_id), key(user_id))]:
        await resources.pipe().run(*[("DEL", name) for name in names])


async def _gather(viewer: Viewer) -> list[Candidate]:
    lease = secrets.token_bytes(8)
    await _try(viewer, ("SET", _lease_key(viewer.user_id), lease, "EX", LEASE_SECONDS))
    found: dict[int, Candidate] = {}
    for brought in await asyncio.gather(*(source.candidates(viewer, room) for source, room in SOURCES)):
        for candidate in brought:
            found.setdefault(candidate.post_id, candidate)
    packed = _encode([msgspec.structs.astuple(candidate) for candidate in found.values()])
    keys = _lease_key(viewer.user_id), key(viewer.user_id)
    await _try(viewer, ("EVAL", STORE, 2, *keys, lease, SECONDS_KEPT, packed))
    return list(found.values())


async def _try(viewer: Viewer, command: Command) -> None:
    try:
        await resources.pipe().run(command)
    except (ValkeyError, OSError) as error:
        log.warning("what sources bring for %d is not kept: %s", viewer.user_id, error)
