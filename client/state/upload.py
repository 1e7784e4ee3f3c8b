"""One photo or video on its way to the server. Starts at once, while the words are written."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, Literal

import flet as ft

from client.state.files import kind_of
from shared.api import Api
from shared.media import Media, MediaKind, Picture
from shared.problems import ApiError
from shared.ui.refusals import reason

_FIRST_LOOK: Final = 0.25
_SLOWEST_LOOK: Final = 2.0
_PATIENCE_SECONDS: Final = 1800.0


class UploadFailed(Exception):
    """The words are for people. `final` when the same file would fail again."""

    def __init__(self, words: str, *, final: bool = False) -> None:
        super().__init__(words)
        self.final = final


Sender = Callable[["Upload"], Awaitable[str]]
"""Sends the bytes, reports with `move`, and answers the media id. May set `media_id` before the last byte."""


class Upload(ft.Observable):
    """`state` is that of the bytes; `media` what the server last said about them, `picture` once it can be shown."""

    def __init__(self, api: Api, name: str, send: Sender, *, size: int = 0, kind: MediaKind | None = None) -> None:
        self._api = api
        self._send = send
        self._sending: asyncio.Task[None] | None = None
        self._through = asyncio.Event()
        self.name = name
        self.size = size
        self.kind: MediaKind = kind or kind_of(name)
        self.progress = 0.0
        self.media_id = ""
        self.media: Media | None = None
        self.picture: Picture | None = None
        self.state: Literal["sending", "sent", "failed"] = "sending"
        self.failure = ""
        self.final = False
        self._listeners: list[Callable[[], None]] = []

    def listen(self, listener: Callable[[], None]) -> None:
        """Called after each step: bytes moved, id known, looked at, ready, failed."""
        self._listeners.append(listener)

    def start(self) -> None:
        """Begins, or begins anew after a failure."""
        if self._sending and not self._sending.done():
            return
        self.state = "sending"
        self.failure = ""
        self.progress = 0.0
        self._through.clear()
        self._sending = asyncio.create_task(self._run())

    def move(self, progress: float) -> None:
        """So much of it is there, from 0 to 1."""
        self.progress = progress
        self._tell()

    def known_as(self, media_id: str) -> None:
        self.media_id = media_id
        self._tell()

    async def sent(self) -> str:
        """Waits for the last byte. Raises `UploadFailed`."""
        await self._through.wait()
        if self.state == "failed":
            raise UploadFailed(self.failure, final=self.final)
        return self.media_id

    async def ready(self) -> Picture:
        """Waits until it can be shown. Raises `UploadFailed`."""
        if self._sending:
            await asyncio.wait([self._sending])
        if self.picture is None:
            raise UploadFailed(self.failure or "It was not ready in time", final=self.final)
        return self.picture

    def stop(self) -> None:
        if self._sending:
            self._sending.cancel()

    async def _run(self) -> None:
        try:
            self.media_id = await self._send(self)
            self.progress = 1.0
            self.state = "sent"
            self._through.set()
            self._tell()
            await self._look()
        except ApiError as error:
            self._fail(reason(error), final=error.status in (404, 413, 415, 422))
        except UploadFailed as failed:
            self._fail(str(failed), final=failed.final)
        self._tell()

    async def _look(self) -> None:
        """Follows the media until it can be shown; the posting itself does not wait for this."""
        waited, pause = 0.0, _FIRST_LOOK
        while waited < _PATIENCE_SECONDS:
            media = await self._api.media(self.media_id)
            self.kind = media.kind
            self.media = media
            if media.state == "ready":
                self.picture = media.picture
                return
            if media.state == "failed":
                raise UploadFailed(media.reason or "This file cannot be used", final=True)
            self._tell()
            await asyncio.sleep(pause)
            waited += pause
            pause = min(pause * 1.3, _SLOWEST_LOOK)

    def _fail(self, words: str, *, final: bool) -> None:
        self.failure = words
        self.final = final
        self.state = "failed"
        self._through.set()

    def _tell(self) -> None:
        for listener in self._listeners:
            listener()


def taken_up(api: Api, media_id: str) -> Upload:
    """Media that an earlier visit sent, or began to send."""

    async def already(_: Upload) -> str:
        return media_id

    upload = Upload(api, "", already, kind="picture")
    upload.media_id = media_id
    return upload
