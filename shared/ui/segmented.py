"""A switch between two to four words whose thumb slides under the chosen one."""

from collections.abc import Callable, Sequence
from typing import Any

import flet as ft

from shared.ui.layout import pinned, region
from shared.ui.press import press
from shared.ui.theme import Color, Motion, Radius, Shadow, Space
from shared.ui.typography import text


def segmented(
    choices: Sequence[tuple[str, str]],
    current: str,
    identifier: str,
    on_choose: Callable[[str], Any],
    *,
    width: float,
    label: str,
) -> ft.Semantics:
    """`choices` are pairs of value and word. Each word is a button named `<identifier>-<value>`."""
    step = (width - Space.x2) / len(choices)
    at = [value for value, _ in choices].index(current)
    thumb = ft.Container(
        left=Space.x1 + at * step,
        top=Space.x1,
        width=step,
        height=36,
        bgcolor=Color.thumb,
        border_radius=Radius.full,
        shadow=Shadow.thumb,
        animate_position=Motion.state,
    )

    def word(value: str, shown: str) -> ft.Control:
        chosen = value == current

        async def choose() -> None:
            answer = on_choose(value)
            if answer is not None:
                await answer

        return press(
            text(shown, "meta_strong", Color.ink if chosen else Color.muted, no_wrap=True),
            label=shown,
            identifier=f"{identifier}-{value}",
            on_press=choose,
            selected=chosen,
            radius=Radius.full,
            expand=True,
        )

    words = ft.Row([word(value, shown) for value, shown in choices], spacing=0)
    well = ft.Container(
        ft.Stack([thumb, pinned(ft.Container(words, padding=ft.Padding.symmetric(horizontal=Space.x1)))]),
        width=width,
        height=Space.touch,
        border_radius=Radius.full,
        bgcolor=Color.well,
    )
    return region(well, identifier, label)
