"""Recent posts of celebrities, held by every process that serves the feed.

A reader's page asks one question more, what has changed since, and the answer is almost always "nothing". So each page
is exact without a subscription that could break unseen, and following 100 celebrities costs no round trip.
"""

import asyncio
import secrets
from bisect import bisect_left
from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from server.feed import queries, timeline
from server.kit import cursors, database, resources
from server.kit.pipe import Command, packed_words
from server.posts import queries as posts

CHANGES = b"celebrity-changes"
"""A stream of author ids: someone became a celebrity, or a celebrity's posts changed."""
CHANGES_KEPT = 1000
EPOCH = b"celebrity-epoch"
"""Random; missing or another one after Valkey lost its data, changes among it."""
KEPT = 1000
"""Newest posts held of each celebrity; deeper pages come from PostgreSQL."""


class Authors(Struct, frozen=True):
    """The celebrities, as numbers and, in the same order, as words of a command."""

    ids: list[int]
    packed: bytes


class Book:
    """Newest entries of each celebrity, oldest first."""

    def __init__(self) -> None:
        self.entries: dict[int, list[bytes]] = {}
        self.authors = Authors([], b"")
        """Replaced, never changed: a page that waits for a reply keeps the one that it asked with."""
        self.last = b"0-0"
        self.epoch = b""
        self._loading = asyncio.Lock()

    def changes(self) -> tuple[Command, Command]:
        """Commands whose replies `follow` takes."""
        return ("XRANGE", CHANGES, b"(" + self.last, b"+"), ("GET", EPOCH)

    async def follow(self, changes: list[Any], epoch: bytes | None) -> bool:
        """Takes up what has changed. Returns whether anything had."""
        if epoch is not None and epoch == self.epoch and not changes:
            return False
        async with self._loading:  # of many pages that come to know of a change one reads it, and all wait for that
            if epoch is None or epoch != self.epoch:
                await self._load_all()
            elif changes and _moment(changes[-1][0]) > _moment(self.last):
                if len(changes) >= CHANGES_KEPT:
                    await self._load_all()
                else:
                    await self._load({int(fields[1]) for _, fields in changes})
                    self.last = changes[-1][0]
        return True

    async def _load_all(self) -> None:
        pipe = resources.pipe()
        await pipe.run(("SET", EPOCH, secrets.token_hex(8), "NX"))
        [epoch, newest] = await pipe.run(("GET", EPOCH), ("XREVRANGE", CHANGES, "+", "-", "COUNT", 1))
        last = newest[0][0] if newest else b"0-0"
        await self._load(await queries.celebrities())
        self.last, self.epoch = last, epoch

    async def _load(self, authors: Iterable[int]) -> None:
        for author in authors:
            ids = await posts.published_ids(author, cursors.BIGINT_MAX, KEPT)
            self.entries[author] = [timeline.entry(i, author) for i in reversed(ids)]
        ids = list(self.entries)
        self.authors = Authors(ids, packed_words(b"%d" % author for author in ids))

    def newest(self, author: int, before: int | None, count: int, lowest: bytes) -> tuple[list[bytes], int]:
        """Up to `count` entries, oldest first, not below `lowest` and older than the id `before`.

        Besides, the id above which none is missing; 0 when nothing below `lowest` is asked for.
        """
        entries = self.entries[author]
        end = len(entries) if before is None else bisect_left(entries, before.to_bytes(8, "big"))
        start = bisect_left(entries, lowest, max(end - count, 0), end)
        floor = timeline.post_of(entries[0]) if start == 0 and len(entries) == KEPT else 0
        return entries[start:end], floor


def _moment(stream_id: bytes) -> tuple[int, int]:
    milliseconds, _, number = stream_id.partition(b"-")
    return int(milliseconds), int(number)


async def announce(author_id: int) -> None:
    """Tells every book to read this author's posts again. Call it when the change is committed."""
    await resources.pipe().run(("XADD", CHANGES, "MAXLEN", "~", CHANGES_KEPT * 10, "*", "author", author_id))


async def announce_after_commit(author_id: int) -> None:
    await database.after_commit(lambda: announce(author_id))
