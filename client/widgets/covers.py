"""The face of a heap of posts: up to four of its pictures under one rounded frame."""

from collections.abc import Sequence

import flet as ft

from shared.media import Picture
from shared.ui.photo import photo
from shared.ui.theme import Color, Radius

_LINE = 2
"""Pixels between two pictures."""


def covers(pictures: Sequence[Picture], size: float, *, radius: float = Radius.card) -> ft.Container:
    """A square. One picture fills it; from two on it is cut into quarters, of which some may be empty."""
    inner: ft.Control
    if not pictures:
        icon = ft.Icon(ft.Icons.BOOKMARK_BORDER_ROUNDED, size=max(20, size * 0.2), color=Color.muted)
        inner = ft.Container(icon, alignment=ft.Alignment.CENTER)
    elif len(pictures) == 1:
        inner = _cover(pictures[0], size)
    else:
        half = (size - _LINE) / 2
        four: list[ft.Control] = [
            _cover(pictures[at], half) if at < len(pictures) else ft.Container(width=half, height=half)
            for at in range(4)
        ]
        rows: list[ft.Control] = [ft.Row(four[:2], spacing=_LINE), ft.Row(four[2:], spacing=_LINE)]
        inner = ft.Column(rows, spacing=_LINE)
    return ft.Container(
        inner,
        width=size,
        height=size,
        border_radius=radius,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
        bgcolor=Color.well,
    )


def _cover(picture: Picture, size: float) -> ft.Container:
    return ft.Container(photo(picture, round(size * 2), alt="", square=True), width=size, height=size)
