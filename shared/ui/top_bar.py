"""The 56 px bar over a phone's screen: back, title, at most three actions."""

from collections.abc import Sequence

import flet as ft

from shared.ui.buttons import icon_button
from shared.ui.press import Handler
from shared.ui.theme import Space
from shared.ui.typography import heading


def top_bar(
    title: str | ft.Control, actions: Sequence[ft.Control] = (), on_back: Handler | None = None
) -> ft.Container:
    parts: list[ft.Control] = []
    if on_back:
        parts.append(icon_button(ft.Icons.ARROW_BACK_ROUNDED, "Back", "back", on_back, hint=False))
    name = heading(title, lines=1) if isinstance(title, str) else title
    parts.append(ft.Container(name, expand=True, padding=ft.Padding.only(left=0 if on_back else Space.x2)))
    return ft.Container(
        ft.Row([*parts, *actions], spacing=0), height=56, padding=ft.Padding.symmetric(horizontal=Space.x2)
    )
