"""Answers with an archive: whole or in part (RFC 9110, 14), as a file to be kept, and never from a cache."""

from typing import Final

from litestar import Response
from litestar.response import Stream

from server.archive import store
from server.archive.service import Stored
from server.media.delivery.answers import RANGE, AnyRequest, AnyResponse, stretch

ALWAYS: Final = {
    "Content-Type": "application/zip",
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'",
    "Accept-Ranges": "bytes",
    "X-Accel-Buffering": "no",  # or nginx would keep all of it for a slow reader
}


def answer(request: AnyRequest, archive: Stored) -> AnyResponse:
    """200, 206 for a single range, or 416. Parts of another archive (`If-Range`) are answered with the whole."""
    size, etag = archive.size, f'"{archive.archive_id}"'
    headers = ALWAYS | {"ETag": etag, "Content-Disposition": f'attachment; filename="{archive.name}"'}
    if request.method == "HEAD":
        return Response(b"", headers=headers | {"Content-Length": str(size)})
    start, end, status = 0, size, 200
    asked = RANGE.fullmatch(request.headers.get("Range", ""))
    if asked and (asked[1] or asked[2]) and request.headers.get("If-Range", etag) == etag:
        start, end = stretch(asked[1], asked[2], size)
        if start >= end:
            nothing = {"Content-Range": f"bytes */{size}", "Content-Length": "0"}
            return Response(b"", status_code=416, headers=headers | nothing)
        status = 206
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    headers["Content-Length"] = str(end - start)
    return Stream(store.read(archive.folder, start, end), status_code=status, headers=headers)
