"""Finding people by the beginning of their handle or name: first whom the viewer follows, then by followers."""

from server.accounts.rows import author
from server.graph import visibility
from server.graph.service import relationship
from server.kit import cursors
from server.kit.text import clean, search_key
from server.kit.viewer import Viewer
from server.search import queries
from shared.graph import People, Person
from shared.limits import NAME_MAX, PAGE_DEFAULT

FOLLOWED, OTHERS = 0, 1
MOST = 2**31 - 1


async def people(viewer: Viewer, prefix: str, cursor: str | None) -> People:
    """A leading @ is tolerated, case and accents do not matter, an empty prefix finds nobody."""
    wanted = clean(prefix[: 2 * NAME_MAX], "prefix").removeprefix("@")
    section, followers, last_id = (
        cursors.decode(cursor, int, int, int) if cursor else (FOLLOWED, MOST, cursors.BIGINT_MAX)
    )
    if section not in (FOLLOWED, OTHERS) or not 0 <= followers <= MOST:
        raise cursors.foreign()
    name = search_key(wanted)
    if not name:
        return People(items=[])
    hidden = (await visibility.standing(viewer.user_id)).hidden
    found: list[tuple[int, Person, tuple[int, int]]] = []
    below = followers, last_id
    for part in (FOLLOWED, OTHERS)[section:]:
        rows = await queries.people(
            viewer.user_id,
            hidden,
            wanted.lower(),
            name,
            below,
            PAGE_DEFAULT + 1 - len(found),
            followed=part == FOLLOWED,
        )
        found += [
            (part, Person(author=author(row), relationship=relationship(row)), (row["followers"], row["id"]))
            for row in rows
        ]
        below = MOST, cursors.BIGINT_MAX
        if len(found) > PAGE_DEFAULT:
            break
    more = len(found) > PAGE_DEFAULT
    part, _, key = found[PAGE_DEFAULT - 1] if more else (OTHERS, None, (0, 0))
    return People(
        items=[person for _, person, _ in found[:PAGE_DEFAULT]],
        cursor=cursors.encode(part, *key) if more else None,
    )
