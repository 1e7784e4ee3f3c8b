"""A post being written, kept on the server by itself; later on its way, or saved from a failure."""

import asyncio
from collections.abc import Callable
from typing import Final, Literal

import flet as ft
from msgspec.structs import asdict

from client.state.crop import shape_of
from client.state.item import Item, restored
from client.state.upload import Upload
from shared.api import Api
from shared.looks import Aspect
from shared.posts import Audience, NewPost, OwnPost, PostChange, WhoMayComment
from shared.problems import ApiError
from shared.ui.refusals import reason
from shared.ui.words import counted

Stage = Literal["writing", "posting", "failed", "held"]
Keeping = Literal["", "saving", "saved", "unsaved"]
PAUSE: Final = 1.0
"""Seconds after the last change."""
AGAIN: Final = 5.0
"""Seconds after a server that did not answer."""
_SNIPPET: Final = 28


class Draft(ft.Observable):
    def __init__(self, api: Api, own: OwnPost | None = None) -> None:
        self._api = api
        self._caption = own.caption if own else ""
        self._place = own.place if own else ""
        self._place_id = own.place_id if own else None
        self._kept: NewPost | None = None
        self._saving = asyncio.Lock()
        self._changed_at = 0.0
        self._keeper: asyncio.Task[None] | None = None
        self._gone = False
        self.post_id = own.id if own else ""
        self.items: list[Item] = []
        self.aspect: Aspect = own.aspect if own else "original"
        self.audience: Audience = own.audience if own else "everyone"
        self.who_may_comment: WhoMayComment = own.who_may_comment if own else "everyone"
        self.keeping: Keeping = "saved" if own else ""
        self.unsaved_because = ""
        self.stage: Stage = "writing"
        self.failure = ""
        self.hopeless = False
        """Something in it was refused for good: trying again needs a change."""
        self.status = ""
        """Where the posting stands, in words."""
        self.progress: float | None = None
        self.work: asyncio.Task[None] | None = None
        self.created_at = own.created_at if own else None
        if own:
            self._adopt([restored(api, item) for item in own.items])
            self._kept = self.as_new()

    # words

    @property
    def caption(self) -> str:
        return self._caption

    @property
    def place(self) -> str:
        return self._place

    def write_caption(self, words: str) -> None:
        """Silent: nothing needs to be drawn anew while people type."""
        self._caption = words
        self.changed()

    @property
    def place_id(self) -> str | None:
        """Of a place of the gazetteer; None for free words."""
        return self._place_id

    def write_place(self, words: str, place_id: str | None = None) -> None:
        self._place, self._place_id = words, place_id
        self.changed()

    @property
    def title(self) -> str:
        words = " ".join(self.caption.split())
        if words:
            return f"“{words}”" if len(words) <= _SNIPPET else f"“{words[:_SNIPPET].rstrip()}…”"
        if len(self.items) > 1:
            return f"your {len(self.items)} pictures"
        return "your video" if self.items and self.items[0].kind == "video" else "your photo"

    @property
    def empty(self) -> bool:
        return not self.items and not self.caption.strip() and not self.place.strip()

    # items

    @property
    def ratio(self) -> float:
        """Width over height of the frame they are all shown in."""
        first = self.items[0] if self.items else None
        if first is None or first.size is None:
            return shape_of(self.aspect, (1, 1), first.look) if first else 1.0
        return shape_of(self.aspect, first.size, first.look)

    @property
    def ready(self) -> bool:
        """Whether it may be shared: there is something, and nothing of it was refused."""
        return bool(self.items) and not any(item.upload.state == "failed" for item in self.items)

    def add(self, uploads: list[Upload]) -> None:
        self._adopt([Item(self._api, upload) for upload in uploads])
        for upload in uploads:
            upload.start()
        self.changed()

    def _adopt(self, items: list[Item]) -> None:
        self.items = [*self.items, *items]
        for item in items:
            item.upload.listen(self._listener(item))

    def _listener(self, item: Item) -> Callable[[], None]:
        known = ""
        shown = False

        def heard() -> None:
            nonlocal known, shown
            if item.media_id != known or item.upload.state == "failed":
                known = item.media_id
                self.changed()
            if item.picture and not shown:
                shown = True
                self._measuring = asyncio.create_task(self._measure(item))
            self.notify()

        return heard

    async def _measure(self, item: Item) -> None:
        await item.measure()
        self.notify()

    def move(self, item: Item, to: int) -> None:
        others = [other for other in self.items if other is not item]
        at = min(max(to, 0), len(others))
        self.items = [*others[:at], item, *others[at:]]
        self.changed()

    def remove(self, item: Item) -> None:
        item.upload.stop()
        self.items = [other for other in self.items if other is not item]
        self.changed()

    def stop(self) -> None:
        for item in self.items:
            item.upload.stop()

    @property
    def sent(self) -> float:
        """Share of all bytes that have arrived."""
        sizes = [max(item.upload.size, 1) for item in self.items]
        moved = sum(size * item.upload.progress for size, item in zip(sizes, self.items, strict=True))
        return moved / max(sum(sizes), 1)

    # keeping

    def as_new(self) -> NewPost:
        """All that the server can know by now."""
        ratio = self.ratio
        known = [item for item in self.items if item.media_id and not (item.upload.final and item.upload.failure)]
        return NewPost(
            items=[item.as_new(ratio) for item in known],
            caption=self.caption.strip(),
            aspect=self.aspect,
            audience=self.audience,
            place=self.place.strip(),
            place_id=self.place_id,
            who_may_comment=self.who_may_comment,
        )

    def changed(self) -> None:
        """Something is different: it is kept a second after the last change."""
        self._changed_at = asyncio.get_running_loop().time()
        if self.keeping == "saved":
            self.keeping = "saving"
        if self._keeper is None or self._keeper.done():
            self._keeper = asyncio.create_task(self._keep())

    async def _keep(self) -> None:
        loop = asyncio.get_running_loop()
        while not self._gone:
            wait = self._changed_at + PAUSE - loop.time()
            if wait > 0:
                await asyncio.sleep(wait)
                continue
            seen = self._changed_at
            try:
                await self.save()
            except ApiError as error:
                if not (error.offline or error.status >= 429):
                    return
                await asyncio.sleep(AGAIN)
                continue
            if seen == self._changed_at:
                return

    async def save(self) -> None:
        """Now, all of it. Raises `ApiError`; `keeping` says so as well."""
        async with self._saving:
            wanted = self.as_new()
            if self._gone or (not self.post_id and self.empty):
                return
            if wanted == self._kept:
                if self.keeping != "saved":
                    self.keeping = "saved"
                return
            if self.keeping != "saving":
                self.keeping = "saving"
            try:
                await self._send(wanted)
            except ApiError as error:
                self.unsaved_because = reason(error)
                self.keeping = "unsaved"
                raise
            self._kept = wanted
            self.keeping = "saved"

    async def _send(self, wanted: NewPost) -> None:
        if self.post_id:
            try:
                await self._api.change_post(self.post_id, PostChange(**_fields(wanted)))
                return
            except ApiError as error:
                # Discarded on another device meanwhile: what is here is worth keeping.
                if error.status != 404:
                    raise
        self.post_id = (await self._api.draft(wanted)).id

    async def discard(self) -> None:
        """Gone for good, on the server too. Raises `ApiError` when it stays there."""
        self._gone = True
        self.stop()
        async with self._saving:
            if not self.post_id:
                return
            try:
                await self._api.delete_post(self.post_id)
            except ApiError as error:
                if error.status != 404:
                    self._gone = False
                    raise

    @property
    def summary(self) -> str:
        """For a list of drafts."""
        photos = sum(item.kind == "picture" for item in self.items)
        videos = len(self.items) - photos
        parts = [counted(photos, "photo", "photos")] if photos else []
        parts += [counted(videos, "video", "videos")] if videos else []
        return ", ".join(parts) or "Words alone"


def _fields(new: NewPost) -> dict[str, object]:
    return asdict(new)
