"""HTTP of hiding posts."""

from typing import Annotated

from litestar import delete, put
from litestar.params import Parameter

from server.kit.viewer import Viewer
from server.posts.hiding import service
from shared.engagement import Hide

Id = Annotated[int, Parameter(ge=1, le=2**63 - 1)]


@put("/posts/{post_id:int}/hide", status_code=204)
async def hide_post(viewer: Viewer, post_id: Id, data: Hide | None = None) -> None:
    await service.hide(viewer, post_id, data or Hide())


@delete("/posts/{post_id:int}/hide")
async def unhide_post(viewer: Viewer, post_id: Id) -> None:
    await service.unhide(viewer, post_id)


ROUTES = [hide_post, unhide_post]
