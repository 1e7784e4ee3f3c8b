"""Three columns of 4:5 tiles."""

from collections.abc import Sequence

import flet as ft

from client.state.posts import PostItem
from client.state.stores import use_stores
from shared.ui.layout import pinned, silent
from shared.ui.photo import framed, photo
from shared.ui.press import press
from shared.ui.theme import Color, Radius, Space
from shared.ui.words import ago

_PIXELS = 480


@ft.component
def Tile(item: PostItem, width: float, radius: int, height: float | None = None) -> ft.Control:
    """4:5 unless its height is given."""
    stores = use_stores()
    post = item.post

    async def open_post() -> None:
        await stores.trail.go(f"/p/{post.id}")

    words = post.picture.alt or post.caption or "no description"
    many = len(post.pictures)
    kind = f", {many} pictures" if many > 1 else ", video" if post.picture.video else ""
    opener = press(
        photo(post.picture, _PIXELS if height is None else 2 * _PIXELS, alt=""),
        label=f"Post of {ago(post.published_at)}{kind}: {words}",
        identifier=f"tile-{post.id}",
        on_press=open_post,
        radius=radius,
        height=None,
    )
    layers: list[ft.Control] = [pinned(ft.Container(opener))]
    if many > 1 or post.picture.video:
        layers.append(ft.Container(_glyph(many > 1), right=Space.x2, top=Space.x2, ignore_interactions=True))
    stack = ft.Stack(layers, expand=True)
    return framed(stack, width=width, height=height or width * 1.25, radius=radius)


def _glyph(several: bool) -> ft.Control:
    """Several pictures, or a video."""
    icon = ft.Icons.FILTER_NONE_ROUNDED if several else ft.Icons.PLAY_ARROW_ROUNDED
    face = ft.Container(
        ft.Icon(icon, size=14 if several else 18, color=Color.on_photo),
        width=26,
        height=26,
        border_radius=Radius.full,
        bgcolor=Color.photo_glass,
        alignment=ft.Alignment.CENTER,
    )
    return silent(face)


def grid_rows(items: Sequence[PostItem], tile: float, space: int, radius: int) -> list[ft.Control]:
    """One row per three tiles, so that a list can build them as they come into sight."""
    rows: list[ft.Control] = []
    for start in range(0, len(items), 3):
        three = items[start : start + 3]
        tiles: list[ft.Control] = [Tile(item, tile, radius, key=item.id) for item in three]
        rows.append(ft.Row(tiles, spacing=space, key=f"row-{three[0].id}"))
    return rows
