"""What stands in a reader's feed, newest first: the pushed timeline merged with the celebrities whom they follow."""

import logging
from collections.abc import Sequence
from typing import Any

import msgspec

from server.feed import celebrities, counting, rebuild, stars, timeline
from server.feed.celebrities import Book, Change, Ids
from server.kit import resources
from server.kit.pipe import Command, pack
from server.kit.valkey import AWAY

GONE = (*AWAY, OSError)
"""What a page meets while Valkey is away."""
TRIES = 6
"""How often a page asks while celebrities come and go, or its timeline."""
MULTI, EXEC = pack(("MULTI",)), pack(("EXEC",))
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
    at: Change
    commands: tuple[Command, ...]


def question(user_id: int, before: int | None, count: int) -> Question:
    """The timeline and whose posts it may lack are read as one: between the two somebody may rise or leave."""
    stored = *timeline.read(user_id, before, count), stars.command(user_id)
    return Question(user_id, before, count, _book.at, (MULTI, *stored, EXEC, _book.changes()))


async def read(user_id: int, before: int | None, count: int) -> Skeleton:
    """From Valkey in one round trip as a rule, from PostgreSQL while it is away."""
    try:
        asked = question(user_id, before, count)
        return await answered(asked, await resources.pipe().run(*asked.commands))
    except GONE as error:
        counting.count("fallbacks:sql")
        log.warning("feed read from PostgreSQL: %s", error)
        return await by_sql(user_id, before, count)


async def answered(asked: Question, replies: Sequence[Any]) -> Skeleton:
    """What the replies to the question mean. What is missing is made, and asked for again.

    A celebrity who is none any more is asked about again as well: their posts stand in the timeline by now, and perhaps
    not yet when it was read.
    """
    for _ in range(TRIES):
        *_, (*stored, listed), changes = replies
        current = await _book.follow(asked.at, changes)
        stretch = timeline.taken(stored, asked.count)
        if listed is None:
            await stars.load(asked.user_id)
        if stretch is None and not await rebuild.rebuild(asked.user_id):
            break
        if current and stretch is not None and listed is not None:
            books = await _book.of(stars.unpacked(listed))
            if books is not None:
                return await _merged(asked, stretch, books)
            await stars.forget([asked.user_id])
        asked = question(asked.user_id, asked.before, asked.count)
        replies = await resources.pipe().run(*asked.commands)
    return await by_sql(asked.user_id, asked.before, asked.count)


async def _merged(asked: Question, stretch: timeline.Stretch, books: dict[int, Ids]) -> Skeleton:
    before, count = asked.before, asked.count
    entries, floor = stretch.entries, stretch.floor
    lowest = timeline.post_of(entries[-1]) if len(entries) == count else 0
    pulled, missing_below = celebrities.newest(books, before, count, lowest)
    floor = max(floor, missing_below)
    if pulled:
        # as a set: an author on either side of the threshold has posts that were pushed and are pulled as well
        entries = sorted({*entries, *pulled}, reverse=True)[:count]
    if floor and (len(entries) < count or timeline.post_of(entries[-1]) < floor):
        return await _completed(asked.user_id, entries, before, floor, count)
    return Skeleton(entries, last=len(entries) < count)


async def by_sql(user_id: int, before: int | None, count: int) -> Skeleton:
    """Without Valkey."""
    entries = await rebuild.newest(user_id, before, count)
    return Skeleton(entries, last=len(entries) < count)


async def _completed(user_id: int, entries: list[bytes], before: int | None, floor: int, count: int) -> Skeleton:
    """What is stored ends at the id `floor`; PostgreSQL has the rest."""
    above = [entry for entry in entries if timeline.post_of(entry) >= floor]
    rest = await rebuild.newest(user_id, floor if above or before is None else min(floor, before), count - len(above))
    return Skeleton(above + rest, last=len(above) + len(rest) < count)


def forget_book() -> None:
    """For tests, which change installations within one process."""
    global _book
    _book = Book()
