"""Gzip for the large files of the web client, compressed once and kept: 9 MB of program travel as 3."""

import asyncio
import gzip
from collections.abc import MutableMapping
from typing import Any, Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_KINDS: Final = ("text/", "application/javascript", "application/wasm", "application/json", "image/svg")
_SMALLEST: Final = 10_000
_LEVEL: Final = 6


class Compression:
    """Only whole files with an ETag, for who accepts gzip. Keeps what it made for as long as the process lives."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._made: MutableMapping[tuple[str, str], bytes] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        asked = Headers(scope=scope)
        if "gzip" not in asked.get("accept-encoding", "") or "range" in asked:
            await self._app(scope, receive, send)
            return
        await self._app(scope, receive, _Answer(scope["path"], self._made, send))


class _Answer:
    """Stands between the app and the wire for one response."""

    def __init__(self, path: str, made: MutableMapping[tuple[str, str], bytes], send: Send) -> None:
        self._path = path
        self._made = made
        self._send = send
        self._start: Message | None = None
        self._parts: list[bytes] = []

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _worthwhile(message):
            self._start = message
        elif self._start is None:
            await self._send(message)
        elif message["type"] == "http.response.body":
            self._parts.append(message.get("body", b""))
            if not message.get("more_body"):
                await self._finish(self._start)

    async def _finish(self, start: Message) -> None:
        headers = MutableHeaders(raw=start["headers"])
        key = (self._path, headers["etag"])
        body = self._made.get(key)
        if body is None:
            body = await asyncio.to_thread(gzip.compress, b"".join(self._parts), _LEVEL)
            self._made[key] = body
        headers["content-encoding"] = "gzip"
        headers["content-length"] = str(len(body))
        headers.add_vary_header("Accept-Encoding")
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})


def _worthwhile(start: dict[str, Any] | Message) -> bool:
    headers = Headers(raw=start["headers"])
    return (
        start["status"] == 200
        and "etag" in headers
        and "content-encoding" not in headers
        and int(headers.get("content-length", 0)) >= _SMALLEST
        and headers.get("content-type", "").startswith(_KINDS)
    )
