"""Timelines: one Valkey sorted set per reader, newest posts last, rebuilt from PostgreSQL whenever it is not whole.

An entry is 16 bytes, post id and author id big-endian, all with score 0: Valkey then orders entries by their bytes,
which is by post id, exactly, where scores are doubles and exact only below 2^53. The author stands in the entry so
that a page can be filtered before anything is hydrated. The entry `WHOLE`, below all posts, says that the timeline
was built in full; a push into a timeline that is not there leaves a part without it, which the next read completes.
(Below, because Valkey adds at the end of a set several times faster than anywhere else, and new posts belong there.)

The floor of a timeline is the post down to which it holds everything; what lies below is read from PostgreSQL. When it
has its full length or more, that is the entry at this rank: those below are not yet trimmed, or were pushed late. Once
an entry is taken out, too few are left for that rule, so `WHOLE` gets a score below 0 that says where the floor is; it
comes first by score and by bytes, and the order of the others stays theirs.
"""

import asyncio
import secrets
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from server.kit import resources
from server.kit.pipe import Command

WHOLE = b"\0" * 16
FLOOR_SHIFT = 24
"""A floor is kept as its id without these bits, rounded up, negative: exact in a double, and at most 4 ms too high."""
PUSH_KEYS = 500
"""Keys in one write to Valkey."""
TRIM_EVERY = 16
"""A push trims one timeline in so many; in between it grows a little above its length."""
STORE = """
if (redis.call('GET', KEYS[2]) or '') ~= ARGV[1] then return 0 end
if ARGV[3] ~= '' then redis.call('ZREMRANGEBYLEX', KEYS[1], '-', '(' .. ARGV[3]) end
for i = 4, #ARGV, 1000 do
    local args = {}
    for j = i, math.min(i + 999, #ARGV) do
        args[#args + 1] = 0
        args[#args + 1] = ARGV[j]
    end
    redis.call('ZADD', KEYS[1], unpack(args))
end
redis.call('EXPIRE', KEYS[1], ARGV[2])
return 1
"""
TAKE_OUT = """
if redis.call('ZREM', KEYS[1], ARGV[1]) == 0 or not redis.call('ZSCORE', KEYS[1], ARGV[2]) then return 0 end
local kept = tonumber(ARGV[3]) - 1
if redis.call('ZCARD', KEYS[1]) - 1 >= kept then
    local floor = 0
    for _, byte in ipairs({string.byte(redis.call('ZRANGE', KEYS[1], -kept, -kept)[1], 1, 5)}) do
        floor = floor * 256 + byte
    end
    redis.call('ZADD', KEYS[1], 'LT', string.format('%d', -floor - 1), ARGV[2])
end
return 1
"""
FORGOTTEN_SECONDS = 3600


class Stretch(msgspec.Struct):
    """A part of a timeline that is whole."""

    entries: list[bytes]
    """Newest first, none below the floor."""
    floor: int
    """0 when the timeline holds all there is, or the stretch ends far above the floor."""


def key(user_id: int) -> bytes:
    return b"timeline:{%d}" % user_id


def version_key(user_id: int) -> bytes:
    """Changes whenever the timeline is forgotten, so that a rebuild begun before does not store what it read."""
    return b"timeline-version:{%d}" % user_id


def entry(post_id: int, author_id: int) -> bytes:
    return post_id.to_bytes(8, "big") + author_id.to_bytes(8, "big")


def entries(post_ids: Iterable[int], author_id: int) -> list[bytes]:
    author = author_id.to_bytes(8, "big")
    return [post_id.to_bytes(8, "big") + author for post_id in post_ids]


def post_of(entry: bytes) -> int:
    return int.from_bytes(entry[:8], "big")


def author_of(entry: bytes) -> int:
    return int.from_bytes(entry[8:], "big")


def below(post_id: int | None) -> bytes:
    """The upper end of a range: posts older than this one, or all of them."""
    return b"+" if post_id is None else b"(" + post_id.to_bytes(8, "big")


