"""HTTP of archives."""

from litestar import HttpMethod, get, post, route

from server.archive import delivery, service
from server.kit.viewer import Viewer
from server.media.delivery.answers import AnyRequest, AnyResponse
from shared.archive import Archive


@post("/me/archive", status_code=202, opt={"limit": "archive"})
async def make(viewer: Viewer) -> Archive:
    return await service.want(viewer)


@get("/me/archive")
async def archive(viewer: Viewer) -> Archive:
    return await service.state(viewer)


@route("/archives/{token:str}", http_method=[HttpMethod.GET, HttpMethod.HEAD], opt={"anonymous": True})
async def fetch(request: AnyRequest, token: str) -> AnyResponse:
    """The file, for whoever holds a link that has not ended."""
    return delivery.answer(request, await service.opened(token))


ROUTES = [make, archive, fetch]
