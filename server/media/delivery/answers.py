"""Answers with bytes: whole, in part (RFC 9110, 14), or unchanged since the asker last looked."""

import re
from collections.abc import AsyncIterator
from typing import Any, Final

import obstore
from litestar import Request, Response
from litestar.response import Stream

from server.kit import resources

AnyRequest = Request[Any, Any, Any]
AnyResponse = Response[Any]
RANGE: Final = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)
PIECE_BYTES: Final = 1024 * 1024
"""Whatever is longer is read and passed on in pieces, each asked for by itself: a slow reader holds one piece, and no
connection to the store."""
FOR_EVERYBODY: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Length, Content-Range, ETag",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}
"""Also on refusals: the browser's image loader reports a missing picture as a broken rule otherwise."""


async def stored(request: AnyRequest, key: str, media_type: str, etag: str, cache: str) -> AnyResponse:
    """The blob under `key`: 200, 206 for a single range, 304, or 416. Raises `FileNotFoundError`.

    Several ranges at once are answered with the whole, as are ranges of another version (`If-Range`).
    """
    headers = _headers(media_type, etag, cache)
    blobs = resources.blobs()
    if _known(request, etag):
        await obstore.head_async(blobs, key)
        return _without_body(304, headers)
    if request.method == "HEAD":
        size = (await obstore.head_async(blobs, key))["size"]
        return _without_body(200, headers | {"Content-Length": str(size)})
    asked = RANGE.fullmatch(request.headers.get("Range", ""))
    if asked and (asked[1] or asked[2]) and request.headers.get("If-Range", etag) == etag:
        size = (await obstore.head_async(blobs, key))["size"]
        start, end = stretch(asked[1], asked[2], size)
        if start >= end:
            return _without_body(416, FOR_EVERYBODY | {"Content-Range": f"bytes */{size}", "Content-Length": "0"})
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
        return await _with_body(206, key, start, end, headers)
    return await _with_body(200, key, 0, None, headers)


def written(request: AnyRequest, text: bytes, media_type: str, etag: str, cache: str) -> AnyResponse:
    """A small text made for this answer: 200 or 304."""
    headers = _headers(media_type, etag, cache)
    del headers["Accept-Ranges"]
    if _known(request, etag):
        return _without_body(304, headers)
    headers["Content-Length"] = str(len(text))
    if request.method == "HEAD":
        return _without_body(200, headers)
    return Response(text, headers=headers)


def _headers(media_type: str, etag: str, cache: str) -> dict[str, str]:
    return FOR_EVERYBODY | {
        "Content-Type": media_type,
        "Cache-Control": cache,
        "ETag": etag,
        "Content-Disposition": "inline",
        "Accept-Ranges": "bytes",
    }


async def _with_body(status: int, key: str, start: int, end: int | None, headers: dict[str, str]) -> AnyResponse:
    """The bytes from `start` to before `end`, or all."""
    until = start + PIECE_BYTES if end is None else min(start + PIECE_BYTES, end)
    found = await obstore.get_async(resources.blobs(), key, options={"range": (start, until)})
    first = bytes(await found.bytes_async())
    end = found.meta["size"] if end is None else end
    headers["Content-Length"] = str(end - start)
    if start + len(first) >= end:
        return Response(first, status_code=status, headers=headers)
    return Stream(_pieces(key, start, end, first), status_code=status, headers=headers)


async def _pieces(key: str, start: int, end: int, piece: bytes) -> AsyncIterator[bytes]:
    yield piece
    for at in range(start + len(piece), end, PIECE_BYTES):
        until = min(at + PIECE_BYTES, end)
        yield bytes(await obstore.get_range_async(resources.blobs(), key, start=at, end=until))


def _without_body(status: int, headers: dict[str, str]) -> AnyResponse:
    return Response(b"", status_code=status, headers=headers)


def stretch(first: str, last: str, size: int) -> tuple[int, int]:
    """From where to before where; empty when the range lies outside."""
    if first:
        return int(first), min(int(last) + 1 if last else size, size)
    return max(size - int(last), 0), size


def _known(request: AnyRequest, etag: str) -> bool:
    tags = (tag.strip().removeprefix("W/") for tag in request.headers.get("If-None-Match", "").split(","))
    return any(tag in ("*", etag) for tag in tags)
