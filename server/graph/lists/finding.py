"""Lists of followers narrowed to those whose handle, or a word of whose name, begins as asked.

However long the list is, a page costs no more than a few thousand rows. The newest of the list are examined first:
where many match, or the list is short, that is the page. Otherwise matches are rare, and it is cheaper to ask who of
all people matches, and which of them are in the list. Should those be too many as well, the page is what was examined,
and may be short.
"""

from collections.abc import Collection

from asyncpg import Record

from server.graph.lists import queries
from server.graph.lists.queries import Marks, Prefix
from server.kit.text import clean, search_key

EXAMINED = 3_000
CANDIDATES = 5_000


def prefix(q: str | None) -> Prefix | None:
    """None where nothing is looked for. Raises `Refused("text")`."""
    wanted = clean(q or "", "q").removeprefix("@")
    return Prefix(wanted.lower(), search_key(wanted) or queries.LAST) if wanted else None


async def page(
    viewer_id: int, source: str, user_id: int, hidden: Collection[int], before: Marks, limit: int, wanted: Prefix
) -> tuple[list[Record], Marks | None]:
    """Up to `limit` rows, and the mark to go on from when there may be more."""
    asked = viewer_id, source, user_id, hidden, before, limit + 1
    rows = await queries.narrowed(*asked, wanted, EXAMINED)
    if len(rows) <= limit:
        after = await queries.mark_after(source, user_id, before, EXAMINED)
        if after is None:
            return rows, None
        matching = await candidates(wanted)
        if matching is None:
            return rows, after
        rows = await queries.chosen(*asked, matching)
    last = rows[limit - 1] if len(rows) > limit else None
    return rows[:limit], (last["since"], last["id"]) if last else None


async def candidates(wanted: Prefix) -> list[int] | None:
    """All people who match; None when they are too many, or no index knows them."""
    if not any(character.isalnum() for character in wanted.name):
        return None
    found: set[int] = set()
    for read in (queries.ids_by_handle, queries.ids_by_name):
        some = await read(wanted, CANDIDATES + 1)
        if len(some) > CANDIDATES:
            return None
        found.update(some)
    return list(found)
