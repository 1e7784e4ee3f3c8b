"""HTTP for uploads and one's own media. What everybody loads is in `delivery/`."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

from litestar import HttpMethod, Request, Response, delete, get, head, patch, post, put, route
from litestar.exceptions import HTTPException
from litestar.params import Parameter

from server.kit import resources
from server.kit.problems import NotFound
from server.kit.viewer import Viewer
from server.media import links, previews, quotas, service, tus, uploads
from server.media.delivery import DELIVERY
from server.media.tus import EXPOSED_HEADERS
from shared.looks import Look
from shared.media import DirectUpload, Limits, Media, NewDirectUpload, Quota

__all__ = ["DELIVERY", "EXPOSED_HEADERS", "ROUTES"]

AnyRequest = Request[Any, Any, Any]
PreviewWidth = Annotated[int, Parameter(ge=16, le=1080)]
SENDING: dict[str, Any] = {"limit": "upload", "transaction": False}
"""Bytes may take minutes to arrive: a transaction is opened for each stretch that did."""


@get("/limits", opt={"anonymous": True})
async def limits() -> Limits:
    return quotas.limits()


@get("/me/quota")
async def own_quota(viewer: Viewer) -> Quota:
    """What one has stored and may still bring."""
    return await quotas.of(viewer.user_id)


@get("/media/{media_id:str}")
async def own_media(viewer: Viewer, media_id: str) -> Media:
    return await service.own(viewer, media_id)


@post("/media/{media_id:str}/preview", opt={"limit": "preview", "transaction": False}, status_code=200)
async def preview(viewer: Viewer, media_id: str, data: Look, width: PreviewWidth = 1080) -> Response[bytes]:
    """One's own picture in a look that is tried out; nothing is kept."""
    picture = await previews.preview(viewer, media_id, data, width)
    return Response(picture, media_type="image/webp", headers={"Cache-Control": "no-store"})


@route(["/uploads", "/uploads/{media_id:str}"], http_method=[HttpMethod.OPTIONS], opt={"anonymous": True})
async def capabilities() -> Response[None]:
    """What this server speaks of tus."""
    return Response(None, status_code=204, headers=tus.capabilities())


@post("/uploads", opt=SENDING, request_max_body_size=None)
async def create_upload(viewer: Viewer, request: AnyRequest) -> Response[None]:
    """Begins a resumable upload, with its first bytes when the request brings some."""
    with tus.spoken(request.headers):
        length = tus.size(request.headers, "Upload-Length")
        metadata = tus.metadata(request.headers)
        checksum = tus.checksum(request.headers)
        brings = tus.body_announced(request.headers)
        upload = await uploads.begin(viewer.user_id, length, "tus", metadata)
        offset = 0
        if brings:
            offset = await uploads.receive(
                upload, 0, bytes_of(request), announced=announced(request), checksum=checksum
            )
        location = f"{resources.settings().api_url}/api/v1/uploads/{upload.media_id}"
        headers = {"Location": location, "Vitrine-Media-Id": str(upload.media_id)}
        return Response(None, status_code=201, headers=tus.state(upload, offset) | headers)


@head("/uploads/{media_id:str}", opt={"limit": "upload"})
async def upload_offset(viewer: Viewer, request: AnyRequest, media_id: str) -> Response[None]:
    with tus.spoken(request.headers):
        upload = await uploads.look(viewer.user_id, upload_id(media_id))
        headers = tus.state(upload) | {"Upload-Length": str(upload.length)}
        return Response(None, headers=headers | ({"Upload-Metadata": upload.metadata} if upload.metadata else {}))


@patch("/uploads/{media_id:str}", opt=SENDING, status_code=204, request_max_body_size=None)
async def continue_upload(viewer: Viewer, request: AnyRequest, media_id: str) -> Response[None]:
    return await _continue(viewer, request, media_id)


@delete("/uploads/{media_id:str}", opt=SENDING, status_code=204)
async def end_upload(viewer: Viewer, request: AnyRequest, media_id: str) -> Response[None]:
    return await _end(viewer, request, media_id)


@post("/uploads/{media_id:str}", opt=SENDING, status_code=204, request_max_body_size=None)
async def overridden_method(viewer: Viewer, request: AnyRequest, media_id: str) -> Response[None]:
    """tus for those whose network lets only POST pass: the method is in `X-HTTP-Method-Override`."""
    match request.headers.get("X-HTTP-Method-Override", "").upper():
        case "PATCH":
            return await _continue(viewer, request, media_id)
        case "DELETE":
            return await _end(viewer, request, media_id)
    raise NotFound("page")


@post("/uploads/direct", opt={"limit": "upload"})
async def create_direct_upload(viewer: Viewer, data: NewDirectUpload) -> DirectUpload:
    upload = await uploads.begin(viewer.user_id, data.size, "direct")
    url = links.sign(links.Link(upload.media_id, viewer.user_id, upload.length), upload.expires_at)
    return DirectUpload(media_id=str(upload.media_id), url=url, expires_at=upload.expires_at)


@put(
    "/uploads/direct/{token:str}",
    opt=SENDING | {"anonymous": True},
    status_code=204,
    request_max_body_size=None,
)
async def put_bytes(request: AnyRequest, token: str) -> Response[None]:
    """The link says who sends what; any content type will do."""
    link = links.read(token)
    upload = await uploads.look(link.owner_id, link.media_id, "direct")
    await uploads.receive(upload, 0, bytes_of(request), announced=announced(request), whole=True)
    return Response(None, status_code=204)


async def _continue(viewer: Viewer, request: AnyRequest, media_id: str) -> Response[None]:
    with tus.spoken(request.headers):
        offset = tus.size(request.headers, "Upload-Offset")
        checksum = tus.checksum(request.headers)
        tus.body_announced(request.headers)
        upload = await uploads.look(viewer.user_id, upload_id(media_id))
        length = announced(request)
        offset = await uploads.receive(upload, offset, bytes_of(request), announced=length, checksum=checksum)
        return Response(None, status_code=204, headers=tus.state(upload, offset))


async def _end(viewer: Viewer, request: AnyRequest, media_id: str) -> Response[None]:
    with tus.spoken(request.headers):
        await uploads.end(viewer.user_id, upload_id(media_id))
        return Response(None, status_code=204, headers={"Tus-Resumable": tus.VERSION})


def upload_id(text: str) -> int:
    try:
        return service.own_id(text)
    except NotFound:
        raise NotFound("upload") from None


def announced(request: AnyRequest) -> int | None:
    """How many bytes the request says it brings; None when it comes in chunks."""
    return tus.optional_size(request.headers, "Content-Length")


async def bytes_of(request: AnyRequest) -> AsyncIterator[bytes]:
    try:
        async for chunk in request.stream():
            if chunk:
                yield chunk
    except HTTPException as error:
        raise uploads.Interrupted from error


ROUTES = [
    limits,
    own_quota,
    own_media,
    preview,
    capabilities,
    create_upload,
    upload_offset,
    continue_upload,
    end_upload,
    overridden_method,
    create_direct_upload,
    put_bytes,
]
