"""A strip across the page that says what is wrong and offers one way on."""

from typing import Literal

import flet as ft

from shared.ui.layout import region
from shared.ui.press import Handler, press
from shared.ui.theme import Color, Radius, Space
from shared.ui.typography import text


def banner(
    icon: ft.IconData,
    sentence: str,
    identifier: str,
    *,
    action: str | None = None,
    on_action: Handler | None = None,
    tone: Literal["soft", "warn"] = "warn",
    rounded: bool = False,
) -> ft.Semantics:
    """Square across the whole width of a page, `rounded` inside a column."""
    fill, ink = (Color.lamp_soft, Color.on_lamp_soft) if tone == "warn" else (Color.well, Color.ink)
    parts: list[ft.Control] = [
        ft.Icon(icon, size=18, color=ink),
        text(sentence, "meta_strong", ink, expand=True, lines=2),
    ]
    if action and on_action:
        parts.append(
            press(
                text(action, "meta_strong", ink),
                label=action,
                identifier=f"{identifier}-action",
                on_press=on_action,
                ink=ink,
                padding=ft.Padding.symmetric(horizontal=Space.x2),
            )
        )
    row = ft.Container(
        ft.Row(parts, spacing=Space.x2),
        bgcolor=fill,
        padding=ft.Padding.only(left=Space.x4, right=Space.x2),
        border_radius=Radius.control if rounded else None,
        height=Space.x12,
    )
    # Keyed: what stands below it must not lose its state when it comes and goes.
    return region(row, identifier, live=True, key=identifier)
