"""Lists of followers narrowed to those whose handle, or a word of whose name, begins as asked.

However long the list is, a page costs no more than a few thousand rows. At first there is a glance at the newest of the
list: where many match, or the list is short, that is the page. Otherwise matches are rare, and it is cheaper to ask who
of all people matches, and which of them are in the list. Should those be too many as well, more of the newest are
examined, and the page may be short.
"""

from collections.abc import Collection

from asyncpg import Record

from server.graph.lists import queries
from server.graph.lists.queries import Marks, Prefix
from server.kit.text import clean, search_key

GLANCED = 400
EXAMINED = 600
"""Of the list, after the glance."""
CANDIDATES = 5_000


def prefix(q: str | None) -> Prefix | None:
    """None where nothing is looked for. Raises `Refused("text")`."""
    wanted = clean(q or "", "q").removeprefix("@")
    return Prefix(wanted.lower(), search_key(wanted) or queries.LAST) if wanted else None


async def page(
    viewer_id: int, source: str, user_id: int, hidden: Collection[int], before: Marks, limit: int, wanted: Prefix
) -> tuple[list[Record], Marks | None]:
    """Up to `limit` rows, and the mark to go on from when there may be more."""
    whose = viewer_id, source, user_id, hidden
    rows = await queries.narrowed(*whose, before, limit + 1, wanted, GLANCED)
    if len(rows) <= limit and (after := await queries.mark_after(source, user_id, before, GLANCED)):
        matching = await candidates(wanted)
        if matching is None:
            rows += await queries.narrowed(*whose, after, limit + 1 - len(rows), wanted, EXAMINED)
            after = await queries.mark_after(source, user_id, after, EXAMINED)
            if len(rows) <= limit and after:
                return rows, after
        else:
            rows = await queries.chosen(*whose, before, limit + 1, wanted, matching)
    last = rows[limit - 1] if len(rows) > limit else None
    return rows[:limit], (last["since"], last["id"]) if last else None


async def candidates(wanted: Prefix) -> list[int] | None:
    """All people who may match, some of whom do not; None when they are too many."""
    return await queries.ids_by_word(*wanted.word, CANDIDATES)
