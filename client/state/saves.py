"""One's collections of saved posts, and in which of them a post lies."""

from typing import Final

import flet as ft
from msgspec.structs import replace

from client.state.posts import PostItem
from shared.api import Api
from shared.engagement import Collection
from shared.problems import ApiError
from shared.ui.refusals import reason
from shared.ui.toast import Toasts

_COVERS: Final = 4


class Saves(ft.Observable):
    """The collections, the one that was last added to first."""

    def __init__(self, api: Api, toasts: Toasts) -> None:
        self._api = api
        self._toasts = toasts
        self.collections: list[Collection] = []
        self.loaded = False
        self.failure = ""

    async def load(self) -> None:
        """What is known stays on screen while the server is asked."""
        try:
            collections = (await self._api.collections()).items
        except ApiError as error:
            self.failure = reason(error)
            return
        self.failure = ""
        self.collections = collections
        self.loaded = True

    async def create(self, name: str) -> Collection:
        """Raises `ApiError`."""
        made = await self._api.new_collection(name)
        self.collections = [made, *self.collections]
        return made

    async def rename(self, collection: Collection, name: str) -> Collection:
        """Raises `ApiError`."""
        renamed = await self._api.rename_collection(collection.id, name)
        self.collections = [renamed if one.id == renamed.id else one for one in self.collections]
        return renamed

    async def delete(self, collection: Collection) -> bool:
        """Gone at once; back with the reason when the server refuses. Its posts stay saved."""
        before = self.collections
        self.collections = [one for one in before if one.id != collection.id]
        try:
            await self._api.delete_collection(collection.id)
        except ApiError as error:
            if error.status != 404:
                self.collections = before
                self._refuse(f"Couldn’t delete {collection.name}", error)
                return False
        return True

    def places(self, item: PostItem) -> "Places":
        return Places(self._api, self, item)

    def placed(self, collection_id: str, item: PostItem, into: bool) -> None:
        """The collection with that post, or without it, until the server is asked again."""
        picture = item.post.picture

        def changed(one: Collection) -> Collection:
            covers = [cover for cover in one.covers if cover.id != picture.id]
            if into:
                covers = [picture, *covers][:_COVERS]
            return replace(one, posts=max(one.posts + (1 if into else -1), 0), covers=covers)

        self.collections = [changed(one) if one.id == collection_id else one for one in self.collections]

    def _refuse(self, what: str, error: ApiError) -> None:
        self._toasts.show(f"{what}. {reason(error)}", icon=ft.Icons.ERROR_OUTLINE_ROUNDED)


class Places(ft.Observable):
    """In which collections one post lies, each turned at once and taken back with `failure` when refused."""

    def __init__(self, api: Api, saves: Saves, item: PostItem) -> None:
        self._api = api
        self._saves = saves
        self.item = item
        self.inside: set[str] = set()
        self.loaded = False
        self.failure = ""

    async def load(self) -> None:
        self.failure = ""
        try:
            self.inside = set((await self._api.saved_in(self.item.id)).collections)
        except ApiError as error:
            self.failure = reason(error)
            return
        await self._saves.load()
        self.failure = self._saves.failure
        self.loaded = self._saves.loaded

    async def turn(self, collection: Collection) -> None:
        """Into the collection, and saved thereby, or out of it."""
        into = collection.id not in self.inside
        self._place(collection.id, into)
        try:
            now = await (self._api.collect if into else self._api.uncollect)(collection.id, self.item.id)
        except ApiError as error:
            self._place(collection.id, not into)
            self.failure = f"Couldn’t change {collection.name}. {reason(error)}"
            return
        self.failure = ""
        self.item.bookmark.told(now.saved)
        if into:
            self.item.bookmark.done()

    async def create(self, name: str) -> None:
        """A new collection with the post in it. Raises `ApiError` when there can be none of that name."""
        await self.turn(await self._saves.create(name))

    def _place(self, collection_id: str, into: bool) -> None:
        self.inside = self.inside | {collection_id} if into else self.inside - {collection_id}
        self._saves.placed(collection_id, self.item, into)
