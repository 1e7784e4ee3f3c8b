"""One photo or video of a post that is being made: its upload, its look, its words, whom it shows."""

import asyncio
from typing import Final

import flet as ft
from msgspec.structs import replace

from client.state.crop import Size, fitted, kept, turned
from client.state.darkroom import Plate, Swatches
from client.state.upload import Upload, taken_up
from client.state.webp import size_of
from shared.api import Api
from shared.looks import PLAIN, Box, Look, Turn
from shared.media import MediaKind, Picture, Suggestions, Tag
from shared.posts import NewItem, OwnItem
from shared.problems import ApiError

STAGE_PIXELS: Final = 1080
_MEASURE_PIXELS: Final = 640
_SUGGESTION_PAUSES: Final = (1.0, 2.0, 4.0, 8.0, 15.0)


class Item(ft.Observable):
    def __init__(self, api: Api, upload: Upload, own: OwnItem | None = None) -> None:
        self._api = api
        self._alt = own.alt if own else ""
        self._thinking: asyncio.Task[None] | None = None
        self.upload = upload
        self.look: Look = own.look if own else PLAIN
        self.tags: list[Tag] = list(own.tags) if own else []
        self.size: Size | None = None
        """Of the upright original; None until it is known."""
        self.compared = False
        """Whether it is shown as it was, for comparison."""
        self.suggestions: Suggestions | None = None
        self.exact = Plate(api, STAGE_PIXELS)
        """As it will be."""
        self.whole = Plate(api, STAGE_PIXELS)
        """In its colours, but uncut: for choosing the crop."""
        self.before = Plate(api, STAGE_PIXELS)
        """As it was, in the same frame."""
        self.swatches = Swatches(api)

    @property
    def media_id(self) -> str:
        return self.upload.media_id

    @property
    def kind(self) -> MediaKind:
        return self.upload.kind

    @property
    def picture(self) -> Picture | None:
        return self.upload.picture

    @property
    def alt(self) -> str:
        return self._alt

    def write_alt(self, words: str) -> None:
        """Silent: nothing needs to be drawn anew while people type."""
        self._alt = words

    async def measure(self) -> None:
        """Learns the size of the original once it can be shown."""
        picture = self.picture
        if picture is None or self.size is not None:
            return
        size = picture.width, picture.height
        if self.look != PLAIN and self.kind == "picture":
            # An earlier visit may have had it rendered already: what stands there is cut and turned.
            try:
                size = size_of(await self._api.preview(self.media_id, PLAIN, _MEASURE_PIXELS)) or size
            except ApiError:
                return
        self.size = size

    def box(self, ratio: float) -> Box | None:
        """What is shown of the turned picture in a frame of that shape."""
        if self.size is None:
            return None
        return fitted(self.look.crop, ratio, turned(self.size, self.look.turn))

    def final_look(self, ratio: float) -> Look:
        """What the server is told."""
        box = self.box(ratio)
        if box is None or self.size is None:
            return self.look
        return replace(self.look, crop=kept(box, ratio, turned(self.size, self.look.turn)))

    def turn(self) -> None:
        """A quarter to the right; the crop begins anew."""
        turns: dict[Turn, Turn] = {0: 90, 90: 180, 180: 270, 270: 0}
        self.look = replace(self.look, turn=turns[self.look.turn], crop=None)

    def show(self, ratio: float) -> None:
        """Asks for the picture as it will be in that frame."""
        if self.kind == "picture" and self.picture and self.size:
            self.exact.want(self.media_id, replace(self.look, crop=self.box(ratio)))

    def show_before(self, ratio: float) -> None:
        if self.kind == "picture" and self.picture and self.size:
            self.before.want(self.media_id, replace(PLAIN, turn=self.look.turn, crop=self.box(ratio)))

    def show_whole(self) -> None:
        if self.kind == "picture" and self.picture:
            # Corners and levels belong to the part that will be seen.
            self.whole.want(self.media_id, replace(self.look, crop=None, vignette=0, enhance=False))

    def show_swatches(self, ratio: float) -> None:
        if self.kind == "picture" and self.picture and self.size:
            self.swatches.want(self.media_id, replace(self.look, crop=self.box(ratio)))

    def think(self) -> None:
        """Asks what machine vision proposes, until it has looked or takes too long."""
        if self.suggestions is None and (self._thinking is None or self._thinking.done()):
            self._thinking = asyncio.create_task(self._think())

    async def _think(self) -> None:
        if self.upload.media and self.upload.media.suggestions:
            self.suggestions = self.upload.media.suggestions
            return
        for pause in _SUGGESTION_PAUSES:
            try:
                media = await self._api.media(self.media_id)
            except ApiError:
                return
            if media.suggestions or media.state == "failed":
                self.suggestions = media.suggestions
                return
            await asyncio.sleep(pause)

    def as_new(self, ratio: float) -> NewItem:
        return NewItem(media_id=self.media_id, alt=self.alt.strip(), look=self.final_look(ratio), tags=self.tags)


def restored(api: Api, own: OwnItem) -> Item:
    """An item that an earlier visit left in a draft."""
    item = Item(api, taken_up(api, own.media_id), own)
    item.upload.start()
    return item
