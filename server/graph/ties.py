"""The ties that every read needs, as four Valkey sets per viewer: whom they follow, who is hidden, whose posts and
whose stories they mute.

Members are decimal user ids; the member 0 says that the set is complete. A set without it is rebuilt from SQL, so
losing all of them costs one statement per viewer. Each change of a tie deletes the sets after its commit, and with them
the lease of a rebuild (`kit/leased.py`).
"""

import logging
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Final

import msgspec
from valkey.exceptions import ValkeyError

from server.graph import queries
from server.kit import resources
from server.kit.leased import Filling, Lease
from server.kit.pipe import Command

COMPLETE = b"0"
LEASE: Final = Lease(b"ties", seconds=7 * 24 * 3600)
log = logging.getLogger(__name__)


class Ties(msgspec.Struct, frozen=True):
    following: frozenset[int]
    hidden: frozenset[int]
    """Blocked either way."""
    muted: frozenset[int]
    """Their posts."""
    muted_stories: frozenset[int] = frozenset()


def following_key(user_id: int) -> bytes:
    return b"following:{%d}" % user_id


def hidden_key(user_id: int) -> bytes:
    return b"hidden:{%d}" % user_id


def muted_key(user_id: int) -> bytes:
    return b"muted:{%d}" % user_id


def muted_stories_key(user_id: int) -> bytes:
    return b"muted-stories:{%d}" % user_id


def _keys(user_id: int) -> list[bytes]:
    """In the order of `Ties`."""
    return [key(user_id) for key in (following_key, hidden_key, muted_key, muted_stories_key)]


async def load_ties(user_id: int) -> Ties:
    """Reads all four from SQL and stores them for 7 days; without Valkey they are only read."""
    lease = await LEASE.lease(user_id)
    row = await queries.ties(user_id)
    found = Ties(*(frozenset(row[name]) for name in Ties.__struct_fields__))
    await _store(user_id, lease, found)
    return found


async def _store(user_id: int, lease: bytes, found: Ties) -> None:
    """Not when a tie changed since the lease was taken."""
    members = ([COMPLETE, *(b"%d" % i for i in ids)] for ids in msgspec.structs.astuple(found))
    fillings = (Filling(key, "SADD", ids) for key, ids in zip(_keys(user_id), members, strict=True))
    await LEASE.fill(user_id, lease, *fillings)


async def forget_ties(user_ids: Iterable[int]) -> None:
    """The next read of these viewers' ties asks SQL."""
    commands: list[Command] = [("DEL", LEASE.lease_key(user_id), *_keys(user_id)) for user_id in user_ids]
    if commands:
        await resources.pipe().run(*commands)


async def hidden_and_muted(user_id: int) -> tuple[frozenset[int], frozenset[int]]:
    with _surviving_without_valkey(user_id):
        hidden, muted = await resources.pipe().run(("SMEMBERS", hidden_key(user_id)), ("SMEMBERS", muted_key(user_id)))
        if COMPLETE in hidden and COMPLETE in muted:
            return _ids(hidden), _ids(muted)
    found = await load_ties(user_id)
    return found.hidden, found.muted


async def followed_among(user_id: int, other_ids: Collection[int]) -> set[int]:
    """Which of these people the user follows."""
    others = list(other_ids)
    if not others:
        return set()
    with _surviving_without_valkey(user_id):
        [[complete, *flags]] = await resources.pipe().run(
            ("SMISMEMBER", following_key(user_id), COMPLETE, *[b"%d" % i for i in others])
        )
        if complete:
            return {other for other, flag in zip(others, flags, strict=True) if flag}
    return set(others) & (await load_ties(user_id)).following


def _ids(members: Iterable[bytes]) -> frozenset[int]:
    return frozenset(int(member) for member in members if member != COMPLETE)


@contextmanager
def _surviving_without_valkey(user_id: int) -> Iterator[None]:
    """SQL knows all of it, too."""
    try:
        yield
    except (ValkeyError, OSError) as error:
        log.warning("ties of %d read from SQL: %s", user_id, error)
