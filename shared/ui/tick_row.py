"""A line that is ticked or not: a picture, words, and a ring at its end that fills."""

import flet as ft

from shared.ui.press import Handler, press
from shared.ui.theme import Color, Radius, Space
from shared.ui.typography import text


def tick(on: bool) -> ft.Container:
    return ft.Container(
        ft.Icon(ft.Icons.CHECK_ROUNDED, size=16, color=Color.on_primary) if on else None,
        width=24,
        height=24,
        border_radius=Radius.full,
        bgcolor=Color.primary if on else Color.none,
        border=None if on else ft.Border.all(1.5, Color.edge),
        alignment=ft.Alignment.CENTER,
    )


def tick_row(
    face: ft.Control, title: str, detail: str, identifier: str, on: bool, on_press: Handler, *, key: str | None = None
) -> ft.MergeSemantics:
    """`face` is 44 px wide."""
    words: list[ft.Control] = [text(title, "strong", lines=1)]
    if detail:
        words.append(text(detail, "meta", lines=1))
    row = ft.Row(
        [face, ft.Column(words, spacing=0, tight=True, expand=True), tick(on)],
        spacing=Space.x3,
    )
    return press(
        row,
        label=", ".join(part for part in (title, detail) if part),
        identifier=identifier,
        on_press=on_press,
        toggled=on,
        height=60,
        padding=ft.Padding.symmetric(horizontal=Space.x1),
        key=key,
    )
