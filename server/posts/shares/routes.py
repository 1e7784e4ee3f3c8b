"""HTTP of handing posts to people."""

from typing import Annotated

from litestar import get, post
from litestar.params import Parameter

from server.kit.viewer import Viewer
from server.posts.shares import service
from shared.engagement import NewShare
from shared.graph import People
from shared.limits import QUERY_MAX

Id = Annotated[int, Parameter(ge=1, le=2**63 - 1)]
Query = Annotated[str | None, Parameter(max_length=QUERY_MAX)]


@post("/posts/{post_id:int}/shares", opt={"limit": "share"}, status_code=204)
async def share_post(viewer: Viewer, post_id: Id, data: NewShare) -> None:
    await service.share(viewer, post_id, data)


@get("/posts/{post_id:int}/share-targets")
async def share_targets(viewer: Viewer, post_id: Id, q: Query = None) -> People:
    return await service.targets(viewer, post_id, q)


ROUTES = [share_post, share_targets]
