"""Lists of people, newest first, page by page; one statement a page."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from asyncpg import Record

from server.accounts.rows import author
from server.graph import visibility
from server.graph.lists import finding, queries
from server.graph.service import Regard, regard, relationship
from server.kit import cursors
from server.kit.problems import Forbidden
from server.kit.viewer import Viewer
from shared.graph import People, Person
from shared.limits import PAGE_DEFAULT

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
NEWEST = datetime(9999, 1, 1, tzinfo=UTC), cursors.BIGINT_MAX


async def followers(viewer: Viewer, handle: str, cursor: str | None, q: str | None = None) -> People:
    """Raises as `following`."""
    return await _searched(viewer, "followers", handle, cursor, q)


async def following(viewer: Viewer, handle: str, cursor: str | None, q: str | None = None) -> People:
    """All, or those whose handle or a word of whose name begins with `q`; a page of those may be short, with a cursor.

    Raises `NotFound("person")`, and `Forbidden` for whom the viewer blocks and for private accounts not followed.
    """
    return await _searched(viewer, "following", handle, cursor, q)


async def mutuals(viewer: Viewer, handle: str, cursor: str | None) -> People:
    """Followers of this person whom the viewer follows, also of a private account; none of oneself.

    Raises `NotFound("person")`, and `Forbidden` for whom the viewer blocks.
    """
    person = (await _unblocked(viewer, handle)).person
    if person.id == viewer.user_id:
        return People(items=[])
    hidden = (await visibility.standing(viewer.user_id)).hidden
    rows = await queries.mutuals_list(viewer.user_id, person.id, hidden, _marks(cursor), PAGE_DEFAULT + 1)
    return _as_page(rows)


async def follow_requests(viewer: Viewer, cursor: str | None) -> People:
    """Who waits for the viewer's answer."""
    return await _page(viewer, "asking", viewer.user_id, cursor)


async def blocked(viewer: Viewer, cursor: str | None) -> People:
    """Whom the viewer blocks; they stay in this list when they block back."""
    return await _page(viewer, "blocked", viewer.user_id, cursor, everyone=True)


async def muted(viewer: Viewer, cursor: str | None) -> People:
    """Whose posts, stories or both the viewer does not want to see."""
    return await _page(viewer, "muted", viewer.user_id, cursor)


async def close_friends(viewer: Viewer, cursor: str | None) -> People:
    return await _page(viewer, "close friends", viewer.user_id, cursor)


async def _unblocked(viewer: Viewer, handle: str) -> Regard:
    regarded = await regard(viewer, handle)
    if regarded.relationship.blocked:
        raise Forbidden("blocked", "You block this person.")
    return regarded


async def _readable(viewer: Viewer, handle: str) -> int:
    regarded = await _unblocked(viewer, handle)
    if not regarded.visible:
        raise Forbidden("private", "This account is private. Follow it to see more.")
    return regarded.person.id


async def _searched(viewer: Viewer, name: str, handle: str, cursor: str | None, q: str | None) -> People:
    wanted = finding.prefix(q)
    user_id = await _readable(viewer, handle)
    if wanted is None:
        return await _page(viewer, name, user_id, cursor)
    hidden = (await visibility.standing(viewer.user_id)).hidden
    rows, after = await finding.page(viewer.user_id, name, user_id, hidden, _marks(cursor), PAGE_DEFAULT, wanted)
    return People(items=as_people(rows), cursor=_cursor(*after) if after else None)


async def _page(viewer: Viewer, name: str, user_id: int, cursor: str | None, *, everyone: bool = False) -> People:
    hidden = frozenset[int]() if everyone else (await visibility.standing(viewer.user_id)).hidden
    rows = await queries.people(viewer.user_id, name, user_id, hidden, _marks(cursor), PAGE_DEFAULT + 1)
    return _as_page(rows)


def as_people(rows: Iterable[Record]) -> list[Person]:
    """From rows of authors with `queries.RELATION_COLUMNS`."""
    return [Person(author=author(row), relationship=relationship(row)) for row in rows]


def _as_page(rows: list[Record]) -> People:
    """Of one row more than a page has, if there are so many."""
    shown = rows[:PAGE_DEFAULT]
    return People(
        items=as_people(shown),
        cursor=_cursor(shown[-1]["since"], shown[-1]["id"]) if len(rows) > PAGE_DEFAULT else None,
    )


def _cursor(since: datetime, person_id: int) -> str:
    return cursors.encode((since - EPOCH) // MICROSECOND, person_id)


def _marks(cursor: str | None) -> tuple[datetime, int]:
    if not cursor:
        return NEWEST
    microseconds, person_id = cursors.decode(cursor, int, int)
    try:
        return EPOCH + microseconds * MICROSECOND, person_id
    except OverflowError:
        raise cursors.foreign() from None
