"""The sending side of tus 1.0 (https://tus.io/protocols/resumable-upload): goes on where a broken line left off."""

import asyncio
import base64
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any, Final

import httpx

from shared.problems import ApiError

READ_BYTES: Final = 128 * 1024
FAILURES_MAX: Final = 8
"""In a row, without one byte getting through."""
PASSING: Final = frozenset({400, 409, 423, 500, 502, 503, 504})
"""Statuses after which asking for the offset and going on may help."""
VERSION: Final = {"Tus-Resumable": "1.0.0"}
Content = bytes | Path
Progress = Callable[[int, int], None]
"""Called with bytes sent so far and bytes in all."""
Request = Callable[..., Awaitable[httpx.Response]]
"""Takes method, path and httpx's options, and raises `ApiError` for anything but a good answer."""


async def upload(
    request: Request, content: Content, piece_bytes: int, *, progress: Progress | None = None, filename: str = ""
) -> str:
    """Sends all of it, in pieces of so many bytes at most. Returns the media id. Raises `ApiError`."""
    size = len(content) if isinstance(content, bytes) else (await asyncio.to_thread(content.stat)).st_size
    name = base64.b64encode(filename.encode()).decode()
    headers = VERSION | {"Upload-Length": str(size)} | ({"Upload-Metadata": f"filename {name}"} if name else {})
    created = await request("POST", "/uploads", headers=headers)
    location, offset, failures = created.headers["Location"], 0, 0
    while offset < size:
        piece = _Piece(content, offset, min(piece_bytes, size - offset), progress, size)
        try:
            offset, failures = await _send(request, location, piece), 0
        except ApiError as error:
            failures += 1
            if failures > FAILURES_MAX or not (error.offline or error.status in PASSING):
                raise
            # A line that broke once is often back at once.
            await asyncio.sleep(min(0.05 * 3 ** (failures - 1), 5))
            reached, offset = offset, await _offset(request, location, offset)
            failures = 0 if offset > reached else failures
        if progress:
            progress(offset, size)
    return str(created.headers["Vitrine-Media-Id"])


class _Piece:
    """A stretch of what is uploaded, read while it is sent. It can be sent again, for one that is signed anew."""

    def __init__(self, content: Content, offset: int, length: int, progress: Progress | None, size: int) -> None:
        self.offset, self.length = offset, length
        self._content, self._progress, self._size = content, progress, size

    async def __aiter__(self) -> AsyncIterator[bytes]:
        end = self.offset + self.length
        for start in range(self.offset, end, READ_BYTES):
            yield await asyncio.to_thread(_slice, self._content, start, min(READ_BYTES, end - start))
            if self._progress:
                self._progress(min(start + READ_BYTES, end), self._size)


async def _send(request: Request, location: str, piece: _Piece) -> int:
    """The server keeps what arrives of it, so nothing of it is sent twice when the line breaks in the middle."""
    headers: dict[str, Any] = VERSION | {
        "Upload-Offset": str(piece.offset),
        "Content-Length": str(piece.length),
        "Content-Type": "application/offset+octet-stream",
    }
    answer = await request("PATCH", location, headers=headers, content=piece)
    return int(answer.headers["Upload-Offset"])


async def _offset(request: Request, location: str, known: int) -> int:
    try:
        answer = await request("HEAD", location, headers=VERSION)
    except ApiError as error:
        if error.offline:
            return known
        raise
    return int(answer.headers["Upload-Offset"])


def _slice(content: Content, offset: int, length: int) -> bytes:
    if isinstance(content, bytes):
        return content[offset : offset + length]
    with content.open("rb") as file:
        file.seek(offset)
        return file.read(length)
