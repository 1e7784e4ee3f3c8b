"""The way in: a lit display case beside the form, above it on the phone."""

import flet as ft

from shared.ui.layout import gap, silent
from shared.ui.photo import arch
from shared.ui.theme import Color, Space, Width
from shared.ui.window import Window

_UPPER = ("dunes", "ridge", "vessels")
_LOWER = ("window", "night", "leaves")


def _niche(scene: str, width: float, height: float) -> ft.Container:
    picture = ft.Image(
        src=f"showcase/{scene}.svg",
        width=width,
        height=height,
        fit=ft.BoxFit.COVER,
        exclude_from_semantics=True,
    )
    return ft.Container(
        picture,
        width=width,
        height=height,
        bgcolor=Color.well_high,
        border_radius=arch(width),
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
    )


def _shelf(width: float | None = None) -> ft.Container:
    return ft.Container(width=width, height=6, bgcolor=Color.well_high, border_radius=3)


def _row(scenes: tuple[str, ...], width: float, heights: tuple[float, ...], space: int) -> ft.Row:
    niches: list[ft.Control] = [
        _niche(scene, width, width * height) for scene, height in zip(scenes, heights, strict=True)
    ]
    return ft.Row(
        niches,
        spacing=space,
        tight=True,
        vertical_alignment=ft.CrossAxisAlignment.END,
        alignment=ft.MainAxisAlignment.CENTER,
    )


def front_door(window: Window, form: ft.Control) -> ft.Control:
    if not window.rail:
        width = (window.width - 2 * Space.x6 - 20) / 3
        low = window.height < 760
        case = silent(_row(_UPPER, width, (1.0, 1.22, 1.0) if low else (1.2, 1.5, 1.2), 10))
        return ft.ListView(
            [gap(Space.x5), case, gap(Space.x2), silent(_shelf()), gap(Space.x8), form, gap(Space.x6)],
            expand=True,
            padding=ft.Padding.symmetric(horizontal=Space.x6),
        )
    width = min(200, (window.width * 0.56 - 140) / 3, (window.height - 160) / 2.9)
    case_width = width * 3 + 2 * Space.x4
    case = ft.Column(
        [
            _row(_UPPER, width, (1.2, 1.62, 1.2), Space.x4),
            _shelf(case_width),
            gap(Space.x3),
            _row(_LOWER, width, (1.2, 1.2, 1.2), Space.x4),
            _shelf(case_width),
        ],
        spacing=Space.x2,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )
    column = ft.Column(
        [ft.Container(form, width=Width.form)],
        alignment=ft.MainAxisAlignment.CENTER,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        scroll=ft.ScrollMode.AUTO,
        expand=True,
    )
    return ft.Row(
        [
            ft.Container(silent(case), expand=14, alignment=ft.Alignment.CENTER, bgcolor=Color.well),
            ft.Container(
                column, expand=11, alignment=ft.Alignment.CENTER, padding=ft.Padding.symmetric(vertical=Space.x6)
            ),
        ],
        spacing=0,
        expand=True,
        vertical_alignment=ft.CrossAxisAlignment.STRETCH,
    )
