"""Grouped lines on a card: settings on the phone, figures at the desk."""

from collections.abc import Sequence
from typing import Any

import flet as ft

from shared.ui.layout import hairline
from shared.ui.press import Handler, press
from shared.ui.theme import Color, Radius, Space
from shared.ui.typography import heading, text


def panel(content: ft.Control, padding: ft.PaddingValue = Space.x5, **options: Any) -> ft.Container:
    return ft.Container(
        content,
        padding=padding,
        bgcolor=Color.card,
        border=ft.Border.all(1, Color.line),
        border_radius=Radius.card,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
        **options,
    )


def section(title: str, rows: Sequence[ft.Control], note: str = "") -> ft.Column:
    """A titled panel of rows with hairlines between them, and a note below."""
    lined: list[ft.Control] = []
    for row in rows:
        if lined:
            lined.append(hairline(54))
        lined.append(row)
    head = ft.Container(
        heading(title, "meta_strong", level=2, color=Color.muted),
        padding=ft.Padding.only(left=Space.x4, bottom=Space.x2),
    )
    parts: list[ft.Control] = [head, panel(ft.Column(lined, spacing=0, tight=True), 0)]
    if note:
        parts.append(
            ft.Container(text(note, "meta"), padding=ft.Padding.only(left=Space.x4, right=Space.x4, top=Space.x2))
        )
    return ft.Column(parts, spacing=0, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def line_button(
    icon: ft.IconData,
    title: str,
    identifier: str,
    on_press: Handler,
    *,
    value: str = "",
    danger: bool = False,
    leads: bool = True,
) -> ft.MergeSemantics:
    """A row that opens something (`leads`, with a chevron) or does something."""
    ink = Color.danger if danger else Color.ink
    parts: list[ft.Control] = [
        ft.Icon(icon, size=22, color=ink),
        text(title, "body", ink, lines=1, expand=True),
    ]
    if value:
        parts.append(text(value, "meta"))
    if leads:
        parts.append(ft.Icon(ft.Icons.CHEVRON_RIGHT_ROUNDED, size=20, color=Color.muted))
    return press(
        ft.Row(parts, spacing=Space.x4),
        label=f"{title}, {value}" if value else title,
        identifier=identifier,
        on_press=on_press,
        height=54,
        radius=0,
        padding=ft.Padding.symmetric(horizontal=Space.x4),
    )
