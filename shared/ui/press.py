"""Whatever can be pressed goes through `press`: one node with role, name, identifier, tab stop, Enter and Space."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any, Final

import flet as ft
from flet.components.hooks.use_ref import MutableRef

from shared.ui.layout import silent
from shared.ui.theme import Color, Radius, Space

_PATIENCE: Final = 2.0
Handler = Callable[..., Any]
"""Called with Flet's event, or with nothing when it takes no parameter. May be a coroutine function."""


def _clear_style(
    *,
    fill: ft.ColorValue | None,
    ink: ft.ColorValue,
    radius: ft.BorderRadiusValue,
    padding: ft.PaddingValue,
    border: ft.BorderSide | None,
    align: ft.Alignment,
) -> ft.ButtonStyle:
    """No Material decoration, only ours; the focus ring is drawn for the keyboard alone."""
    states = ft.ControlState
    ring = ft.BorderSide(2, Color.primary if fill != Color.primary else Color.ink)
    rest = border or ft.BorderSide(0, Color.none)
    return ft.ButtonStyle(
        bgcolor={states.DEFAULT: fill or Color.none},
        overlay_color={
            states.PRESSED: ft.Colors.with_opacity(0.10, ink),
            states.FOCUSED: ft.Colors.with_opacity(0.06, ink),
            states.HOVERED: ft.Colors.with_opacity(0.05, ink),
        },
        side={states.FOCUSED: ring, states.DEFAULT: rest},
        shape=ft.RoundedRectangleBorder(radius=radius),
        padding=padding,
        elevation=0,
        alignment=align,
        visual_density=ft.VisualDensity.STANDARD,
        shadow_color=Color.none,
    )


def _hint(words: str) -> ft.Tooltip:
    # Left in the semantics, the hint would be read a second time after the label.
    return ft.Tooltip(message=words, exclude_from_semantics=True)


def press(
    content: ft.Control,
    *,
    label: str,
    identifier: str,
    on_press: Handler | None = None,
    action: ft.ClientAction | None = None,
    selected: bool | None = None,
    toggled: bool | None = None,
    expanded: bool | None = None,
    disabled: bool = False,
    autofocus: bool = False,
    fill: ft.ColorValue | None = None,
    ink: ft.ColorValue = Color.ink,
    border: ft.BorderSide | None = None,
    radius: ft.BorderRadiusValue = Radius.control,
    padding: ft.PaddingValue = 0,
    align: ft.Alignment = ft.Alignment.CENTER,
    width: float | None = None,
    height: float | None = Space.touch,
    expand: bool | int | None = None,
    tooltip: str | None = None,
    key: str | None = None,
    on_focus: Handler | None = None,
    on_blur: Handler | None = None,
) -> ft.MergeSemantics:
    """Makes `content` pressable under the spoken name `label`; what is drawn inside stays silent.

    `action` runs in the client itself (opening a file picker, which browsers allow only there). `on_focus` and
    `on_blur` tell when the keyboard comes and goes.
    """
    real = ft.TextButton(
        content=silent(content),
        on_click=on_press,
        action=action,
        disabled=disabled,
        autofocus=autofocus,
        on_focus=on_focus,
        on_blur=on_blur,
        width=width,
        height=height,
        tooltip=_hint(tooltip) if tooltip else None,
        style=_clear_style(fill=fill, ink=ink, radius=radius, padding=padding, border=border, align=align),
    )
    node = ft.Semantics(
        content=real,
        label=label,
        identifier=identifier,
        selected=selected,
        toggled=toggled,
        expanded=expanded,
    )
    return ft.MergeSemantics(content=node, expand=expand, key=key)


def use_called(pressable: MutableRef[Any], called: int) -> None:
    """Hook: what stands in the reference takes the keyboard whenever `called` becomes another number than 0."""

    async def take_keyboard() -> None:
        if called and pressable.current:
            # It may have left the screen meanwhile, and then nobody would ever answer.
            with contextlib.suppress(RuntimeError, TimeoutError):
                async with asyncio.timeout(_PATIENCE):
                    await pressable.current.content.content.focus()

    ft.use_effect(take_keyboard, [called], cleanup=lambda: None)
