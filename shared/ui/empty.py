"""What stands where nothing is yet: an unlit arch, a plain sentence, one way on."""

import flet as ft

from shared.ui.layout import gap, region, silent
from shared.ui.photo import arch
from shared.ui.theme import Color, Space
from shared.ui.typography import heading, text


def empty(
    icon: ft.IconData, title: str, sentence: str, identifier: str, action: ft.Control | None = None
) -> ft.Semantics:
    niche = ft.Container(
        ft.Icon(icon, size=30, color=Color.muted),
        width=84,
        height=108,
        alignment=ft.Alignment(0, 0.15),
        border=ft.Border.all(1.5, Color.line),
        border_radius=arch(84, 18),
    )
    parts: list[ft.Control] = [
        silent(niche),
        gap(Space.x2),
        heading(title, level=2, text_align=ft.TextAlign.CENTER),
        ft.Container(text(sentence, "body", Color.muted, text_align=ft.TextAlign.CENTER), width=290),
    ]
    if action:
        parts.append(ft.Container(action, padding=ft.Padding.only(top=Space.x3)))
    column = ft.Column(parts, spacing=Space.x1, horizontal_alignment=ft.CrossAxisAlignment.CENTER, tight=True)
    return region(ft.Container(column, padding=Space.x8, alignment=ft.Alignment.CENTER), identifier)
