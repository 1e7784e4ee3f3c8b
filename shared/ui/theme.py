"""Design tokens. Screens and widgets read colours, sizes and durations from here and state none of their own.

Colour roles ride on Material's colour scheme, so the running client resolves them: changing theme renders nothing anew.
"""

import asyncio
import contextlib
import dataclasses
from typing import Final

import flet as ft

from shared.ui.typography import FALLBACK, FONTS, LATE_FONTS, SANS, plain


class Color:
    """What a colour is for, not what it looks like. Resolved by the client in light and dark."""

    paper: Final = ft.Colors.SURFACE
    card: Final = ft.Colors.SURFACE_CONTAINER_LOWEST
    well: Final = ft.Colors.SURFACE_CONTAINER
    well_high: Final = ft.Colors.SURFACE_CONTAINER_HIGH
    ink: Final = ft.Colors.ON_SURFACE
    muted: Final = ft.Colors.ON_SURFACE_VARIANT
    line: Final = ft.Colors.OUTLINE_VARIANT
    edge: Final = ft.Colors.OUTLINE
    primary: Final = ft.Colors.PRIMARY
    on_primary: Final = ft.Colors.ON_PRIMARY
    primary_soft: Final = ft.Colors.PRIMARY_CONTAINER
    on_primary_soft: Final = ft.Colors.ON_PRIMARY_CONTAINER
    thumb: Final = ft.Colors.SURFACE_BRIGHT
    love: Final = ft.Colors.SECONDARY
    on_love: Final = ft.Colors.ON_SECONDARY
    lamp: Final = ft.Colors.TERTIARY
    lamp_soft: Final = ft.Colors.TERTIARY_CONTAINER
    on_lamp_soft: Final = ft.Colors.ON_TERTIARY_CONTAINER
    danger: Final = ft.Colors.ERROR
    on_danger: Final = ft.Colors.ON_ERROR
    danger_soft: Final = ft.Colors.ERROR_CONTAINER
    on_danger_soft: Final = ft.Colors.ON_ERROR_CONTAINER
    toast: Final = ft.Colors.INVERSE_SURFACE
    on_toast: Final = ft.Colors.ON_INVERSE_SURFACE
    toast_action: Final = ft.Colors.INVERSE_PRIMARY
    none: Final = ft.Colors.TRANSPARENT
    # the same in both themes
    fine: Final = "#2B9A59"
    on_photo: Final = "#FFFFFF"
    photo_glass: Final = "#8C14130F"
    scrim: Final = "#80141310"
    night: Final = "#0B0A09"
    night_line: Final = "#4DFFFFFF"


LIGHT: Final = ft.ColorScheme(
    primary="#12566A",
    on_primary="#FFFFFF",
    primary_container="#D9EBF0",
    on_primary_container="#0B3A49",
    secondary="#C0243D",
    on_secondary="#FFFFFF",
    secondary_container="#FBE2E4",
    on_secondary_container="#7A0F22",
    tertiary="#C8700C",
    on_tertiary="#2A1700",
    tertiary_container="#FBE9CF",
    on_tertiary_container="#5B3800",
    error="#B3261E",
    on_error="#FFFFFF",
    error_container="#F9DEDC",
    on_error_container="#6E140F",
    surface="#FAF8F4",
    on_surface="#1B1A17",
    on_surface_variant="#625D54",
    outline="#8C867A",
    outline_variant="#E5E0D6",
    surface_container_lowest="#FFFFFF",
    surface_container_low="#F6F3ED",
    surface_container="#F0ECE4",
    surface_container_high="#E8E3D9",
    surface_container_highest="#DFD9CE",
    surface_dim="#E8E3D9",
    surface_bright="#FFFFFF",
    inverse_surface="#2B2925",
    on_inverse_surface="#F7F4EE",
    inverse_primary="#93D3E5",
    surface_tint="#00000000",
    shadow="#1B1A17",
    scrim="#000000",
)

