"""Figures and tables of the desk."""

from collections.abc import Sequence

import flet as ft

from shared.ui.layout import spoken
from shared.ui.panel import panel
from shared.ui.skeleton import bone, shimmer
from shared.ui.theme import Color, Radius, Space
from shared.ui.typography import heading, text
from shared.ui.window import Window

LEGIBLE = 620
"""Pixels from which on a line of a table has room for all it knows."""


def room_of(window: Window) -> float:
    """Pixels that a page has beside the navigation."""
    return window.width - (216 if window.width >= 900 else 68) - 2 * Space.x6


def figure(label: str, value: str, detail: str, identifier: str, *, bad: bool = False) -> ft.Control:
    card = panel(
        ft.Column(
            [
                text(label, "meta"),
                text(value, "display", Color.danger if bad else Color.ink, lines=1),
                text(detail, "meta", lines=1),
            ],
            spacing=2,
            tight=True,
        )
    )
    return spoken(card, f"{label}: {value}, {detail}", identifier)


def figures(cards: Sequence[ft.Control], room: float) -> ft.Control:
    columns = 4 if room >= 820 else 2 if room >= 380 else 1
    width = (room - (columns - 1) * Space.x4) / columns
    return ft.Row(
        [ft.Container(card, width=width) for card in cards], spacing=Space.x4, run_spacing=Space.x4, wrap=True
    )


def line(parts: list[ft.Control]) -> ft.Container:
    return ft.Container(
        ft.Row(parts, spacing=Space.x4),
        padding=ft.Padding.symmetric(vertical=10),
        border=ft.Border.only(top=ft.BorderSide(1, Color.line)),
    )


def table(title: str, rows: list[ft.Control], nothing: str) -> ft.Control:
    lines = rows or [line([text(nothing, "meta", expand=True)])]
    head = ft.Container(heading(title, "head", level=2), padding=ft.Padding.only(bottom=Space.x3))
    return panel(ft.Column([head, *lines], spacing=0, tight=True), ft.Padding(Space.x5, Space.x4, Space.x5, Space.x2))


def waiting() -> ft.Control:
    lines: list[ft.Control] = [bone(height=110, radius=Radius.card), bone(height=220, radius=Radius.card)]
    return spoken(shimmer(ft.Column(lines, spacing=Space.x4)), "Loading")


def slug(name: str) -> str:
    return name.lower().replace(" ", "-")
