"""Photos that arrive in place: their BlurHash first, then the picture fades in at the same size."""

from typing import Final

import flet as ft

from shared.media import Picture
from shared.ui.blurhash import placeholder
from shared.ui.theme import Color, Motion

TALLEST: Final = 4 / 5
WIDEST: Final = 1.91
_FILL: Final = float("inf")


def shape(picture: Picture) -> float:
    """Width over height at which to show it: its own, but never taller than 4:5 or wider than 1.91:1."""
    return min(max(picture.width / picture.height, TALLEST), WIDEST)


def _broken() -> ft.Container:
    icon = ft.Icon(ft.Icons.BROKEN_IMAGE_OUTLINED, color=Color.muted)
    return ft.Container(icon, bgcolor=Color.well, alignment=ft.Alignment.CENTER)


def photo(picture: Picture, pixels: int, *, alt: str | None = None, square: bool = False) -> ft.Image:
    """Fills whatever it is put into, cropped to cover. `pixels` is how wide it will be on screen, in real pixels.

    `alt` replaces the picture's own description; an empty one makes it decoration.
    """
    words = picture.alt if alt is None else alt
    ratio = 1.0 if square else shape(picture)
    return ft.Image(
        src=picture.url("square") if square else picture.fitting(pixels),
        placeholder_src=placeholder(picture.blurhash, round(20 * ratio), 20),
        placeholder_fit=ft.BoxFit.COVER,
        fade_in_animation=Motion.enter,
        placeholder_fade_out_animation=Motion.state,
        fit=ft.BoxFit.COVER,
        # With a placeholder the picture gets loose constraints; only infinity makes it fill its parent.
        width=_FILL,
        height=_FILL,
        cache_width=pixels,
        gapless_playback=True,
        semantics_label=words or None,
        exclude_from_semantics=not words,
        error_content=_broken(),
    )


def framed(
    content: ft.Control,
    *,
    aspect: float | None = None,
    radius: ft.BorderRadiusValue = 0,
    width: float | None = None,
    height: float | None = None,
) -> ft.Container:
    """A clipped frame of a known size, so that nothing moves when the picture lands."""
    return ft.Container(
        content,
        aspect_ratio=aspect,
        width=width,
        height=height,
        border_radius=radius,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
        bgcolor=Color.well,
    )


def arch(width: float, foot: float = 22) -> ft.BorderRadius:
    """The motif: a round top half as high as wide, a softly rounded foot."""
    return ft.BorderRadius(width / 2, width / 2, foot, foot)
