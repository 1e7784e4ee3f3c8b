"""The heart: small and filling under a post, large over a photo that was tapped twice."""

from typing import Final

import flet as ft

from shared.ui.theme import Color, Motion

HELD_SECONDS: Final = 0.62
"""How long the large one stays."""
_SMALL: Final = 0.4


def heart(liked: bool, size: int, color: ft.ColorValue = Color.ink) -> ft.Stack:
    """An outline in `color`, over which the filled one springs up."""
    full = ft.Container(
        ft.Icon(ft.Icons.FAVORITE_ROUNDED, size=size, color=Color.love),
        scale=1 if liked else _SMALL,
        opacity=1 if liked else 0,
        animate_scale=Motion.heart,
        animate_opacity=Motion.tap,
    )
    outline = ft.Container(
        ft.Icon(ft.Icons.FAVORITE_BORDER_ROUNDED, size=size, color=color),
        opacity=0 if liked else 1,
        animate_opacity=Motion.tap,
    )
    return ft.Stack([outline, full], width=size, height=size)


def burst(shown: bool, size: int = 112) -> ft.Container:
    """White in both themes: it lies on a picture. Springs in, and dissolves upward."""
    drawn = ft.Icon(
        ft.Icons.FAVORITE_ROUNDED,
        size=size,
        color=Color.on_photo,
        shadows=[ft.BoxShadow(blur_radius=24, color=Color.photo_glass)],
    )
    return ft.Container(
        drawn,
        alignment=ft.Alignment.CENTER,
        ignore_interactions=True,
        scale=1 if shown else _SMALL,
        opacity=1 if shown else 0,
        offset=ft.Offset(0, 0 if shown else -0.06),
        animate_scale=Motion.heart,
        animate_opacity=Motion.state,
        animate_offset=Motion.enter,
    )
