"""HTTP of comments."""

from typing import Annotated

from litestar import delete, get, post, put
from litestar.params import Parameter

from server.kit.viewer import Viewer
from server.posts.comments import service
from shared.engagement import Comment, CommentPage, Like, NewComment
from shared.limits import CURSOR_MAX

Id = Annotated[int, Parameter(ge=1, le=2**63 - 1)]
Cursor = Annotated[str | None, Parameter(max_length=CURSOR_MAX)]
At = Annotated[int | None, Parameter(ge=1, le=2**63 - 1)]
"""A comment with whose page to begin; counts where there is no cursor."""


@post("/posts/{post_id:int}/comments", opt={"limit": "comment"})
async def write_comment(viewer: Viewer, post_id: Id, data: NewComment) -> Comment:
    return await service.write(viewer, post_id, data)


@get("/posts/{post_id:int}/comments")
async def comments(viewer: Viewer, post_id: Id, cursor: Cursor = None, at: At = None) -> CommentPage:
    return await service.page(viewer, post_id, cursor, at)


@get("/comments/{comment_id:int}/replies")
async def replies(viewer: Viewer, comment_id: Id, cursor: Cursor = None, at: At = None) -> CommentPage:
    return await service.replies(viewer, comment_id, cursor, at)


@delete("/comments/{comment_id:int}")
async def delete_comment(viewer: Viewer, comment_id: Id) -> None:
    await service.delete(viewer, comment_id)


@put("/comments/{comment_id:int}/like", opt={"limit": "like"})
async def like_comment(viewer: Viewer, comment_id: Id) -> Like:
    return await service.like(viewer, comment_id)


@delete("/comments/{comment_id:int}/like", opt={"limit": "like"}, status_code=200)
async def unlike_comment(viewer: Viewer, comment_id: Id) -> Like:
    return await service.unlike(viewer, comment_id)


@put("/comments/{comment_id:int}/pin")
async def pin_comment(viewer: Viewer, comment_id: Id) -> Comment:
    return await service.pin(viewer, comment_id)


@delete("/comments/{comment_id:int}/pin", status_code=200)
async def unpin_comment(viewer: Viewer, comment_id: Id) -> Comment:
    return await service.unpin(viewer, comment_id)


ROUTES = [
    write_comment,
    comments,
    replies,
    delete_comment,
    like_comment,
    unlike_comment,
    pin_comment,
    unpin_comment,
]
