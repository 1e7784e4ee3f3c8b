"""Recent posts of celebrities, held by every process that serves the feed.

A reader's page asks one question more, what has changed since, and the answer is almost always "nothing". So each page
is exact without a subscription that could break unseen, and following 100 celebrities costs no round trip.
"""

import asyncio
import secrets
from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from server.feed import queries, timeline
from server.kit import cursors, database, resources
from server.kit.pipe import Command, packed_words
from server.posts import queries as posts

CHANGES = b"celebrity-changes"
"""A stream of author ids: someone became a celebrity or stopped being one, or a celebrity's posts changed."""
CHANGES_KEPT = 1000
EPOCH = b"celebrity-epoch"
"""Random; missing or another one after Valkey lost its data, changes among it."""
KEPT = 1000
"""Newest posts held of each celebrity; deeper pages come from PostgreSQL."""


class Known(Struct, frozen=True):
    """What a book holds at one moment. Replaced, never changed: a page keeps the one that it asked with."""

    ids: list[int]
    packed: bytes
    """The same as words of a command."""
    entries: dict[int, list[bytes]]
    """Newest entries of each celebrity, oldest first."""
    last: bytes = b"0-0"
    """The last change taken up."""
    epoch: bytes = b""

    def changes(self) -> tuple[Command, Command]:
        """Commands whose replies `Book.follow` takes."""
        return ("XRANGE", CHANGES, b"(" + self.last, b"+"), ("GET", EPOCH)

    def newest(self, author: int, before: int | None, count: int, lowest: bytes) -> tuple[list[bytes], int]:
        """Up to `count` entries, oldest first, not below `lowest` and older than the id `before`.

        Besides, the id above which none is missing; 0 when nothing below `lowest` is asked for.
        """
        entries = self.entries[author]
        end = len(entries) if before is None else bisect_left(entries, before.to_bytes(8, "big"))
        start = bisect_left(entries, lowest, max(end - count, 0), end)
        floor = timeline.post_of(entries[0]) if start == 0 and len(entries) == KEPT else 0
        return entries[start:end], floor


class Book:
    """What this process knows of celebrities."""

    def __init__(self) -> None:
        self.known = Known([], b"", {})
        self._loading = asyncio.Lock()

    async def follow(self, known: Known, changes: list[Any], epoch: bytes | None) -> bool:
        """Takes up what has changed since `known`. Returns whether nothing had, and `known` is how things stand."""
        if epoch is not None and epoch == known.epoch and not changes:
            return True
        async with self._loading:  # of many pages that come to know of a change one reads it, and all wait for that
            if self.known is known:
                if epoch is None or epoch != known.epoch or len(changes) >= CHANGES_KEPT:
                    await self._load_all()
                else:
                    changed = sorted({int(fields[1]) for _, fields in changes})
                    found = await _read(changed)
                    entries = {a: e for a, e in known.entries.items() if a not in changed} | found
                    self._take(entries, changes[-1][0], known.epoch)
        return False

    async def _load_all(self) -> None:
        pipe = resources.pipe()
        await pipe.run(("SET", EPOCH, secrets.token_hex(8), "NX"))
        [epoch, newest] = await pipe.run(("GET", EPOCH), ("XREVRANGE", CHANGES, "+", "-", "COUNT", 1))
        self._take(await _read(None), newest[0][0] if newest else b"0-0", epoch)

    def _take(self, entries: dict[int, list[bytes]], last: bytes, epoch: bytes) -> None:
        known = self.known
        if entries.keys() == known.entries.keys():
            self.known = Known(known.ids, known.packed, entries, last, epoch)
        else:
            ids = list(entries)
            self.known = Known(ids, packed_words(b"%d" % author for author in ids), entries, last, epoch)


async def _read(authors: Sequence[int] | None) -> dict[int, list[bytes]]:
    """Newest entries of those who are celebrities, among these or all. None of them stops being one meanwhile."""
    async with database.transaction():
        return {
            author: [timeline.entry(i, author) for i in reversed(ids)]
            for author in await queries.celebrities(authors)
            for ids in [await posts.published_ids(author, cursors.BIGINT_MAX, KEPT)]
        }


async def announce(author_id: int) -> None:
    """Tells every book to read this author's posts again. Call it when the change is committed."""
    await resources.pipe().run(("XADD", CHANGES, "MAXLEN", "~", CHANGES_KEPT * 10, "*", "author", author_id))


async def announce_after_commit(author_id: int) -> None:
    await database.after_commit(lambda: announce(author_id))
