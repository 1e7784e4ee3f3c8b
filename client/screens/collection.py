"""The posts of one collection, or all that were saved; they can be picked and taken out."""

import flet as ft

from client.state.saved_page import SavedPage
from client.state.stores import Stores, use_stores, watch
from client.widgets.choice_grid import choice_rows
from client.widgets.frame import frame
from client.widgets.grid import grid_rows
from client.widgets.name_form import NameForm
from shared.engagement import Collection
from shared.ui.banner import banner
from shared.ui.buttons import button, icon_button
from shared.ui.dialogs import Choice, Menu, Question, Work
from shared.ui.empty import empty
from shared.ui.layout import region
from shared.ui.press import Handler
from shared.ui.skeleton import skeleton_grid
from shared.ui.theme import Space, Width
from shared.ui.typography import text
from shared.ui.window import WindowContext
from shared.ui.words import counted

_AHEAD = 1200.0


@ft.component
def AllSaved() -> ft.Control:
    return ft.Container(SavedPosts("", key="all"), expand=True)


@ft.component
def CollectionScreen() -> ft.Control:
    collection_id = ft.use_route_params().get("id", "")
    return ft.Container(SavedPosts(collection_id, key=collection_id), expand=True)


@ft.component
def SavedPosts(collection_id: str) -> ft.Control:
    """All of them when there is no id."""
    stores = use_stores()
    window = ft.use_context(WindowContext)
    page: SavedPage = watch(ft.use_memo(lambda: stores.saved_page(collection_id), []))
    grid = watch(page.grid)
    ft.use_effect(page.load, [], cleanup=lambda: None)

    async def scrolled(event: ft.OnScrollEvent) -> None:
        if event.extent_after < _AHEAD:
            await grid.more()

    async def back() -> None:
        await stores.trail.back("/saved")

    column = min(Width.grid, window.main - 2 * Space.x6) if window.rail else window.width
    space, radius = (6, 10) if window.rail else (2, 0)
    tile = (column - 2 * space) / 3
    title = page.collection.name if page.collection else "Collection" if collection_id else "All posts"
    body = _body(page, tile, space, radius)
    shown = bool(page.shown)
    acts: list[ft.Control] = []
    bar: ft.Control | None = None
    if page.chosen is not None:
        bar = ft.Row([_picking(page)], spacing=0)
    elif page.collection or (shown and not collection_id):
        acts = [
            icon_button(
                ft.Icons.MORE_HORIZ_ROUNDED,
                f"More about {title}",
                "collection-more",
                lambda: _open_menu(stores, page, shown),
                hint=False,
            )
        ]
    return frame(
        window,
        title,
        body,
        on_back=back,
        actions=acts,
        pinned_top=bar,
        column=Width.grid,
        inset=0,
        spacing=space,
        on_scroll=scrolled,
        scroll_interval=120,
    )


def _body(page: SavedPage, tile: float, space: int, radius: int) -> list[ft.Control]:
    grid = page.grid
    failure = page.failure or grid.failure
    retry: Handler = page.load if page.failure or not grid.loaded else grid.retry
    if page.missing:
        sentence = "It was deleted. Its posts are still among all that you saved."
        return [empty(ft.Icons.BOOKMARK_REMOVE_OUTLINED, "This collection is gone", sentence, "collection-missing")]
    if not grid.loaded:
        if failure:
            again = button("Try again", "collection-retry", retry, kind="soft")
            return [empty(ft.Icons.CLOUD_OFF_ROUNDED, "That didn’t load", f"{failure}.", "collection-failed", again)]
        return [skeleton_grid(tile, space, 3, radius)]
    shown = page.shown
    if not shown and grid.ended:
        sentence = (
            "The menu of a post has “Save to a collection”."
            if page.collection_id
            else ("The bookmark under a post keeps it here. Nobody else sees what you save.")
        )
        return [empty(ft.Icons.BOOKMARK_BORDER_ROUNDED, "Nothing in here yet", sentence, "collection-empty")]
    if page.chosen is None:
        rows = grid_rows(shown, tile, space, radius)
    else:
        rows = choice_rows(shown, page.chosen, page.turn, tile, space, radius)
    if failure:
        rows.append(banner(ft.Icons.CLOUD_OFF_ROUNDED, failure, "collection-stale", action="Retry", on_action=retry))
    elif not grid.ended:
        rows.append(skeleton_grid(tile, space, 1, radius))
    return rows


def _picking(page: SavedPage) -> ft.Control:
    many = len(page.chosen or ())
    whence = "the collection" if page.collection_id else "saved"
    remove: ft.Control = text("Pick what shall go", "meta")
    if many:
        name = f"Remove {counted(many, 'post', 'posts')} from {whence}"
        remove = button(f"Remove {many}", "picked-remove", page.take_out, kind="danger", name=name)
    row = ft.Row(
        [button("Cancel", "picked-cancel", page.done, kind="soft"), ft.Container(expand=True), remove], expand=True
    )
    return region(ft.Container(row, padding=ft.Padding.symmetric(horizontal=Space.x3), expand=True), "picking")


def _open_menu(stores: Stores, page: SavedPage, shown: bool) -> None:
    collection = page.collection
    choices = []
    if shown:
        choices.append(Choice("Pick posts to remove", "menu-pick", page.choose, ft.Icons.CHECK_CIRCLE_OUTLINE_ROUNDED))
    if collection:
        choices += [
            Choice(
                "Rename", "menu-rename", lambda: _ask_for_name(stores, page, collection.name), ft.Icons.EDIT_OUTLINED
            ),
            Choice(
                "Delete collection",
                "menu-delete",
                lambda: _ask_to_delete(stores, collection),
                ft.Icons.DELETE_OUTLINE_ROUNDED,
                danger=True,
            ),
        ]
    stores.dialogs.open(Menu("collection-menu", collection.name if collection else "All posts", choices))


def _ask_for_name(stores: Stores, page: SavedPage, name: str) -> None:
    async def rename(wished: str) -> None:
        await page.rename(wished)
        stores.dialogs.close()

    def form() -> ft.Control:
        return NameForm("Save", rename, name)

    stores.dialogs.open(Work("collection-dialog", "Rename", form, close="Cancel"))


def _ask_to_delete(stores: Stores, collection: Collection) -> None:
    async def delete() -> None:
        await stores.trail.leave("/saved")
        if await stores.saves.delete(collection):
            stores.toasts.show(f"{collection.name} deleted", icon=ft.Icons.DELETE_OUTLINE_ROUNDED)

    stores.dialogs.open(
        Question(
            "collection-delete-dialog",
            f"Delete {collection.name}",
            "The collection goes, its posts stay saved.",
            Choice("Delete collection", "collection-delete-confirm", delete, danger=True),
            back="Keep it",
        )
    )
