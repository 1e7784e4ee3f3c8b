"""HTTP of likes."""

from typing import Annotated, Any

from litestar import delete, get, put
from litestar.params import Parameter

from server.kit.viewer import Viewer
from server.posts.likes import service
from shared.engagement import Like
from shared.graph import People
from shared.limits import CURSOR_MAX

Id = Annotated[int, Parameter(ge=1, le=2**63 - 1)]
Cursor = Annotated[str | None, Parameter(max_length=CURSOR_MAX)]
GROUPED: dict[str, Any] = {"limit": "like", "transaction": False}
"""Likes share their transactions: see `grouping.py`."""


@put("/posts/{post_id:int}/like", opt=GROUPED)
async def like_post(viewer: Viewer, post_id: Id) -> Like:
    return await service.like(viewer, post_id)


@delete("/posts/{post_id:int}/like", opt=GROUPED, status_code=200)
async def unlike_post(viewer: Viewer, post_id: Id) -> Like:
    return await service.unlike(viewer, post_id)


@get("/posts/{post_id:int}/likes")
async def likers(viewer: Viewer, post_id: Id, cursor: Cursor = None) -> People:
    return await service.likers(viewer, post_id, cursor)


ROUTES = [like_post, unlike_post, likers]
