"""What stands in a reader's feed, newest first: the pushed timeline merged with the celebrities whom they follow."""

import logging
from collections.abc import Iterable, Sequence
from itertools import compress
from typing import Any

import msgspec

from server.feed import counting, rebuild, timeline
from server.feed.celebrities import Book, Known
from server.graph import ties
from server.kit import resources
from server.kit.pipe import Command
from server.kit.valkey import AWAY

GONE = (*AWAY, OSError)
"""What a page meets while Valkey is away."""
TRIES = 6
"""How often a page asks while celebrities come and go, or its timeline."""
log = logging.getLogger(__name__)
_book = Book()


class Skeleton(msgspec.Struct):
    entries: list[bytes]
    """Newest first."""
    last: bool
    """Nothing lies below these."""


class Question(msgspec.Struct, frozen=True):
    """What Valkey is asked for up to `count` entries below the id `before`, in one round trip with anything else."""

    user_id: int
    before: int | None
    count: int
    known: Known
    commands: tuple[Command, ...]


def question(user_id: int, before: int | None, count: int) -> Question:
    known = _book.known
    commands = *timeline.read(user_id, before, count), *known.changes(), _followed(user_id, known)
    return Question(user_id, before, count, known, commands)


async def read(user_id: int, before: int | None, count: int) -> Skeleton:
    """From Valkey in one round trip as a rule, from PostgreSQL while it is away."""
    try:
        asked = question(user_id, before, count)
        return await answered(asked, await resources.pipe().run(*asked.commands))
    except GONE as error:
        counting.count("fallbacks:sql")
        log.warning("feed read from PostgreSQL: %s", error)
        return await pulled(user_id, before, count)


async def answered(asked: Question, replies: Sequence[Any]) -> Skeleton:
    """What the replies to the question mean.

    Asks again until nothing has changed among celebrities since what was asked with, and the timeline is whole. So an
    author whose posts are pulled alone is pulled here, and the posts of one who is pulled no longer stood in the
    timeline when it was read.
    """
    for _ in range(TRIES):
        *found, changes, epoch, followed = replies
        current = await _book.follow(asked.known, changes, epoch)
        stretch = timeline.taken(found, asked.count)
        if stretch is None and not await rebuild.rebuild(asked.user_id, _book.known.ids):
            break
        if current and stretch is not None:
            return await _merged(asked, stretch, followed[1:] if followed[0] else await _read_ties(asked))
        asked = question(asked.user_id, asked.before, asked.count)
        replies = await resources.pipe().run(*asked.commands)
    return await pulled(asked.user_id, asked.before, asked.count)


async def _merged(asked: Question, stretch: timeline.Stretch, followed: Iterable[object]) -> Skeleton:
    known, before, count = asked.known, asked.before, asked.count
    entries, floor = stretch.entries, stretch.floor
    lowest = entries[-1] if len(entries) == count else b""
    pulled_entries: list[bytes] = []
    stars = [*compress(known.ids, followed)]
    if asked.user_id in known.entries:
        stars.append(asked.user_id)
    for author in stars:
        recent, missing_below = known.newest(author, before, count, lowest)
        pulled_entries += recent
        floor = max(floor, missing_below)
    if pulled_entries:
        # as a set: an author on either side of the threshold has posts that were pushed and are pulled as well
        entries = sorted({*entries, *pulled_entries}, reverse=True)[:count]
    if floor and (len(entries) < count or timeline.post_of(entries[-1]) < floor):
        return await _completed(asked.user_id, entries, before, floor, count)
    return Skeleton(entries, last=len(entries) < count)


async def pulled(user_id: int, before: int | None, count: int) -> Skeleton:
    """By SQL alone."""
    entries = await rebuild.newest(user_id, before, count)
    return Skeleton(entries, last=len(entries) < count)


async def _read_ties(asked: Question) -> list[bool]:
    following = (await ties.load_ties(asked.user_id)).following
    return [author in following for author in asked.known.ids]


def _followed(user_id: int, known: Known) -> Command:
    """SMISMEMBER of the member that says whether the set is complete, and of each author."""
    key, count = ties.following_key(user_id), 3 + len(known.ids)
    return b"*%d\r\n$10\r\nSMISMEMBER\r\n$%d\r\n%b\r\n$1\r\n0\r\n%b" % (count, len(key), key, known.packed)


async def _completed(user_id: int, entries: list[bytes], before: int | None, floor: int, count: int) -> Skeleton:
    """What is stored ends at the id `floor`; PostgreSQL has the rest."""
    above = [entry for entry in entries if timeline.post_of(entry) >= floor]
    rest = await rebuild.newest(user_id, floor if above or before is None else min(floor, before), count - len(above))
    return Skeleton(above + rest, last=len(above) + len(rest) < count)


def forget_book() -> None:
    """For tests, which change installations within one process."""
    global _book
    _book = Book()
