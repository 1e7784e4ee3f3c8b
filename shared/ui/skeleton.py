"""Bones for what is on its way, at its final size. Never a spinner for a whole page."""

import flet as ft

from shared.ui.layout import spoken
from shared.ui.theme import Color, Radius, Space


def bone(width: float | None = None, height: float = 14, radius: float = 7) -> ft.Container:
    return ft.Container(width=width, height=height, border_radius=radius, bgcolor=Color.well_high)


def shimmer(content: ft.Control) -> ft.Shimmer:
    return ft.Shimmer(content=content, base_color=Color.well_high, highlight_color=Color.well, period=1600)


def skeleton_post(inset: int = Space.x2) -> ft.Semantics:
    who = ft.Row([bone(40, 40, 20), ft.Column([bone(124, 12), bone(84, 10)], spacing=8, tight=True)], spacing=10)
    picture = ft.Container(bgcolor=Color.well_high, aspect_ratio=4 / 5, border_radius=Radius.photo)
    words = ft.Column([bone(280, 12), bone(190, 12)], spacing=10)
    column = ft.Column(
        [
            ft.Container(who, padding=ft.Padding.only(left=Space.x3, bottom=10, top=Space.x1)),
            ft.Container(picture, padding=ft.Padding.symmetric(horizontal=inset)),
            ft.Container(words, padding=14),
        ],
        spacing=0,
    )
    return spoken(shimmer(column), "Loading post")


def skeleton_people(count: int = 5) -> ft.Semantics:
    row = ft.Row([bone(44, 44, 22), ft.Column([bone(140, 12), bone(96, 10)], spacing=8, tight=True)], spacing=12)
    rows: list[ft.Control] = [ft.Container(row if not at else _person_bones(), height=60) for at in range(count)]
    return spoken(shimmer(ft.Column(rows, spacing=0)), "Loading people")


def _person_bones() -> ft.Row:
    return ft.Row([bone(44, 44, 22), ft.Column([bone(120, 12), bone(88, 10)], spacing=8, tight=True)], spacing=12)


def skeleton_grid(tile: float, space: int, rows: int = 3, radius: float = 0) -> ft.Semantics:
    """Three columns of 4:5 tiles, each `tile` pixels wide."""
    lines: list[ft.Control] = [
        ft.Row([bone(tile, tile * 1.25, radius) for _ in range(3)], spacing=space) for _ in range(rows)
    ]
    return spoken(shimmer(ft.Column(lines, spacing=space)), "Loading posts")


def skeleton_profile(wide: bool) -> ft.Semantics:
    portrait = 132 if wide else 92
    words = ft.Column([bone(180, 26, 10), bone(110, 12), bone(220, 20, 10)], spacing=12, tight=True)
    row = ft.Row(
        [
            ft.Container(width=portrait, height=portrait * 1.24, border_radius=portrait / 2, bgcolor=Color.well_high),
            words,
        ],
        spacing=Space.x10 if wide else Space.x5,
    )
    return spoken(shimmer(row), "Loading profile")
