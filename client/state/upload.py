"""One photo on its way to the server, from wherever it was picked. Starts at once, while the words are written."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final, Literal

import flet as ft

from shared.api import Api
from shared.media import Picture
from shared.problems import ApiError
from shared.ui.refusals import reason

_STALL_SECONDS: Final = 60.0
_FIRST_LOOK: Final = 0.25
_SLOWEST_LOOK: Final = 2.0
_PATIENCE_SECONDS: Final = 600.0


class UploadFailed(Exception):
    """The words are for people. `final` when the same file would fail again."""

    def __init__(self, words: str, *, final: bool = False) -> None:
        super().__init__(words)
        self.final = final


Sender = Callable[["Upload"], Awaitable[str]]
"""Sends the bytes, keeps `progress`, and answers the media id. May set `media_id` before the last byte."""


class Upload(ft.Observable):
    def __init__(self, api: Api, name: str, send: Sender) -> None:
        self._api = api
        self._send = send
        self._sending: asyncio.Task[None] | None = None
        self._through = asyncio.Event()
        self.name = name
        self.progress = 0.0
        self.media_id = ""
        self.picture: Picture | None = None
        self.state: Literal["sending", "sent", "failed"] = "sending"
        self.failure = ""
        self.final = False

    def start(self) -> None:
        """Begins, or begins anew after a failure."""
        if self._sending and not self._sending.done():
            return
        self.state = "sending"
        self.failure = ""
        self.progress = 0.0
        self._through.clear()
        self._sending = asyncio.create_task(self._run())

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
            raise UploadFailed(self.failure or "The photo was not ready in time", final=self.final)
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
            await self._look()
        except ApiError as error:
            self._fail(reason(error), final=error.status in (413, 415, 422))
        except UploadFailed as failed:
            self._fail(str(failed), final=failed.final)

    async def _look(self) -> None:
        """Follows the media until it can be shown; the posting itself does not wait for this."""
        waited, pause = 0.0, _FIRST_LOOK
        while waited < _PATIENCE_SECONDS:
            media = await self._api.media(self.media_id)
            if media.state == "ready":
                self.picture = media.picture
                return
            if media.state == "failed":
                raise UploadFailed(media.reason or "This photo cannot be used", final=True)
            await asyncio.sleep(pause)
            waited += pause
            pause = min(pause * 1.3, _SLOWEST_LOOK)

    def _fail(self, words: str, *, final: bool) -> None:
        self.failure = words
        self.final = final
        self.state = "failed"
        self._through.set()


class PhotoPicker:
    """A file picker and the files it gave. In a browser the bytes go straight from there to the server."""

    def __init__(self, api: Api, on_picked: Callable[[ft.FilePickerFile], None]) -> None:
        self._api = api
        self.on_picked = on_picked
        self._arrived: asyncio.Future[bool] | None = None
        self._heard = 0
        self._upload: Upload | None = None
        self.service = ft.FilePicker(on_result=self._result, on_upload=self._moved)

    def action(self) -> ft.PickFiles:
        """For a button: browsers open a picker only from inside the press itself."""
        return ft.PickFiles(self.service, file_type=ft.FilePickerFileType.IMAGE, allow_multiple=False)

    def upload(self, file: ft.FilePickerFile) -> Upload:
        async def send(upload: Upload) -> str:
            if file.path:
                return await self._send_path(upload, Path(file.path))
            return await self._send_from_browser(upload, file)

        return Upload(self._api, file.name, send)

    async def _send_path(self, upload: Upload, path: Path) -> str:
        def moved(sent: int, size: int) -> None:
            upload.progress = sent / max(size, 1)

        try:
            return await self._api.upload(path, progress=moved, filename=path.name)
        except OSError as error:
            raise UploadFailed("The file can no longer be read", final=True) from error

    async def _send_from_browser(self, upload: Upload, file: ft.FilePickerFile) -> str:
        link = await self._api.direct_upload(file.size, file.name)
        upload.media_id = link.media_id
        self._upload = upload
        self._arrived = asyncio.get_running_loop().create_future()
        await self.service.upload([ft.FilePickerUploadFile(upload_url=link.url, method="PUT", id=file.id)])
        while not self._arrived.done():
            heard = self._heard
            await asyncio.wait([self._arrived], timeout=_STALL_SECONDS)
            if heard == self._heard and not self._arrived.done():
                raise UploadFailed("The upload stopped")
        if self._arrived.result():
            return link.media_id
        raise await self._why(link.media_id)

    async def _why(self, media_id: str) -> UploadFailed:
        """The browser only says that it went wrong; the server knows whether the file was at fault."""
        media = await self._api.media(media_id)
        if media.state == "failed":
            return UploadFailed(media.reason or "This photo cannot be used", final=True)
        return UploadFailed("The photo could not be sent")

    def _result(self, event: ft.FilePickerResultEvent) -> None:
        if event.files:
            self.on_picked(event.files[0])

    def _moved(self, event: ft.FilePickerUploadEvent) -> None:
        self._heard += 1
        if self._upload is None or self._arrived is None or self._arrived.done():
            return
        if event.error:
            self._arrived.set_result(False)
        elif event.progress is not None:
            self._upload.progress = event.progress
            if event.progress >= 1:
                self._arrived.set_result(True)
