"""A grid of saved posts: one collection, or all of them."""

import asyncio

import flet as ft

from client.state.pages import Pages
from client.state.posts import PostItem, Posts
from client.state.saves import Saves
from shared.api import Api
from shared.engagement import Collection
from shared.problems import ApiError
from shared.ui.refusals import reason
from shared.ui.toast import Toasts
from shared.ui.words import counted


class SavedPage(ft.Observable):
    """`collection` is None while it loads, and for all posts (`collection_id` is empty then)."""

    def __init__(self, api: Api, toasts: Toasts, posts: Posts, saves: Saves, collection_id: str = "") -> None:
        self._api = api
        self._toasts = toasts
        self._saves = saves
        self.collection_id = collection_id
        self.collection: Collection | None = None
        self.missing = False
        self.failure = ""
        self.chosen: set[str] | None = None
        """Ids, while posts are picked to be taken out; None otherwise."""
        self.out: set[str] = set()
        """Ids of what was taken out since the grid was read."""
        self.grid: Pages[PostItem] = Pages(
            lambda cursor: api.collection_posts(collection_id, cursor) if collection_id else api.saved_posts(cursor),
            lambda page: posts.take_all(page.items),
        )

    @property
    def shown(self) -> list[PostItem]:
        return [item for item in self.grid.items if item.bookmark.saved and not item.gone and item.id not in self.out]

    async def load(self) -> None:
        self.failure = ""
        if self.collection_id:
            try:
                self.collection = await self._api.collection(self.collection_id)
            except ApiError as error:
                self.missing = error.status == 404
                self.failure = "" if self.missing else reason(error)
                return
        await self.grid.first()

    async def rename(self, name: str) -> None:
        """Raises `ApiError`."""
        if self.collection:
            self.collection = await self._saves.rename(self.collection, name)

    def choose(self) -> None:
        """Begins picking."""
        self.chosen = set()

    def turn(self, item: PostItem) -> None:
        chosen = self.chosen or set()
        self.chosen = chosen - {item.id} if item.id in chosen else chosen | {item.id}

    def done(self) -> None:
        self.chosen = None

    async def take_out(self) -> None:
        """What was picked leaves at once; what the server refuses to take out is back, with the reason."""
        going = [item for item in self.shown if item.id in (self.chosen or set())]
        self.chosen = None
        if self.collection_id:
            left = await self._take_out(going)
        else:
            await asyncio.gather(*(item.bookmark.wish(False) for item in going))
            left = [item for item in going if not item.bookmark.saved]
            self.notify()
        if left:
            whence = self.collection.name if self.collection else "saved"
            self._toasts.show(
                f"Removed {counted(len(left), 'post', 'posts')} from {whence}",
                action="Undo",
                on_action=lambda: self._put_back(left),
                icon=ft.Icons.BOOKMARK_REMOVE_OUTLINED,
            )

    async def _take_out(self, going: list[PostItem]) -> list[PostItem]:
        self.out = self.out | {item.id for item in going}
        left = []
        for item in going:
            try:
                await self._api.uncollect(self.collection_id, item.id)
            except ApiError as error:
                self.out = self.out - {item.id}
                self._refuse("Couldn’t remove it", error)
            else:
                left.append(item)
                self._saves.placed(self.collection_id, item, False)
        return left

    async def _put_back(self, items: list[PostItem]) -> None:
        for item in items:
            try:
                if self.collection_id:
                    item.bookmark.told((await self._api.collect(self.collection_id, item.id)).saved)
                    self._saves.placed(self.collection_id, item, True)
                else:
                    await item.bookmark.back()
            except ApiError as error:
                self._refuse("Couldn’t put it back", error)
        self.out = self.out - {item.id for item in items}

    def _refuse(self, what: str, error: ApiError) -> None:
        self._toasts.show(f"{what}. {reason(error)}", icon=ft.Icons.ERROR_OUTLINE_ROUNDED)
