"""Finding people: who begins as typed, then who may have been meant; the closest to the searcher first."""

import re
from collections.abc import Iterable
from typing import Final

from asyncpg import Record
from msgspec import Struct

from server.accounts.rows import author
from server.graph import visibility
from server.graph.service import relationship
from server.kit import cursors
from server.kit.viewer import Viewer
from server.search import circle, queries, typos
from server.search.terms import Kind
from shared.graph import People, Person
from shared.limits import HANDLE_PATTERN, PAGE_DEFAULT

EXACT, BEGINS, MEANT = 2, 1, 0
"""The handle as typed, a beginning, a typo. Each goes before all of the next."""
FOLLOWED: Final = 300.0
"""Weighs more than the largest audience and the closest circle together."""
CLOSE: Final = 4.0
"""Of one unit of closeness, against a fifth more followers."""
WORDS: Final = 4
"""Of a name that are looked at one by one, the longest."""
ALIKE: Final = 200.0
"""Of two names that may have been meant, one a tenth more alike goes before one with thirty times the followers."""
ENOUGH: Final = 10
"""Found without typos, nobody is guessed at; nor where somebody has just this handle, or all of several words."""
FINEST: Final = 1000
"""Steps of the score, which stands in cursors as a whole number."""


class _Match(Struct):
    tier: int
    score: float
    id: int

    @property
    def key(self) -> tuple[int, int, int]:
        return self.tier, round(self.score * FINEST), self.id


async def page(viewer: Viewer, typed: str, cursor: str | None, limit: int = PAGE_DEFAULT) -> People:
    """Ranked anew for each page, which the candidates are few enough for; the cursor is the key of the last."""
    below = cursors.decode(cursor, int, int, int) if cursor else (EXACT + 1, 0, 0)
    if not 0 <= below[0] <= EXACT + 1:
        raise cursors.foreign()
    if not typed:
        return People(items=[])
    hidden = (await visibility.standing(viewer.user_id)).hidden
    found = [match for match in await _ranked(viewer, typed) if match.id not in hidden]
    wanted = [match for match in sorted(found, key=lambda m: m.key, reverse=True) if match.key < below]
    items: list[Person] = []
    last: _Match | None = None
    for start in range(0, len(wanted), limit + 1):
        some = wanted[start : start + limit + 1]
        rows = {row["id"]: row for row in await queries.rows_of_people(viewer.user_id, [match.id for match in some])}
        for match in some:
            if match.id not in rows:
                continue
            if len(items) == limit:
                assert last is not None
                return People(items=items, cursor=cursors.encode(*last.key))
            items.append(Person(author=author(rows[match.id]), relationship=relationship(rows[match.id])))
            last = match
    return People(items=items)


async def _ranked(viewer: Viewer, typed: str) -> list[_Match]:
    close = await circle.of(viewer.user_id)
    words = typed.split()
    handle = typed if re.fullmatch(HANDLE_PATTERN, typed) else ""
    rows = await queries.people(viewer.user_id, typed, close, handle)
    if len(rows) < ENOUGH and len(words) > 1:
        rows += await _by_words(viewer, words, close, {row["id"] for row in rows})
    found = {row["id"]: _Match(EXACT if row["handle"] else BEGINS, _score(row, close), row["id"]) for row in rows}
    exact = any(match.tier == EXACT for match in found.values())
    if not exact and len(found) < (ENOUGH if len(words) == 1 else 1):
        for match in await _meant(viewer, typed, close):
            best = found.get(match.id)
            if best is None or (best.tier == MEANT and best.score < match.score):
                found[match.id] = match
    return list(found.values())


async def _by_words(viewer: Viewer, words: list[str], close: Iterable[int], known: set[int]) -> list[Record]:
    """Those with a term for each of the words, in whatever order they were typed."""
    longest, *others = sorted(words, key=len, reverse=True)[:WORDS]
    rows = [row for row in await queries.people(viewer.user_id, longest, list(close), "") if row["id"] not in known]
    left = {row["id"] for row in rows}
    for word in others:
        left = await queries.with_term(Kind.PERSON, word, [], left) if left else left
    return [row for row in rows if row["id"] in left]


async def _meant(viewer: Viewer, typed: str, close: dict[int, float]) -> list[_Match]:
    first, *others = sorted(typed.split(), key=len, reverse=True)[:WORDS]
    words = await typos.meant(Kind.PERSON, first)
    if others:
        words |= {first: 1.0}
    rows = await queries.people_named(viewer.user_id, list(words)) if words else []
    for other in others:
        alike = await typos.meant(Kind.PERSON, other)
        left = await queries.with_term(Kind.PERSON, other, list(alike), {row["id"] for row in rows})
        rows = [row for row in rows if row["id"] in left]
    return [_Match(MEANT, _score(row, close) + ALIKE * words[row["term"]], row["id"]) for row in rows]


def _score(row: Record, close: dict[int, float]) -> float:
    weight: int = row["weight"]
    return weight + CLOSE * close.get(row["id"], 0) + (FOLLOWED if row["followed"] else 0)
