"""The one text field of both apps: sunk, labelled, with its problem or its hint underneath."""

import contextlib
from collections.abc import Callable
from typing import Any, cast

import flet as ft

from shared.ui.buttons import icon_button
from shared.ui.direction import right_to_left
from shared.ui.layout import silent
from shared.ui.theme import Color, Radius, Space
from shared.ui.typography import style, text
from shared.ui.writing import WritingContext


def _outline(color: ft.ColorValue, radius: float, width: float) -> ft.OutlineInputBorder:
    return ft.OutlineInputBorder(border_radius=radius, side=ft.BorderSide(width, color))


def field(identifier: str, label: str, on_change: Callable[[str], Any], **options: Any) -> ft.Control:
    """A text field; see `Field` for its options.

    Keyed by its identifier, so that it keeps what was typed when something appears above it. Give another `key` to
    begin anew.
    """
    return Field(identifier, label, on_change, **({"key": identifier} | options))


@ft.component
def Field(
    identifier: str,
    label: str,
    on_change: Callable[[str], Any],
    *,
    value: str = "",
    hint: str = "",
    helper: str = "",
    error: str = "",
    icon: ft.IconData | None = None,
    password: bool = False,
    lines: int = 1,
    grow: int = 0,
    max_length: int | None = None,
    autofocus: bool = False,
    called: int = 0,
    autofill: ft.AutofillHint | None = None,
    on_submit: Callable[[], Any] | None = None,
    on_enter: Callable[[], Any] | None = None,
    on_leave: Callable[[], Any] | None = None,
    width: float | None = None,
) -> ft.Control:
    """`value` is only what it starts with: what people type is never sent back to them.

    `error` wins over `helper`. `max_length` cuts silently; show a counter where it matters.

    With `grow` it begins as one line, without its label above, and grows to so many. Takes the keyboard whenever
    `called` becomes another number than 0. `on_enter` and `on_leave` tell when the keyboard comes and goes.
    """
    started = ft.use_ref(False)
    drawn = ft.use_ref(cast(ft.TextField | None, None))
    shown, show = ft.use_state(False)
    leftwards, run_leftwards = ft.use_state(right_to_left(value))
    writing = ft.use_context(WritingContext)
    start = None if started.current else value
    started.current = True
    radius = 22 if icon or grow else Radius.control

    async def changed(event: ft.Event[ft.TextField]) -> None:
        run_leftwards(right_to_left(event.control.value or ""))
        answer = on_change(event.control.value or "")
        if answer is not None:
            await answer

    async def submitted() -> None:
        answer = on_submit() if on_submit else None
        if answer is not None:
            await answer

    def stop() -> None:
        if writing:
            writing.leave(started)

    # A field that leaves the screen will not say that it lost the keyboard.
    ft.use_effect(lambda: None, [], cleanup=stop)

    async def entered() -> None:
        if writing:
            writing.enter(started)
        answer = on_enter() if on_enter else None
        if answer is not None:
            await answer

    async def left() -> None:
        stop()
        answer = on_leave() if on_leave else None
        if answer is not None:
            await answer

    async def take_keyboard() -> None:
        if called and drawn.current:
            # It may have left the screen meanwhile.
            with contextlib.suppress(RuntimeError, TimeoutError):
                await drawn.current.focus()  # type: ignore[no-untyped-call]

    ft.use_effect(take_keyboard, [called], cleanup=lambda: None)
    box = ft.TextField(
        # None keeps what is there: sending an older text back would swallow letters typed meanwhile.
        value=start,  # type: ignore[arg-type]
        hint_text=hint or (label if icon or grow else None),
        hint_max_lines=1 if icon or grow else None,
        helper=helper or None,
        error=error or None,
        helper_style=style("meta", Color.muted),
        error_style=style("meta", Color.danger),
        helper_max_lines=3,
        error_max_lines=3,
        password=password and not shown,
        multiline=lines > 1 or grow > 1,
        min_lines=lines if lines > 1 else 1 if grow else None,
        max_lines=grow or (max(lines, 8) if lines > 1 else 1),
        max_length=max_length,
        counter="",
        autofocus=autofocus,
        autofill_hints=autofill,
        autocorrect=not password and not autofill,
        on_change=changed,
        on_submit=submitted if on_submit else None,
        on_focus=entered if on_enter or writing else None,
        on_blur=left if on_leave or writing else None,
        filled=True,
        fill_color=Color.well,
        hover_color=Color.none,
        border={
            ft.ControlState.ERROR: _outline(Color.danger, radius, 1.5),
            ft.ControlState.FOCUSED: _outline(Color.primary, radius, 1.5),
            ft.ControlState.DEFAULT: _outline(Color.none, radius, 1),
        },
        prefix_icon=ft.Icon(icon, size=20, color=Color.muted) if icon else None,
        text_style=style("body", Color.ink),
        # Its direction cannot change while it is typed in: the client would make a new field, without the keyboard.
        text_align=ft.TextAlign.RIGHT if leftwards else ft.TextAlign.LEFT,
        hint_style=style("body", Color.muted),
        content_padding=ft.Padding.only(left=Space.x4, right=Space.x12 if password else Space.x4, top=14, bottom=14),
        cursor_color=Color.primary,
        size_constraints=ft.BoxConstraints(min_height=Space.touch if icon or grow else Space.x12),
    )
    drawn.current = box
    # A searching field shows its label as the hint, which is its spoken name already until words take its place.
    named = ft.MergeSemantics(
        content=ft.Semantics(
            content=box, identifier=identifier, label=None if (icon or grow) and not (hint or value) else label
        )
    )
    if icon or grow:
        return named
    body: ft.Control = named
    if password:
        eye = icon_button(
            ft.Icons.VISIBILITY_OFF_OUTLINED if shown else ft.Icons.VISIBILITY_OUTLINED,
            f"Hide {label.lower()}" if shown else f"Show {label.lower()}",
            f"{identifier}-reveal",
            lambda: show(not shown),
            size=20,
            color=Color.muted,
        )
        body = ft.Stack([named, ft.Container(eye, right=2, top=2)], fit=ft.StackFit.PASS_THROUGH)
    words = silent(ft.Container(text(label, "meta_strong", Color.muted), padding=ft.Padding.only(left=2)))
    return ft.Column(
        [words, body], spacing=6, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH, width=width
    )
