"""What may lie on a picture: pills of dark glass, dots, round buttons. Always white, in both themes."""

import flet as ft

from shared.ui.layout import silent
from shared.ui.press import Handler, press
from shared.ui.theme import Color, Motion, Radius, Space
from shared.ui.typography import text


def pill(words: str, icon: ft.IconData | None = None) -> ft.Container:
    parts: list[ft.Control] = [ft.Icon(icon, size=14, color=Color.on_photo)] if icon else []
    parts.append(text(words, "micro", Color.on_photo, no_wrap=True))
    return ft.Container(
        ft.Row(parts, spacing=Space.x1, tight=True),
        bgcolor=Color.photo_glass,
        border_radius=Radius.full,
        padding=ft.Padding.symmetric(horizontal=10, vertical=4),
    )


def dots(count: int, at: int) -> ft.Semantics:
    """One per picture; the current one stretches."""
    row = [
        ft.Container(
            width=16 if index == at else 6,
            height=6,
            border_radius=Radius.full,
            bgcolor=Color.on_photo if index == at else ft.Colors.with_opacity(0.55, Color.on_photo),
            animate=Motion.state,
        )
        for index in range(count)
    ]
    return silent(ft.Row(list(row), spacing=5, tight=True, alignment=ft.MainAxisAlignment.CENTER))


def glass_button(
    icon: ft.IconData, label: str, identifier: str, on_press: Handler, *, size: int = 22, face: int = Space.touch
) -> ft.MergeSemantics:
    """44 px to the finger; `face` is its size to the eye."""
    drawn = ft.Container(
        ft.Icon(icon, size=size, color=Color.on_photo),
        width=face,
        height=face,
        border_radius=Radius.full,
        bgcolor=Color.photo_glass,
        alignment=ft.Alignment.CENTER,
    )
    return press(
        ft.Row([drawn], tight=True, spacing=0, alignment=ft.MainAxisAlignment.CENTER),
        label=label,
        identifier=identifier,
        on_press=on_press,
        ink=Color.on_photo,
        width=Space.touch,
        radius=Radius.full,
    )


def shade(*, top: bool = False) -> ft.Container:
    """A soft darkness for white words on bright pictures."""
    dark, clear = "#99000000", "#00000000"
    gradient = ft.LinearGradient(
        begin=ft.Alignment.TOP_CENTER, end=ft.Alignment.BOTTOM_CENTER, colors=[dark, clear] if top else [clear, dark]
    )
    return ft.Container(gradient=gradient, ignore_interactions=True)
