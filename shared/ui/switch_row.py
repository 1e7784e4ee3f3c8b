"""A line with a switch at its end. The switch is drawn: a real one inside the row would be a second tab stop."""

from collections.abc import Callable
from typing import Any

import flet as ft

from shared.ui.press import press
from shared.ui.theme import Color, Motion, Radius, Space
from shared.ui.typography import text


def _switch(on: bool) -> ft.Container:
    knob = ft.Container(
        width=20,
        height=20,
        left=21 if on else 3,
        top=3,
        border_radius=Radius.full,
        bgcolor=Color.on_primary if on else Color.edge,
        animate_position=Motion.state,
    )
    return ft.Container(
        ft.Stack([knob]),
        width=44,
        height=26,
        border_radius=Radius.full,
        bgcolor=Color.primary if on else Color.well_high,
        animate=Motion.state,
    )


def switch_row(
    icon: ft.IconData,
    title: str,
    sentence: str,
    identifier: str,
    on: bool,
    on_change: Callable[[bool], Any],
) -> ft.MergeSemantics:
    async def turn() -> None:
        answer = on_change(not on)
        if answer is not None:
            await answer

    words = ft.Column([text(title), text(sentence, "meta", lines=2)], spacing=0, tight=True, expand=True)
    row = ft.Row([ft.Icon(icon, size=22, color=Color.ink), words, _switch(on)], spacing=Space.x4)
    return press(
        row,
        label=f"{title}, {sentence}",
        identifier=identifier,
        on_press=turn,
        toggled=on,
        radius=0,
        height=None,
        padding=ft.Padding(Space.x4, 10, Space.x4, 10),
    )
