"""One collection as a tile: its covers, its name, how much is in it."""

from collections.abc import Sequence

import flet as ft

from client.widgets.covers import covers
from shared.media import Picture
from shared.ui.layout import spoken
from shared.ui.press import Handler, press
from shared.ui.skeleton import bone, shimmer
from shared.ui.theme import Radius, Space
from shared.ui.typography import text

_WORDS = 52
"""Height in pixels of what stands under the covers."""


def collection_tile(
    pictures: Sequence[Picture], name: str, detail: str, identifier: str, width: float, on_press: Handler
) -> ft.MergeSemantics:
    column = ft.Column(
        [
            covers(pictures, width),
            ft.Column([text(name, "strong", lines=1), text(detail, "meta", lines=1)], spacing=0, tight=True),
        ],
        spacing=Space.x2,
        tight=True,
    )
    return press(
        column,
        label=f"{name}, {detail}",
        identifier=identifier,
        on_press=on_press,
        width=width,
        height=width + _WORDS,
        radius=Radius.card,
        align=ft.Alignment.TOP_LEFT,
        key=identifier,
    )


def skeleton_tiles(width: float, space: int, count: int) -> ft.Semantics:
    tile = [
        ft.Column([bone(width, width, Radius.card), bone(96, 12), bone(60, 10)], spacing=8, tight=True)
        for _ in range(count)
    ]
    return spoken(shimmer(ft.Row(list(tile), spacing=space)), "Loading collections")