def read(user_id: int, before: int | None, count: int) -> list[Command]:
    """Commands for up to `count` entries below the id `before`, to run as one; `taken` makes sense of the replies."""
    timeline, length = key(user_id), resources.settings().timeline_length
    commands: list[Command] = [
        ("ZRANGE", timeline, below(before), b"-", b"BYLEX", b"REV", b"LIMIT", 0, count + 1),
        ("ZSCORE", timeline, WHOLE),
    ]
    if before is not None or count >= length:  # the first page of a timeline ends above its floor
        commands.append(("ZRANGE", timeline, -length, -length))
    return commands


def taken(replies: Sequence[Any], count: int) -> Stretch | None:
    """None when the timeline is not whole."""
    found, whole, *lowest = replies
    if whole is None:
        return None
    floor = -int(whole) << FLOOR_SHIFT
    if lowest and lowest[0]:
        floor = max(floor, post_of(lowest[0][0]))
    if found and post_of(found[-1]) < floor:
        return Stretch([entry for entry in found[:count] if post_of(entry) >= floor], floor)
    if found[-1:] == [WHOLE]:
        found.pop()
    return Stretch(found[:count], floor)


async def push(user_ids: Sequence[int], new: bytes) -> None:
    """Adds one entry to many timelines; adding it again changes nothing.

    The commands are packed by hand and go out in single-key form, 500 at a write and two writes in flight: as fast as
    a script over many keys, and fit for a cluster.
    """
    tail = b"\r\n$1\r\n0\r\n$16\r\n%b\r\n" % new
    last = b"%d" % -(resources.settings().timeline_length + 1)
    trim = b"\r\n$1\r\n1\r\n$%d\r\n%b\r\n" % (len(last), last)
    turn = post_of(new) >> 3
    writes = []
    for start in range(0, len(user_ids), PUSH_KEYS):
        commands = []
        for user_id in user_ids[start : start + PUSH_KEYS]:
            name = key(user_id)
            commands.append(b"*4\r\n$4\r\nZADD\r\n$%d\r\n%b%b" % (len(name), name, tail))
            if (user_id + turn) % TRIM_EVERY == 0:
                commands.append(b"*4\r\n$15\r\nZREMRANGEBYRANK\r\n$%d\r\n%b%b" % (len(name), name, trim))
        writes.append(resources.pipe().run_packed(b"".join(commands), len(commands)))
        if len(writes) == 2:
            await asyncio.gather(*writes)
            writes = []
    await asyncio.gather(*writes)


async def take_out(user_ids: Sequence[int], gone: bytes) -> None:
    """Removes one entry from many timelines, and marks the floor of those that may have been trimmed."""
    length = resources.settings().timeline_length
    for start in range(0, len(user_ids), PUSH_KEYS):
        some = user_ids[start : start + PUSH_KEYS]
        await resources.pipe().run(*(("EVAL", TAKE_OUT, 1, key(i), gone, WHOLE, length) for i in some))


async def version(user_id: int) -> bytes:
    """Made when there is none: should Valkey lose its data during a rebuild, pushes among it, nothing is stored."""
    name = version_key(user_id)
    _, found = await resources.pipe().run(
        ("SET", name, secrets.token_bytes(8), "NX", "EX", FORGOTTEN_SECONDS), ("GET", name)
    )
    return found or b""


async def store(user_id: int, entries: Sequence[bytes], seen_version: bytes) -> bool:
    """Makes the timeline whole, unless it was forgotten since `seen_version` was read. Returns whether it did.

    `entries` come newest first. What stands below a full number of them goes: between it and them there may be gaps.
    """
    oldest = entries[-1] if len(entries) == resources.settings().timeline_length else b""
    keys = (key(user_id), version_key(user_id))
    command: Command = ("EVAL", STORE, 2, *keys, seen_version, seconds_kept(), oldest, WHOLE, *entries)
    [stored] = await resources.pipe().run(command)
    return bool(stored)


def seconds_kept() -> int:
    """It ends a day before its reader counts as away and stops being pushed to, and so is rebuilt on return."""
    return max(resources.settings().active_days - 1, 1) * 24 * 3600


async def forget(user_ids: Iterable[int]) -> None:
    """The next read rebuilds it."""
    commands: list[Command] = []
    for user_id in user_ids:
        commands.append(("SET", version_key(user_id), secrets.token_bytes(8), "EX", FORGOTTEN_SECONDS))
        commands.append(("UNLINK", key(user_id)))
    if commands:
        await resources.pipe().run(*commands)
