"""The pushes of one person as Valkey keeps them: a short stream, there only while the person is connected or just was.

A gateway makes the stream when the first line opens, and keeps it alive; whoever pushes to somebody who has none stores
nothing. A line resumes where an entry with the id of its last push still stands, so trimming, expiry and a Valkey that
lost its data all come to the same: the client is told to read again.
"""

import re
import time
from collections.abc import AsyncIterator, Sequence

import msgspec

from server.kit import resources
from server.kit.pipe import Command

KEPT = 200
"""Pushes of one person."""
KEPT_SECONDS = 900
"""So long after the last line closed."""
CONNECTED = b"live-connected"
"""Sorted set of who has a line open, by when a gateway last said so, in Unix seconds."""
SILENT_SECONDS = 60.0
"""Whom no gateway has named for so long is not connected any more."""
ID = re.compile(r"\d{1,15}-\d{1,15}")
PUSH = """
local id = redis.call('XADD', KEYS[1], 'NOMKSTREAM', 'MAXLEN', ARGV[2], '*', 'p', ARGV[1]) or ''
redis.call('PUBLISH', KEYS[1], id .. ' ' .. ARGV[1])
"""
SINCE = """
local newest = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
local now = newest[1] and newest[1][1] or redis.call('XADD', KEYS[1], '*', 'p', '')
redis.call('EXPIRE', KEYS[1], ARGV[1])
if ARGV[2] == '' then return {now, 0, {}} end
local found = redis.call('XRANGE', KEYS[1], ARGV[2], '+')
if not found[1] or found[1][1] ~= ARGV[2] then return {now, 0, {}} end
table.remove(found, 1)
return {now, 1, found}
"""


class Since(msgspec.Struct, frozen=True):
    """What somebody missed."""

    before: bytes
    """Id after which `missed` begins."""
    last: bytes
    """Where their stream stands now."""
    whole: bool
    """Whether `missed` is all since the id asked for."""
    missed: list[tuple[bytes, bytes]]
    """Ids and open pushes, in order."""


def key(user_id: int) -> bytes:
    """Of the stream, and the channel on which its entries are published."""
    return b"live:{%d}" % user_id


def user_of(channel: bytes) -> int:
    return int(channel[6:-1])


def push(user_id: int, opened: bytes) -> Command:
    return ("EVAL", PUSH, 1, key(user_id), opened, KEPT)


async def since(user_id: int, last: str | None) -> Since:
    """Makes the stream if there is none."""
    wanted = last if last and ID.fullmatch(last) else ""
    [now, whole, found], _ = await resources.pipe().run(
        ("EVAL", SINCE, 1, key(user_id), KEPT_SECONDS, wanted), ("ZADD", CONNECTED, int(time.time()), user_id)
    )
    return Since(
        wanted.encode() if whole else now, now, bool(whole), [(entry_id, fields[1]) for entry_id, fields in found]
    )


async def renew(user_ids: Sequence[int]) -> list[int]:
    """Keeps their streams, and names them as connected. Returns whose are gone."""
    now = int(time.time())
    *kept, _, _ = await resources.pipe().run(
        *[("EXPIRE", key(user_id), KEPT_SECONDS) for user_id in user_ids],
        ("ZADD", CONNECTED, *[part for user_id in user_ids for part in (now, user_id)]),
        ("ZREMRANGEBYSCORE", CONNECTED, "-inf", now - 10 * int(SILENT_SECONDS)),
    )
    return [user_id for user_id, there in zip(user_ids, kept, strict=True) if not there]


async def connected() -> AsyncIterator[list[int]]:
    """All who have a line open to any gateway, some hundreds at a time; somebody may come twice."""
    cursor = b"0"
    while True:
        [[cursor, found]] = await resources.pipe().run(("ZSCAN", CONNECTED, cursor, "COUNT", 500))
        heard_after = time.time() - SILENT_SECONDS
        pairs = zip(found[::2], found[1::2], strict=True)
        if some := [int(user_id) for user_id, heard in pairs if float(heard) > heard_after]:
            yield some
        if cursor == b"0":
            return
