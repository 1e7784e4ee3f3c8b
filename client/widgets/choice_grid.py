"""The grid of posts while some of them are being picked: a press ticks a tile instead of opening it."""

from collections.abc import Callable, Collection, Sequence

import flet as ft

from client.state.posts import PostItem
from shared.ui.layout import pinned, silent
from shared.ui.photo import framed, photo
from shared.ui.press import press
from shared.ui.theme import Color, Radius, Space
from shared.ui.tick_row import tick
from shared.ui.words import ago

_PICKED = 0.62
"""How much of a picked picture is left to see."""


def choice_rows(
    items: Sequence[PostItem],
    chosen: Collection[str],
    turn: Callable[[PostItem], None],
    tile: float,
    space: int,
    radius: int,
) -> list[ft.Control]:
    """Rows of three, as `grid_rows` has them."""
    rows: list[ft.Control] = []
    for start in range(0, len(items), 3):
        three = items[start : start + 3]
        tiles: list[ft.Control] = [_tile(item, item.id in chosen, turn, tile, radius) for item in three]
        rows.append(ft.Row(tiles, spacing=space, key=f"pick-{three[0].id}"))
    return rows


def _tile(item: PostItem, on: bool, turn: Callable[[PostItem], None], width: float, radius: int) -> ft.Control:
    post = item.post
    words = post.picture.alt or post.caption or "no description"
    face = press(
        photo(post.picture, 480, alt=""),
        label=f"Post by {post.author.handle} of {ago(post.published_at)}: {words}",
        identifier=f"pick-{post.id}",
        on_press=lambda: turn(item),
        toggled=on,
        radius=radius,
        height=None,
    )
    ring = ft.Container(
        width=24,
        height=24,
        border_radius=Radius.full,
        bgcolor=Color.photo_glass,
        border=ft.Border.all(1.5, Color.on_photo),
    )
    mark = ft.Container(
        silent(tick(True) if on else ring),
        right=Space.x2,
        top=Space.x2,
        ignore_interactions=True,
    )
    picture = pinned(ft.Container(face, opacity=_PICKED if on else 1))
    return framed(ft.Stack([picture, mark], expand=True), width=width, height=width * 1.25, radius=radius)
