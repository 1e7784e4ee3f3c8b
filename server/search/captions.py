"""Posts by the words of their captions: the newest that have all of them, best and hottest first."""

import time
from typing import Final

from asyncpg import Record

from server.graph import visibility
from server.kit import cursors, ids
from server.kit.viewer import Viewer
from server.search import listing, queries, terms
from server.search.heat import DAY_MS, week_of
from server.search.queries import Marks
from shared.posts import PostPage

WEEKS: Final = (1, 4, 16)
"""Looked through at first, further ones only while there is little."""
ENOUGH: Final = 200
RANKED: Final = 400


async def page(viewer: Viewer, text: str, cursor: str | None) -> PostPage:
    words = await queries.unaccented(terms.asked_of_captions(text))
    below = listing.marks(cursor)
    if not words:
        return PostPage(items=[])
    found: list[Marks] = [(row["score"], row["post_id"]) for row in await _ranked(viewer, words)]
    found.sort(reverse=True)

    async def skeleton(below: Marks, limit: int) -> list[Marks]:
        return [marks for marks in found if marks < below][:limit]

    return await listing.page(viewer, skeleton, listing.cursor_of(below))


async def _ranked(viewer: Viewer, words: list[str]) -> list[Record]:
    """Rows of post_id and score, the newest few hundred.

    However frequent the words are, the index is read for as many weeks as are needed and no more: the week stands among
    the words.
    """
    hidden = (await visibility.standing(viewer.user_id)).hidden
    asked = " & ".join(map(_quoted, words))
    found: list[Record] = []
    this_week = week_of(((time.time_ns() // 1_000_000) - ids.EPOCH_MS) << ids.TIME_SHIFT)
    upper, newest = cursors.BIGINT_MAX, this_week + 1
    for weeks in WEEKS:
        oldest = max(newest - weeks, 0)
        lower = (oldest * 7 * DAY_MS) << ids.TIME_SHIFT
        within = " | ".join(_quoted(terms.week_word(week)) for week in range(oldest, newest + 1))
        found += await queries.captions(viewer.user_id, f"({within}) & {asked}", lower, upper, hidden, RANKED)
        if len(found) >= ENOUGH or oldest == 0:
            return found[:RANKED]
        upper, newest = lower, oldest - 1
    return (found + await queries.captions(viewer.user_id, asked, 0, upper, hidden, RANKED))[:RANKED]


def _quoted(word: str) -> str:
    """As tsquery reads it."""
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
