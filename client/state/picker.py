"""The file picker and the files it gave. In a browser the bytes go straight from there to the server, one by one."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Final

import flet as ft

from client.state.upload import Upload, UploadFailed
from shared.api import Api

_STALL_SECONDS: Final = 60.0


class MediaPicker:
    """`on_picked` gets the uploads of one selection, none of them started yet."""

    def __init__(self, api: Api, on_picked: Callable[[list[Upload]], None], *, photo: bool = False) -> None:
        """`photo`: exactly one, and no video."""
        self._api = api
        self._photo = photo
        self.on_picked = on_picked
        self._next = self._selection()

    def action(self) -> ft.PickFiles:
        """For a button: browsers open a picker only from inside the press itself. Ask anew after each selection."""
        kind = ft.FilePickerFileType.IMAGE if self._photo else ft.FilePickerFileType.MEDIA
        return ft.PickFiles(self._next.service, file_type=kind, allow_multiple=not self._photo)

    def _selection(self) -> "_Selection":
        return _Selection(self._api, self._picked)

    def _picked(self, uploads: list[Upload]) -> None:
        # A picker forgets its files when it is used again, and these may still be on their way.
        self._next = self._selection()
        self.on_picked(uploads)


class _Selection:
    """One use of a picker: what was chosen at once, sent one after another."""

    def __init__(self, api: Api, on_picked: Callable[[list[Upload]], None]) -> None:
        self._api = api
        self._on_picked = on_picked
        self._turn = asyncio.Lock()
        self._arrived: asyncio.Future[bool] | None = None
        self._heard = 0
        self._upload: Upload | None = None
        self.service = ft.FilePicker(on_result=self._result, on_upload=self._moved)

    def _of(self, file: ft.FilePickerFile) -> Upload:
        async def send(upload: Upload) -> str:
            if file.path:
                return await self._send_path(upload, Path(file.path))
            async with self._turn:
                return await self._send_from_browser(upload, file)

        return Upload(self._api, file.name, send, size=file.size)

    async def _send_path(self, upload: Upload, path: Path) -> str:
        def moved(sent: int, size: int) -> None:
            upload.move(sent / max(size, 1))

        try:
            return await self._api.upload(path, progress=moved, filename=path.name)
        except OSError as error:
            raise UploadFailed("The file can no longer be read", final=True) from error

    async def _send_from_browser(self, upload: Upload, file: ft.FilePickerFile) -> str:
        link = await self._api.direct_upload(file.size, file.name)
        upload.known_as(link.media_id)
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
            return UploadFailed(media.reason or "This file cannot be used", final=True)
        return UploadFailed("It could not be sent")

    def _result(self, event: ft.FilePickerResultEvent) -> None:
        if event.files:
            self._on_picked([self._of(file) for file in event.files])

    def _moved(self, event: ft.FilePickerUploadEvent) -> None:
        upload, arrived = self._upload, self._arrived
        if upload is None or arrived is None or arrived.done() or event.file_name != upload.name:
            return
        self._heard += 1
        if event.error:
            arrived.set_result(False)
        elif event.progress is not None:
            upload.move(event.progress)
            if event.progress >= 1:
                arrived.set_result(True)
