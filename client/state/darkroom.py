"""Previews of one's own picture while its look is chosen, developed by the server; the newest wish wins."""

import asyncio
from typing import Final

import flet as ft
from msgspec.structs import replace

from shared.api import Api
from shared.looks import FILTER_NAMES, PLAIN, FilterName, Look
from shared.problems import ApiError
from shared.ui.refusals import reason

_PAUSE: Final = 0.08
_BUSY_PAUSE: Final = 2.0
_AT_ONCE: Final = 2
SWATCH_PIXELS: Final = 160


class Plate(ft.Observable):
    """One preview that follows what is wanted of it. At most one request is under way, so none can come too late."""

    def __init__(self, api: Api, pixels: int) -> None:
        self._api = api
        self._pixels = pixels
        self._wanted: tuple[str, Look] | None = None
        self._shown: tuple[str, Look] | None = None
        self._working: asyncio.Task[None] | None = None
        self.content = b""
        """WebP; empty until the first has come."""
        self.failure = ""

    def want(self, media_id: str, look: Look) -> None:
        self._wanted = (media_id, look)
        if self._wanted != self._shown and (self._working is None or self._working.done()):
            self._working = asyncio.create_task(self._develop())

    async def _develop(self) -> None:
        while self._wanted and self._wanted != self._shown:
            await asyncio.sleep(_PAUSE)
            media_id, look = wanted = self._wanted
            try:
                content = await self._api.preview(media_id, look, self._pixels)
            except ApiError as error:
                if error.status == 429:
                    await asyncio.sleep(_BUSY_PAUSE)
                    continue
                self.failure = reason(error)
                return
            self._shown = wanted
            self.content = content
            if self.failure:
                self.failure = ""


class Swatches(ft.Observable):
    """The same picture in every filter, small."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._base: tuple[str, Look] | None = None
        self._working: asyncio.Task[None] | None = None
        self.faces: dict[FilterName, bytes] = {}

    def want(self, media_id: str, look: Look) -> None:
        """Of `look` only what lies before the filter in the order of things: turn and crop."""
        base = (media_id, replace(PLAIN, turn=look.turn, crop=look.crop))
        if base == self._base:
            return
        if self._working:
            self._working.cancel()
        self._base = base
        self._working = asyncio.create_task(self._develop(*base))

    async def _develop(self, media_id: str, base: Look) -> None:
        await asyncio.sleep(_PAUSE)
        places = asyncio.Semaphore(_AT_ONCE)

        async def develop(name: FilterName) -> None:
            async with places:
                try:
                    face = await self._api.preview(media_id, replace(base, filter=name), SWATCH_PIXELS)
                except ApiError:
                    return
                self.faces = self.faces | {name: face}

        await asyncio.gather(*(develop(name) for name in FILTER_NAMES))
