"""Tiles of two sizes: bands of three small ones, and of a large one beside two, left and right in turn."""

from collections.abc import Sequence

import flet as ft

from client.state.posts import PostItem
from client.widgets.grid import Tile
from shared.ui.layout import spoken
from shared.ui.skeleton import bone, shimmer

_TALL = 1.25
_BAND = 3


def mosaic(items: Sequence[PostItem], column: float, space: int, radius: int, *, whole: bool) -> list[ft.Control]:
    """One band per row of a list. Until it is `whole`, what does not fill a band waits for the next page."""
    small, large = _sizes(column, space)
    bands: list[ft.Control] = []
    for at in range(0, len(items), _BAND):
        three = items[at : at + _BAND]
        if len(three) < _BAND and not whole:
            break
        number = at // _BAND
        bands.append(
            _beside(three, number, small, large, space, radius)
            if number % 2 and len(three) == _BAND
            else ft.Row(
                [Tile(item, small, radius, key=item.id) for item in three], spacing=space, key=f"band-{three[0].id}"
            )
        )
    return bands


def _sizes(column: float, space: int) -> tuple[float, float]:
    """Widths of a small and of a large tile."""
    small = (column - 2 * space) / 3
    return small, 2 * small + space


def _beside(three: Sequence[PostItem], number: int, small: float, large: float, space: int, radius: int) -> ft.Control:
    left = number % 4 == 1
    first, rest = (three[0], three[1:]) if left else (three[2], three[:2])
    big = Tile(first, large, radius, 2 * small * _TALL + space, key=first.id)
    pair = ft.Column(
        [Tile(item, small, radius, key=item.id) for item in rest], spacing=space, tight=True, key=f"pair-{rest[0].id}"
    )
    return ft.Row([big, pair] if left else [pair, big], spacing=space, key=f"band-{three[0].id}")


def skeleton_mosaic(column: float, space: int, radius: int) -> ft.Control:
    small, large = _sizes(column, space)
    tall = small * _TALL
    row = ft.Row([bone(small, tall, radius) for _ in range(3)], spacing=space)
    pair = ft.Column([bone(small, tall, radius) for _ in range(2)], spacing=space, tight=True)
    beside = ft.Row([bone(large, 2 * tall + space, radius), pair], spacing=space)
    return spoken(shimmer(ft.Column([row, beside], spacing=space)), "Loading posts")
