"""Buttons in their kinds, and the round icon button."""

from typing import Any, Final, Literal

import flet as ft

from shared.ui.press import Handler, press
from shared.ui.theme import Color, Radius, Space
from shared.ui.typography import text

ButtonKind = Literal["primary", "soft", "tint", "ghost", "line", "danger", "danger_line"]

# kind -> fill, text, outline
_KINDS: Final[dict[ButtonKind, tuple[ft.ColorValue | None, ft.ColorValue, ft.ColorValue | None]]] = {
    "primary": (Color.primary, Color.on_primary, None),
    "soft": (Color.well, Color.ink, None),
    "tint": (Color.primary_soft, Color.on_primary_soft, None),
    "ghost": (None, Color.primary, None),
    "line": (None, Color.ink, Color.edge),
    "danger": (Color.danger, Color.on_danger, None),
    "danger_line": (None, Color.danger, Color.danger),
}


def button(
    label: str,
    identifier: str,
    on_press: Handler | None = None,
    *,
    kind: ButtonKind = "primary",
    icon: ft.IconData | None = None,
    name: str | None = None,
    busy: bool = False,
    disabled: bool = False,
    compact: bool = False,
    height: int = Space.touch,
    width: float | None = None,
    expand: bool | int | None = None,
    **options: Any,
) -> ft.MergeSemantics:
    """Primary once per screen, soft for the rest, danger for what cannot be undone. `compact` is 36 px to the eye.

    `name` is what screen readers say when the visible word alone would not do ("Follow ann" for "Follow").
    """
    fill, ink, outline = _KINDS[kind]
    if disabled and not busy:
        fill, ink = (Color.well_high if fill else None), Color.muted
    parts: list[ft.Control] = []
    if busy:
        parts.append(ft.ProgressRing(width=16, height=16, stroke_width=2, color=ink))
    elif icon:
        parts.append(ft.Icon(icon, size=18, color=ink))
    parts.append(text(label, "meta_strong" if compact else "strong", ink, no_wrap=True))
    row = ft.Row(parts, spacing=Space.x2, tight=True, alignment=ft.MainAxisAlignment.CENTER)
    border = ft.BorderSide(1, outline) if outline else None
    shared: dict[str, Any] = {
        "label": name or label,
        "identifier": identifier,
        "on_press": on_press,
        "disabled": disabled or busy,
        "ink": ink,
    } | options
    if not compact:
        side = Space.x2 if kind == "ghost" else Space.x4
        return press(
            row,
            fill=fill,
            border=border,
            height=height,
            width=width,
            expand=expand,
            padding=ft.Padding.symmetric(horizontal=side),
            **shared,
        )
    face = ft.Container(
        row,
        height=36,
        width=width,
        bgcolor=fill,
        border=ft.Border.all(1, outline) if outline else None,
        border_radius=Radius.control,
        padding=ft.Padding.symmetric(horizontal=0 if kind == "ghost" else Space.x3),
    )
    return press(ft.Row([face], tight=True, spacing=0), height=Space.touch, expand=expand, **shared)


def icon_button(
    icon: ft.IconData,
    label: str,
    identifier: str,
    on_press: Handler | None = None,
    *,
    size: int = 24,
    color: ft.ColorValue = Color.ink,
    fill: ft.ColorValue | None = None,
    box: int = Space.touch,
    badge: int = 0,
    hint: bool = True,
    **options: Any,
) -> ft.MergeSemantics:
    """Round, 44 px, with its name as a tooltip. `badge` counts what is new and joins the spoken name."""
    face: ft.Control = ft.Icon(icon, size=size, color=color)
    if badge:
        face = ft.Stack(
            width=size + 14,
            height=size + 8,
            alignment=ft.Alignment.CENTER,
            controls=[face, ft.Container(count_badge(badge), right=0, top=0)],
        )
        label = f"{label}, {badge} new"
    return press(
        face,
        label=label,
        identifier=identifier,
        on_press=on_press,
        fill=fill,
        ink=color,
        width=box,
        height=box,
        radius=Radius.full,
        tooltip=label if hint else None,
        **options,
    )


def count_badge(count: int) -> ft.Container:
    shown = str(count) if count < 100 else "99+"
    return ft.Container(
        text(shown, "micro", Color.on_love),
        bgcolor=Color.love,
        border_radius=Radius.full,
        height=18,
        width=18 if count < 10 else 26,
        alignment=ft.Alignment.CENTER,
    )
