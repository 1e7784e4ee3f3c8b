"""What one has saved: everything, and the collections one has made of it."""

import flet as ft

from client.state.saved_page import SavedPage
from client.state.saves import Saves
from client.state.stores import Stores, use_stores, watch
from client.widgets.collection_tile import collection_tile, skeleton_tiles
from client.widgets.frame import frame
from client.widgets.name_form import NameForm
from shared.engagement import Collection
from shared.ui.banner import banner
from shared.ui.buttons import button, icon_button
from shared.ui.dialogs import Work
from shared.ui.empty import empty
from shared.ui.press import Handler
from shared.ui.theme import Space, Width
from shared.ui.window import WindowContext
from shared.ui.words import counted

_PHONE_TILES, _DESK_TILES = 2, 4
"""In one row."""
_COVERS = 4


@ft.component
def Saved() -> ft.Control:
    stores = use_stores()
    window = ft.use_context(WindowContext)
    saves = watch(stores.saves)
    page: SavedPage = ft.use_memo(lambda: stores.saved_page(), [])
    everything = watch(page.grid)
    ft.use_effect(saves.load, [], cleanup=lambda: None)
    ft.use_effect(page.load, [], cleanup=lambda: None)

    async def back() -> None:
        await stores.trail.back(f"/u/{stores.handle}")

    async def load() -> None:
        await saves.load()
        await everything.retry()

    columns = _DESK_TILES if window.rail else _PHONE_TILES
    space = Space.x5 if window.rail else Space.x3
    column = min(Width.grid, window.main - 2 * Space.x6) if window.rail else window.width - 2 * Space.x3
    tile = (column - (columns - 1) * space) / columns
    failure = saves.failure or everything.failure
    body: list[ft.Control]
    if not saves.loaded or not everything.loaded:
        body = [skeleton_tiles(tile, space, columns)]
        if failure:
            again = button("Try again", "saved-retry", load, kind="soft")
            body = [empty(ft.Icons.CLOUD_OFF_ROUNDED, "That didn’t load", f"{failure}.", "saved-failed", again)]
    elif not page.shown and not saves.collections:
        sentence = "The bookmark under a post keeps it here. Nobody else sees what you save."
        body = [empty(ft.Icons.BOOKMARK_BORDER_ROUNDED, "Nothing saved yet", sentence, "saved-empty")]
    else:
        body = [*_failed(failure, load), *_tiles(stores, saves, page, tile, space, columns)]
    add = icon_button(ft.Icons.ADD_ROUNDED, "New collection", "collection-new", lambda: _ask_for_name(stores))
    return frame(window, "Saved", body, on_back=back, actions=[add], column=Width.grid, spacing=space)


def _failed(words: str, retry: Handler) -> list[ft.Control]:
    if not words:
        return []
    return [banner(ft.Icons.CLOUD_OFF_ROUNDED, words, "saved-stale", action="Retry", on_action=retry, rounded=True)]


def _tiles(stores: Stores, saves: Saves, page: SavedPage, tile: float, space: int, columns: int) -> list[ft.Control]:
    def go(path: str) -> Handler:
        async def act() -> None:
            await stores.trail.go(path)

        return act

    first = [item.post.picture for item in page.shown[:_COVERS]]
    tiles: list[ft.Control] = [
        collection_tile(first, "All posts", "Everything you saved", "saved-all", tile, go("/saved/all"))
    ]

    def one(collection: Collection) -> ft.Control:
        return collection_tile(
            collection.covers,
            collection.name,
            counted(collection.posts, "post", "posts"),
            f"collection-{collection.id}",
            tile,
            go(f"/saved/{collection.id}"),
        )

    tiles += [one(collection) for collection in saves.collections]
    return [
        ft.Row(tiles[start : start + columns], spacing=space, key=f"tiles-{start}")
        for start in range(0, len(tiles), columns)
    ]


def _ask_for_name(stores: Stores) -> None:
    async def create(name: str) -> None:
        await stores.saves.create(name)
        stores.dialogs.close()

    work = Work("collection-dialog", "New collection", lambda: NameForm("Create", create), close="Cancel")
    stores.dialogs.open(work)
