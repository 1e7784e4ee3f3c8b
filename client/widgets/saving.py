"""Saving a post, and the sheet that puts it into collections."""

import flet as ft

from client.state.posts import PostItem
from client.state.saves import Places, Saves
from client.state.stores import Stores
from client.widgets.covers import covers
from client.widgets.name_form import NameForm
from shared.engagement import Collection
from shared.problems import ApiError
from shared.ui.buttons import button
from shared.ui.dialogs import Work
from shared.ui.layout import region
from shared.ui.press import Handler, press
from shared.ui.refusals import reason
from shared.ui.skeleton import skeleton_people
from shared.ui.theme import Color, Radius, Space
from shared.ui.tick_row import tick_row
from shared.ui.typography import text
from shared.ui.words import counted

_FACE = 44
_ROW = 60
_MOST_ROWS = 5
"""Collections in sight at once; more of them scroll."""


async def turn_saved(stores: Stores, item: PostItem) -> None:
    """Saves the post or takes it out, and says what to do about that."""
    bookmark = item.bookmark
    wished = not bookmark.saved
    await bookmark.wish(wished)
    if bookmark.saved != wished:
        return
    if wished:
        stores.toasts.show(
            "Saved",
            action="Add to collection",
            on_action=lambda: open_collections(stores, item),
            icon=ft.Icons.BOOKMARK_ROUNDED,
        )
        return

    async def back() -> None:
        try:
            await bookmark.back()
        except ApiError as error:
            stores.toasts.show(f"Couldn’t put it back. {reason(error)}", icon=ft.Icons.ERROR_OUTLINE_ROUNDED)

    stores.toasts.show("Removed from saved", action="Undo", on_action=back, icon=ft.Icons.BOOKMARK_REMOVE_OUTLINED)


def open_collections(stores: Stores, item: PostItem) -> None:
    places = stores.saves.places(item)
    stores.dialogs.open(
        Work("collections-sheet", "Save to a collection", lambda: CollectionsSheet(stores, places, stores.saves))
    )


@ft.component
def CollectionsSheet(stores: Stores, places: Places, saves: Saves) -> ft.Control:
    naming, set_naming = ft.use_state(False)
    ft.use_effect(places.load, [], cleanup=lambda: None)

    async def create(name: str) -> None:
        await places.create(name)
        set_naming(False)

    if not places.loaded:
        if places.failure:
            again = button("Try again", "collections-retry", places.load, kind="soft", compact=True)
            words = text(f"{places.failure}.", "body", Color.muted, expand=True)
            return region(ft.Row([words, again], spacing=Space.x2), "collections-failed")
        return skeleton_people(3)

    def row(collection: Collection) -> ft.Control:
        async def turn() -> None:
            await places.turn(collection)

        return tick_row(
            covers(collection.covers, _FACE, radius=Radius.control),
            collection.name,
            counted(collection.posts, "post", "posts"),
            f"collect-{collection.id}",
            collection.id in places.inside,
            turn,
            key=collection.id,
        )

    rows: list[ft.Control] = [row(collection) for collection in saves.collections]
    height = _ROW * _MOST_ROWS if len(rows) > _MOST_ROWS else None
    parts: list[ft.Control] = [ft.ListView(rows, height=height)] if height else rows
    if places.failure:
        parts.append(text(f"{places.failure}.", "meta_strong", Color.danger, key="problem"))
    if naming:
        parts.append(ft.Container(NameForm("Create", create), key="naming"))
    else:
        parts.append(_new(lambda: set_naming(True)))
    return ft.Column(parts, spacing=0, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def _new(on_press: Handler) -> ft.Control:
    plus = ft.Container(
        ft.Icon(ft.Icons.ADD_ROUNDED, size=22, color=Color.ink),
        width=_FACE,
        height=_FACE,
        border_radius=Radius.control,
        bgcolor=Color.well,
        alignment=ft.Alignment.CENTER,
    )
    return press(
        ft.Row([plus, text("New collection", "strong")], spacing=Space.x3),
        label="New collection",
        identifier="collection-new",
        on_press=on_press,
        height=_ROW,
        padding=ft.Padding.symmetric(horizontal=Space.x1),
        key="new",
    )
