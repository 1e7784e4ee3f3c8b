"""The mark: an arch of a display case with its lamp lit, and the name beside it."""

import flet as ft

from shared.ui.layout import silent
from shared.ui.theme import Color, Radius
from shared.ui.typography import FALLBACK, SERIF


def mark(size: float = 30, color: ft.ColorValue = Color.ink) -> ft.Stack:
    height = size * 0.92
    width = height * 0.74
    lamp = size * 0.19
    case = ft.Container(
        left=0,
        top=0,
        width=width,
        height=height,
        border=ft.Border.all(max(1.6, size / 15), color),
        border_radius=ft.BorderRadius(height, height, 3, 3),
    )
    light = ft.Container(
        left=(width - lamp) / 2,
        top=height * 0.34,
        width=lamp,
        height=lamp,
        border_radius=Radius.full,
        bgcolor=Color.lamp,
    )
    return ft.Stack([case, light], width=width, height=height)


def wordmark(size: float = 30, color: ft.ColorValue = Color.ink) -> ft.Semantics:
    name = ft.TextStyle(
        size=size,
        height=1.15,
        color=color,
        font_family=SERIF,
        font_family_fallback=FALLBACK,
        letter_spacing=-0.5,
    )
    row = ft.Row(
        [silent(mark(size, color)), silent(ft.Text("Vitrine", style=name))],
        spacing=size * 0.28,
        tight=True,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )
    return ft.Semantics(content=row, label="Vitrine", header=True, container=True)
