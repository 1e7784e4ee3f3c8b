"""Round portraits from 24 to 52 px, with initials where there is no picture."""

import flet as ft

from shared.ui.theme import Color, Radius
from shared.ui.typography import FALLBACK, SANS


def initials(name: str, handle: str) -> str:
    """At most two letters: of the name's first and last word, else of the handle."""
    words = [word for word in name.split() if word[0].isalnum()]
    if len(words) > 1:
        return (words[0][0] + words[-1][0]).upper()
    return (words[0][0] if words else handle[:1]).upper()


def monogram(name: str, handle: str, size: float) -> ft.Text:
    style = ft.TextStyle(
        size=max(12, size * 0.38),
        weight=ft.FontWeight.W_600,
        color=Color.on_primary_soft,
        font_family=SANS,
        font_family_fallback=FALLBACK,
    )
    return ft.Text(initials(name, handle), style=style)


def avatar(url: str | None, name: str, handle: str, size: int = 40) -> ft.Container:
    """Decoration: whoever shows it says the name beside it."""
    letters = ft.Container(
        monogram(name, handle, size), bgcolor=Color.primary_soft, alignment=ft.Alignment.CENTER, expand=True
    )
    face: ft.Control = letters
    if url:
        face = ft.Image(
            src=url,
            width=size,
            height=size,
            fit=ft.BoxFit.COVER,
            cache_width=size * 2,
            exclude_from_semantics=True,
            gapless_playback=True,
            error_content=letters,
        )
    return ft.Container(
        face,
        width=size,
        height=size,
        border_radius=Radius.full,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
        alignment=ft.Alignment.CENTER,
        bgcolor=Color.well,
    )
