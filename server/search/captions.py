"""Posts by the words of their captions: the newest that have all of them, best and hottest first."""

import time
from collections.abc import Iterator
from typing import Final

from asyncpg import Record

from server.graph import visibility
from server.kit import cursors, ids
from server.kit.viewer import Viewer
from server.search import listing, queries, terms
from server.search.heat import DAY_MS, week_of
from server.search.queries import Marks
from shared.posts import PostPage

ENOUGH: Final = 200
"""Older posts are looked through only while there is less."""
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

    However frequent the words are, the index is read for as many weeks as are needed and no more: when a post was made
    stands among its words.
    """
    hidden = (await visibility.standing(viewer.user_id)).hidden
    asked = " & ".join(map(_quoted, words))
    found: list[Record] = []
    upper = cursors.BIGINT_MAX
    for first_week, within in _stretches():
        lower = (first_week * 7 * DAY_MS) << ids.TIME_SHIFT
        query = f"({' | '.join(map(_quoted, within))}) & {asked}"
        found += await queries.captions(viewer.user_id, query, lower, upper, hidden, RANKED)
        if len(found) >= ENOUGH:
            return found[:RANKED]
        upper = lower
    return (found + await queries.captions(viewer.user_id, asked, 0, upper, hidden, RANKED))[:RANKED]


def _stretches() -> Iterator[tuple[int, list[str]]]:
    """The last week or two, then the last two or three months: the first week of each, and the words for its time."""
    week = week_of(((time.time_ns() // 1_000_000) - ids.EPOCH_MS) << ids.TIME_SHIFT)
    weeks = [max(week - 1, 0), week, week + 1]
    yield weeks[0], [terms.time_words(one)[0] for one in weeks]
    season = week // terms.SEASON
    seasons = [max(season - 1, 0), season, season + 1]
    yield seasons[0] * terms.SEASON, [terms.time_words(one * terms.SEASON)[1] for one in seasons]


def _quoted(word: str) -> str:
    """As tsquery reads it."""
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
