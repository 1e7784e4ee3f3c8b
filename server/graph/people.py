"""Lists of people, newest first, page by page; one statement a page."""

from datetime import UTC, datetime, timedelta

from server.accounts import service as accounts
from server.accounts.rows import author
from server.graph import queries, visibility
from server.graph.service import relationship
from server.kit import cursors
from server.kit.problems import Forbidden, NotFound
from server.kit.viewer import Viewer
from shared.graph import People, Person
from shared.limits import PAGE_DEFAULT

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
NEWEST = datetime(9999, 1, 1, tzinfo=UTC), cursors.BIGINT_MAX


async def followers(viewer: Viewer, handle: str, cursor: str | None) -> People:
    """Raises as `following`."""
    return await _page(viewer, "followers", await _readable(viewer, handle), cursor)


async def following(viewer: Viewer, handle: str, cursor: str | None) -> People:
    """Raises `NotFound("person")`, and `Forbidden` for whom the viewer blocks and for private accounts not followed."""
    return await _page(viewer, "following", await _readable(viewer, handle), cursor)


async def follow_requests(viewer: Viewer, cursor: str | None) -> People:
    """Who waits for the viewer's answer."""
    return await _page(viewer, "asking", viewer.user_id, cursor)


async def blocked(viewer: Viewer, cursor: str | None) -> People:
    """Whom the viewer blocks; they stay in this list when they block back."""
    return await _page(viewer, "blocked", viewer.user_id, cursor, everyone=True)


async def muted(viewer: Viewer, cursor: str | None) -> People:
    return await _page(viewer, "muted", viewer.user_id, cursor)


async def _readable(viewer: Viewer, handle: str) -> int:
    person = await accounts.by_handle(handle)
    if person.id == viewer.user_id:
        return person.id
    between = await queries.between(viewer.user_id, person.id)
    if between["blocks_you"]:
        raise NotFound("person")
    if between["blocked"]:
        raise Forbidden("blocked", "You block this person.")
    if not visibility.may_see_posts(viewer.user_id, person, between["tie"], visibility.NOBODY):
        raise Forbidden("private", "This account is private. Follow it to see more.")
    return person.id


async def _page(viewer: Viewer, name: str, user_id: int, cursor: str | None, *, everyone: bool = False) -> People:
    hidden = frozenset[int]() if everyone else (await visibility.standing(viewer.user_id)).hidden
    rows = await queries.people(viewer.user_id, name, user_id, hidden, _marks(cursor), PAGE_DEFAULT + 1)
    shown = rows[:PAGE_DEFAULT]
    return People(
        items=[Person(author=author(row), relationship=relationship(row)) for row in shown],
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
