"""One line at the foot of the screen after an action, with at most one thing to do about it."""

import asyncio
import contextlib
from dataclasses import dataclass
from typing import cast

import flet as ft

from shared.ui.layout import region
from shared.ui.press import Handler, press
from shared.ui.theme import Color, Motion, Radius, Shadow, Space
from shared.ui.typography import text


@dataclass(frozen=True)
class Toast:
    message: str
    action: str = ""
    on_action: Handler | None = None
    icon: ft.IconData | None = None


class Toasts(ft.Observable):
    """Shows one toast at a time for four seconds; a newer one takes the place of the older."""

    def __init__(self) -> None:
        self.current: Toast | None = None
        self._leaving: asyncio.Task[None] | None = None

    def show(
        self, message: str, *, action: str = "", on_action: Handler | None = None, icon: ft.IconData | None = None
    ) -> None:
        self.current = Toast(message, action, on_action, icon)
        if self._leaving:
            self._leaving.cancel()
        self._leaving = asyncio.create_task(self._leave())

    def dismiss(self) -> None:
        self.current = None

    async def _leave(self) -> None:
        await asyncio.sleep(Motion.toast_seconds)
        # A visitor who has left already has no screen to clear.
        with contextlib.suppress(RuntimeError):
            self.current = None


ToastsContext = ft.create_context(cast(Toasts, None))


def _bar(toast: Toast, toasts: Toasts) -> ft.Semantics:
    async def act() -> None:
        toasts.dismiss()
        if toast.on_action:
            answer = toast.on_action()
            if answer is not None:
                await answer

    parts: list[ft.Control] = []
    if toast.icon:
        parts.append(ft.Icon(toast.icon, size=20, color=Color.on_toast))
    parts.append(text(toast.message, "body", Color.on_toast, lines=2, expand=True))
    if toast.action:
        parts.append(
            press(
                text(toast.action, "strong", Color.toast_action),
                label=toast.action,
                identifier="toast-action",
                on_press=act,
                ink=Color.on_toast,
                padding=ft.Padding.symmetric(horizontal=10),
            )
        )
    bar = ft.Container(
        ft.Row(parts, spacing=Space.x3),
        bgcolor=Color.toast,
        border_radius=Radius.card,
        padding=ft.Padding(Space.x4, Space.x1, Space.x2, Space.x1),
        shadow=Shadow.sheet,
        height=56,
    )
    return region(bar, "toast", live=True)


@ft.component
def ToastHost(toasts: Toasts, width: float, lift: float) -> ft.Control:
    """Belongs at the foot of a Stack over the app; keeps `lift` pixels below itself. Takes no room while silent."""
    toast = toasts.current
    if toast is None:
        return ft.Container(height=0)
    return ft.Container(
        ft.Container(_bar(toast, toasts), width=width),
        alignment=ft.Alignment.BOTTOM_CENTER,
        padding=ft.Padding.only(bottom=lift),
    )
