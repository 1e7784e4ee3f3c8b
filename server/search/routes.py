"""HTTP for search."""

from litestar import get

from server.kit.viewer import Viewer
from server.search import service
from shared.graph import People


@get("/search/people")
async def people(viewer: Viewer, prefix: str = "", cursor: str | None = None) -> People:
    return await service.people(viewer, prefix, cursor)


ROUTES = [people]