DARK: Final = ft.ColorScheme(
    primary="#8CCDE0",
    on_primary="#06303C",
    primary_container="#173F4B",
    on_primary_container="#CDEBF3",
    secondary="#FF7B8B",
    on_secondary="#45000F",
    secondary_container="#5A1522",
    on_secondary_container="#FFD9DD",
    tertiary="#F0A94B",
    on_tertiary="#3A2200",
    tertiary_container="#47320F",
    on_tertiary_container="#FBE1BA",
    error="#FFB4AB",
    on_error="#5A100B",
    error_container="#5C1A16",
    on_error_container="#FFDAD6",
    surface="#131210",
    on_surface="#F2EFE8",
    on_surface_variant="#B2ACA1",
    outline="#7F796E",
    outline_variant="#2F2D29",
    surface_container_lowest="#1B1A18",
    surface_container_low="#1F1E1B",
    surface_container="#262421",
    surface_container_high="#302E2A",
    surface_container_highest="#3A3733",
    surface_dim="#0E0D0C",
    surface_bright="#45413B",
    inverse_surface="#EDE9E1",
    on_inverse_surface="#22201D",
    inverse_primary="#12566A",
    surface_tint="#00000000",
    shadow="#000000",
    scrim="#000000",
)


class Space:
    """Steps of four logical pixels; `touch` is the least height of anything that can be pressed."""

    x1: Final = 4
    x2: Final = 8
    x3: Final = 12
    x4: Final = 16
    x5: Final = 20
    x6: Final = 24
    x8: Final = 32
    x10: Final = 40
    x12: Final = 48
    x16: Final = 64
    touch: Final = 44


class Radius:
    tag: Final = 6
    control: Final = 12
    card: Final = 16
    photo: Final = 20
    sheet: Final = 28
    full: Final = 999


def _shadow(blur: int, spread: int, drop: int, opacity: float) -> list[ft.BoxShadow]:
    tint = ft.Colors.with_opacity(opacity, ft.Colors.SHADOW)
    return [ft.BoxShadow(blur_radius=blur, spread_radius=spread, offset=ft.Offset(0, drop), color=tint)]


class Shadow:
    """Flat by default: pills float, toasts and sheets stand above the page."""

    thumb: Final = _shadow(8, -2, 2, 0.16)
    pill: Final = _shadow(18, -6, 6, 0.20)
    sheet: Final = _shadow(40, -10, 16, 0.28)


class Motion:
    tap: Final = ft.Animation(120, ft.AnimationCurve.EASE_OUT)
    state: Final = ft.Animation(200, ft.AnimationCurve.EASE_OUT_CUBIC)
    enter: Final = ft.Animation(280, ft.AnimationCurve.EASE_OUT_CUBIC)
    # The client shortens all of them by itself where the system asks for less motion.
    heart: Final = ft.Animation(420, ft.AnimationCurve.EASE_OUT_BACK)
    toast_seconds: Final = 4.0


class Width:
    """Break points and column widths, in logical pixels."""

    rail_from: Final = 700
    wide_from: Final = 1150
    rail: Final = 76
    labelled_rail: Final = 228
    side: Final = 316
    feed: Final = 520
    reading: Final = 640
    grid: Final = 880
    form: Final = 360
    desk_side: Final = 216


def _theme(scheme: ft.ColorScheme) -> ft.Theme:
    ink = str(scheme.on_surface)
    every_style = {field.name: plain() for field in dataclasses.fields(ft.TextTheme)}
    return ft.Theme(
        color_scheme=scheme,
        font_family=SANS,
        use_material3=True,
        text_theme=ft.TextTheme(**every_style),
        scaffold_bgcolor=scheme.surface,
        splash_color=ft.Colors.with_opacity(0.06, ink),
        highlight_color=ft.Colors.with_opacity(0.04, ink),
        hover_color=ft.Colors.with_opacity(0.05, ink),
        focus_color=ft.Colors.with_opacity(0.12, str(scheme.primary)),
        tooltip_theme=ft.TooltipTheme(
            text_style=ft.TextStyle(
                size=12, color=scheme.on_inverse_surface, font_family=SANS, font_family_fallback=FALLBACK
            ),
            wait_duration=500,
        ),
        scrollbar_theme=ft.ScrollbarTheme(
            thickness=4, radius=4, thumb_color=ft.Colors.with_opacity(0.18, ink), cross_axis_margin=2
        ),
    )


def apply(page: ft.Page, mode: ft.ThemeMode = ft.ThemeMode.SYSTEM) -> None:
    """Dresses the page. Call `page.update()` before the first render, so that the first frame is already ours."""
    page.fonts = dict(FONTS)
    page.theme = _theme(LIGHT)
    page.dark_theme = _theme(DARK)
    page.theme_mode = mode
    page.padding = 0
    page.spacing = 0


async def load_emoji(page: ft.Page) -> None:
    """Fetches the 2 MB of colour emoji after the first paint; until then they show as boxes."""
    await asyncio.sleep(0.8)
    # A visitor who has left already has no session to change.
    with contextlib.suppress(RuntimeError):
        page.fonts = FONTS | LATE_FONTS
        page.update()
