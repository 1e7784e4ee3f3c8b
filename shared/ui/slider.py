"""A named slider with its value beside it."""

from collections.abc import Callable
from typing import Any

import flet as ft

from shared.ui.layout import silent
from shared.ui.theme import Color, Space
from shared.ui.typography import text


def slider_row(
    identifier: str,
    label: str,
    value: float,
    least: float,
    most: float,
    on_change: Callable[[float], Any],
    on_end: Callable[[], Any] | None = None,
    *,
    shown: str = "",
    divisions: int | None = None,
) -> ft.Row:
    """`on_change` while it moves, `on_end` when it is let go. Arrow keys move it."""

    async def moved(event: ft.Event[ft.Slider]) -> None:
        answer = on_change(float(event.control.value or 0))
        if answer is not None:
            await answer

    async def let_go() -> None:
        answer = on_end() if on_end else None
        if answer is not None:
            await answer

    slider = ft.Slider(
        value=min(max(value, least), most),
        min=least,
        max=most,
        divisions=divisions,
        active_color=Color.primary,
        inactive_color=Color.well_high,
        thumb_color=Color.primary,
        on_change=moved,
        on_change_end=let_go,
        expand=True,
        padding=ft.Padding.symmetric(horizontal=Space.x2),
    )
    named = ft.MergeSemantics(
        content=ft.Semantics(content=ft.Row([slider], spacing=0), label=label, identifier=identifier), expand=True
    )
    parts: list[ft.Control] = [
        silent(ft.Container(text(label, "meta_strong", no_wrap=True), width=84)),
        named,
        silent(ft.Container(text(shown, "meta_strong", text_align=ft.TextAlign.RIGHT, no_wrap=True), width=44)),
    ]
    return ft.Row(parts, spacing=0, height=Space.touch)
