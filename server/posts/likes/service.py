"""The rules of likes."""

from server.accounts.rows import author
from server.graph import visibility
from server.graph.service import relationship
from server.kit import cursors
from server.kit.viewer import Viewer
from server.posts import service as posts
from server.posts.likes import grouping, queries
from shared.engagement import Like
from shared.graph import People, Person
from shared.limits import PAGE_DEFAULT


async def like(viewer: Viewer, post_id: int) -> Like:
    """Durable on return, and again the same when repeated. Raises `NotFound("post")`."""
    return await grouping.settled(viewer.user_id, post_id, True)


async def unlike(viewer: Viewer, post_id: int) -> Like:
    """As `like`."""
    return await grouping.settled(viewer.user_id, post_id, False)


async def likers(viewer: Viewer, post_id: int, cursor: str | None) -> People:
    """Latest first, without those hidden from the viewer. Raises `NotFound("post")`."""
    row = await posts.readable(viewer, post_id)
    below = cursors.decode(cursor, int)[0] if cursor else cursors.BIGINT_MAX
    hidden = (await visibility.standing(viewer.user_id)).hidden
    rows = await queries.likers(viewer.user_id, row["author_id"], post_id, hidden, below, PAGE_DEFAULT + 1)
    shown = rows[:PAGE_DEFAULT]
    return People(
        items=[Person(author=author(row), relationship=relationship(row)) for row in shown],
        cursor=cursors.encode(shown[-1]["place"]) if len(rows) > PAGE_DEFAULT else None,
    )
