"""The rules of saving: who may save what, and pages of what one has saved."""

from collections.abc import Sequence

from asyncpg import Record

from server.kit import cursors, ids, outbox
from server.kit.viewer import Viewer
from server.posts import service as posts
from server.posts.events import SaveChanged
from server.posts.saves import queries
from shared.engagement import Saved
from shared.limits import PAGE_DEFAULT
from shared.posts import PostPage


async def save(viewer: Viewer, post_id: int) -> Saved:
    """The same when repeated. Raises `NotFound("post")`."""
    post = await posts.readable(viewer, post_id)
    if await queries.add(viewer.user_id, post_id, post["author_id"], ids.new_id()):
        await outbox.emit(SaveChanged(viewer.user_id, post_id))
    return await state(viewer, post_id)


async def unsave(viewer: Viewer, post_id: int) -> Saved:
    """Takes it out of every collection as well. Of a post that is gone or hidden by now too."""
    if await queries.drop(viewer.user_id, post_id):
        await outbox.emit(SaveChanged(viewer.user_id, post_id))
    return Saved(saved=False)


async def saved_in(viewer: Viewer, post_id: int) -> Saved:
    """Raises `NotFound("post")`."""
    await posts.readable(viewer, post_id)
    return await state(viewer, post_id)


async def page(viewer: Viewer, cursor: str | None) -> PostPage:
    """The last saved first; without those that are gone or that the viewer may not see now."""
    rows = await queries.page(viewer.user_id, before(cursor), PAGE_DEFAULT + 1)
    return await as_page(viewer, rows)


def before(cursor: str | None) -> int:
    mark: int = cursors.decode(cursor, int)[0] if cursor else cursors.BIGINT_MAX
    return mark


async def as_page(viewer: Viewer, rows: Sequence[Record]) -> PostPage:
    """Of one row more than a page has, if there are so many."""
    shown = rows[:PAGE_DEFAULT]
    built = await posts.for_viewer(viewer, shown)
    return PostPage(
        items=[built[row["id"]] for row in shown if row["id"] in built],
        cursor=cursors.encode(shown[-1]["mark"]) if len(rows) > PAGE_DEFAULT else None,
    )


async def state(viewer: Viewer, post_id: int) -> Saved:
    """Whether the viewer may see the post or not."""
    row = await queries.state(viewer.user_id, post_id)
    return Saved(saved=row["saved"], collections=[str(collection_id) for collection_id in row["collections"]])
