"""The frame of a screen: a bar on the phone, a large title from the rail upwards, a list that scrolls between."""

from collections.abc import Sequence
from typing import Any

import flet as ft
from flet.components.hooks.use_ref import MutableRef

from shared.ui.buttons import icon_button
from shared.ui.layout import gap, side_padding
from shared.ui.press import Handler
from shared.ui.theme import Space, Width
from shared.ui.top_bar import top_bar
from shared.ui.typography import heading
from shared.ui.window import Window


def frame(
    window: Window,
    title: str,
    body: Sequence[ft.Control],
    *,
    on_back: Handler | None = None,
    actions: Sequence[ft.Control] = (),
    pinned_top: ft.Control | None = None,
    column: int = Width.reading,
    inset: int = Space.x3,
    spacing: int = 0,
    listing: MutableRef[Any] | None = None,
    **options: Any,
) -> ft.Control:
    """`pinned_top` stays in place above the list. `inset` is the list's padding on the phone. The list itself is put
    into `listing`, for who wants to scroll it.

    Further options go to the list, `on_scroll` for one.
    """
    if not window.rail:
        rows = ft.ListView(
            [*body, gap(Space.x8)],
            expand=True,
            spacing=spacing,
            padding=ft.Padding.symmetric(horizontal=inset),
            **options,
        )
        _hand_over(rows, listing)
        top: list[ft.Control] = [top_bar(title, actions, on_back)]
        if pinned_top:
            top.append(ft.Container(_stretched(pinned_top), padding=ft.Padding(inset, 0, inset, Space.x2)))
        return ft.Column([*top, rows], spacing=0, expand=True)
    side = side_padding(window.main, column)
    head = ft.Container(
        ft.Row([*_back(on_back), ft.Container(heading(title, "display"), expand=True), *actions], spacing=Space.x2),
        padding=ft.Padding(0, Space.x8, 0, Space.x5),
    )
    if pinned_top:
        fixed = ft.Container(
            _stretched(head, pinned_top),
            padding=ft.Padding(side, 0, side, Space.x3),
        )
        rows = ft.ListView(
            [*body, gap(Space.x8)],
            expand=True,
            spacing=spacing,
            padding=ft.Padding.symmetric(horizontal=side),
            **options,
        )
        _hand_over(rows, listing)
        return ft.Column([fixed, rows], spacing=0, expand=True)
    rows = ft.ListView(
        [head, *body, gap(Space.x8)],
        expand=True,
        spacing=spacing,
        padding=ft.Padding.symmetric(horizontal=side),
        **options,
    )
    _hand_over(rows, listing)
    return rows


def _hand_over(rows: ft.ListView, listing: MutableRef[Any] | None) -> None:
    if listing is not None:
        listing.current = rows


def _stretched(*rows: ft.Control) -> ft.Column:
    # Fields stay 300 px wide unless something stretches them.
    return ft.Column(list(rows), spacing=0, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def _back(on_back: Handler | None) -> list[ft.Control]:
    if on_back is None:
        return []
    return [icon_button(ft.Icons.ARROW_BACK_ROUNDED, "Back", "back", on_back, hint=False)]
