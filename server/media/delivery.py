"""Variants for everybody who has their address: content-addressed, immutable, straight from the blob store."""

import re
from typing import Any, Final

import obstore
from litestar import HttpMethod, Request, Response, route

from server.kit import resources
from server.kit.problems import MEDIA_TYPE, NotFound
from server.media.store import IMMUTABLE, variant_key

NAME: Final = re.compile(r"/([0-9a-f]{64})\.webp")
RANGE: Final = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
FOR_EVERYBODY: Final = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}
"""Also on refusals: the browser's image loader reports a missing picture as a broken rule otherwise."""
FOR_EVER: Final = {
    "Cache-Control": IMMUTABLE,
    "Content-Disposition": "inline",
    "Accept-Ranges": "bytes",
}


@route("/media/{name:path}", http_method=[HttpMethod.GET, HttpMethod.HEAD], opt={"anonymous": True, "open": True})
async def variant(request: Request[Any, Any, Any], name: str) -> Response[bytes]:
    """One variant: 200, 206 for a single range, 304, 404, 416."""
    match = NAME.fullmatch(name)
    if match is None:
        return _missing()
    key = variant_key(bytes.fromhex(match[1]))
    etag = f'"{match[1]}"'
    headers = FOR_EVERYBODY | FOR_EVER | {"ETag": etag}
    store = resources.blobs()
    try:
        if _known(request.headers.get("If-None-Match", ""), etag):
            await obstore.head_async(store, key)
            return Response(b"", status_code=304, headers=headers)
        data = bytes(await (await obstore.get_async(store, key)).bytes_async())
    except FileNotFoundError:
        return _missing()
    asked = RANGE.fullmatch(request.headers.get("Range", ""))
    if asked and (asked[1] or asked[2]) and request.headers.get("If-Range", etag) == etag:
        return _part(data, asked[1], asked[2], headers)
    return Response(data, media_type="image/webp", headers=headers)


def _part(data: bytes, first: str, last: str, headers: dict[str, str]) -> Response[bytes]:
    size = len(data)
    if first:
        start, end = int(first), min(int(last) + 1 if last else size, size)
    else:
        start, end = max(size - int(last), 0), size
    if start >= end:
        headers = FOR_EVERYBODY | {"Content-Range": f"bytes */{size}"}
        return Response(b"", status_code=416, media_type="image/webp", headers=headers)
    headers = headers | {"Content-Range": f"bytes {start}-{end - 1}/{size}"}
    return Response(data[start:end], status_code=206, media_type="image/webp", headers=headers)


def _known(if_none_match: str, etag: str) -> bool:
    tags = (tag.strip().removeprefix("W/") for tag in if_none_match.split(","))
    return any(tag in ("*", etag) for tag in tags)


def _missing() -> Response[bytes]:
    headers = FOR_EVERYBODY | {"Cache-Control": "public, max-age=10"}
    return Response(NotFound("picture").encode(), status_code=404, media_type=MEDIA_TYPE, headers=headers)


DELIVERY = [variant]
