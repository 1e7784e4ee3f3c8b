"""The rules of hiding. Whoever lists posts leaves out what is hidden, see `posts/marks.py`; its own link opens it."""

from server.kit import outbox
from server.kit.problems import Conflict
from server.kit.viewer import Viewer
from server.posts import service as posts
from server.posts.events import HideChanged
from server.posts.hiding import queries
from shared.engagement import Hide


async def hide(viewer: Viewer, post_id: int, wanted: Hide) -> None:
    """The same when repeated. Raises `NotFound("post")`, and `Conflict("own-post")` for one's own."""
    author_id: int = (await posts.readable(viewer, post_id))["author_id"]
    if author_id == viewer.user_id:
        raise Conflict("own-post", "You cannot hide your own post from yourself.")
    if await queries.add(viewer.user_id, post_id, author_id, wanted.why):
        await outbox.emit(HideChanged(viewer.user_id, post_id, author_id, wanted.why))


async def unhide(viewer: Viewer, post_id: int) -> None:
    """Of a post that is gone or hidden by its author by now too."""
    author_id = await queries.drop(viewer.user_id, post_id)
    if author_id is not None:
        await outbox.emit(HideChanged(viewer.user_id, post_id, author_id, ""))
