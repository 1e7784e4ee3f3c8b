"""Recent posts of celebrities, as many as were asked for lately, held by every process that serves the feed.

A reader's page asks one question more, what has changed since, and the answer is almost always "nothing". So each page
is exact without a subscription that could break unseen, and following 100 celebrities costs no round trip.
"""

import asyncio
from array import array
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, TypeAlias

from server.feed import queries, timeline
from server.kit import database, resources
from server.kit.pipe import Command

CHANGES = b"celebrity-changes"
"""A stream of author ids: someone became a celebrity or stopped being one, or a celebrity's posts changed."""
CHANGES_KEPT = 10_000
KEPT = 1000
"""Newest posts held of each celebrity; deeper pages come from PostgreSQL."""
NOBODY = 0

Change: TypeAlias = list[Any]
"""As it stands in the stream: its id, and the name and value of its only field."""
Ids: TypeAlias = "array[int]"
"""Posts of one author, oldest first, 8 bytes each."""


class Book:
    """What this process knows of celebrities."""

    def __init__(self) -> None:
        self.at: Change = [b"+", []]
        """The last change taken up. While the stream has it, nothing was lost; this one it never has."""
        self._books: OrderedDict[int, Ids] = OrderedDict()
        """When there is no room for more, those asked for last come last."""
        self._loading = asyncio.Lock()

    def changes(self) -> Command:
        """Its reply goes to `follow`, with where the book was."""
        return ("XRANGE", CHANGES, self.at[0], b"+")

    async def follow(self, at: Change, changes: list[Change]) -> bool:
        """Lets go of what has changed since `at`. Returns whether what is held is then as new as the reply."""
        if changes[-1:] == [self.at]:
            return True
        if at is not self.at:
            return False
        if changes[0:1] == [at]:
            for _, (_, author) in changes[1:]:
                self._books.pop(int(author), None)
            self.at = changes[-1]
            return True
        async with self._loading:  # of many pages that find changes lost one begins anew
            if at is self.at:
                change = await _add(NOBODY)
                self._books.clear()
                self.at = change
        return False

    async def of(self, authors: Sequence[int]) -> dict[int, Ids] | None:
        """Newest posts of each; None when one of them is no celebrity any more."""
        found = self._held(authors)
        if len(found) < len(authors):
            async with self._loading:  # of many pages that miss the same one reads it, and all wait for that
                found |= self._held([author for author in authors if author not in found])
                if missing := [author for author in authors if author not in found]:
                    found |= await self._load(missing)
        return found if len(found) == len(authors) else None

    async def _load(self, authors: Sequence[int]) -> dict[int, Ids]:
        at = self.at
        found = await queries.celebrity_posts(authors, KEPT)
        if at is self.at:  # what was read may be older than a change that was taken up meanwhile
            for author, ids in found.items():
                self._hold(author, ids)
        return found

    def _held(self, authors: Sequence[int]) -> dict[int, Ids]:
        books = self._books
        found = {author: books[author] for author in authors if author in books}
        if len(books) >= resources.settings().celebrities_held:
            for author in found:
                books.move_to_end(author)
        return found

    def _hold(self, author: int, ids: Ids) -> None:
        self._books[author] = ids
        if len(self._books) > resources.settings().celebrities_held:
            self._books.popitem(last=False)


def newest(books: dict[int, Ids], before: int | None, count: int, lowest: int) -> tuple[list[bytes], int]:
    """Entries of up to `count` posts of each author, not below the id `lowest` and older than the id `before`.

    Besides, the id above which none of them is missing; 0 when nothing below `lowest` is asked for.
    """
    entries: list[bytes] = []
    floor = 0
    for author, ids in books.items():
        end = len(ids) if before is None else bisect_left(ids, before)
        if end and ids[end - 1] < lowest:  # so it is with most
            continue
        start = bisect_left(ids, lowest, max(end - count, 0), end)
        entries += timeline.entries(ids[start:end], author)
        if start == 0 and len(ids) == KEPT:
            floor = max(floor, ids[0])
    return entries, floor


async def announce(author_id: int) -> None:
    """Tells every book to let go of this author's posts. Call it when the change is committed."""
    await _add(author_id)


async def announce_after_commit(author_id: int) -> None:
    await database.after_commit(lambda: announce(author_id))


async def _add(author_id: int) -> Change:
    fields = [b"author", b"%d" % author_id]
    [change_id] = await resources.pipe().run(("XADD", CHANGES, "MAXLEN", "~", CHANGES_KEPT, "*", *fields))
    return [change_id, fields]
