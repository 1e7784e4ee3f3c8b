"""Chips that filter, and tags that only tell."""

from typing import Final, Literal

import flet as ft

from shared.ui.press import Handler, press
from shared.ui.theme import Color, Radius, Space
from shared.ui.typography import text

Tone = Literal["soft", "good", "warn", "bad"]
_TONES: Final[dict[Tone, tuple[ft.ColorValue, ft.ColorValue]]] = {
    "soft": (Color.well, Color.muted),
    "good": (Color.primary_soft, Color.on_primary_soft),
    "warn": (Color.lamp_soft, Color.on_lamp_soft),
    "bad": (Color.danger_soft, Color.on_danger_soft),
}


def chip(
    label: str, identifier: str, on_press: Handler, *, selected: bool = False, icon: ft.IconData | None = None
) -> ft.MergeSemantics:
    """36 px to the eye, 44 to the finger."""
    ink = Color.on_primary_soft if selected else Color.ink
    parts: list[ft.Control] = [ft.Icon(icon, size=16, color=ink)] if icon else []
    parts.append(text(label, "meta_strong", ink, no_wrap=True))
    face = ft.Container(
        ft.Row(parts, spacing=6, tight=True),
        height=36,
        border_radius=Radius.full,
        bgcolor=Color.primary_soft if selected else Color.well,
        padding=ft.Padding.symmetric(horizontal=14),
    )
    return press(
        ft.Row([face], tight=True, spacing=0),
        label=label,
        identifier=identifier,
        on_press=on_press,
        selected=selected,
        radius=Radius.full,
        height=Space.touch,
    )


def tag(label: str, tone: Tone = "soft") -> ft.Container:
    fill, ink = _TONES[tone]
    return ft.Container(
        text(label, "micro", ink, no_wrap=True),
        bgcolor=fill,
        border_radius=Radius.tag,
        padding=ft.Padding.symmetric(horizontal=8, vertical=3),
    )
