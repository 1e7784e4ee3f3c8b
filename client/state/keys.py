"""Keys that mean something on a screen as a whole, whatever has the focus there."""

from collections.abc import Callable
from typing import Any

import flet as ft

KeyHandler = Callable[[str], Any]
"""Called with the name of the key, "Arrow Left" for one. May be a coroutine function."""


class Keys:
    """The newest listener hears a key. Make it before the first render."""

    def __init__(self, page: ft.Page) -> None:
        self._listeners: list[KeyHandler] = []
        # Never taken back: when it comes or goes, the client builds the page anew and forgets what had the focus.
        page.on_keyboard_event = self._pressed

    def listen(self, listener: KeyHandler) -> Callable[[], None]:
        """Returns what ends the listening."""
        self._listeners.append(listener)

        def end() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return end

    async def _pressed(self, event: ft.KeyboardEvent) -> None:
        if event.ctrl or event.alt or event.meta or not self._listeners:
            return
        answer = self._listeners[-1](event.key)
        if answer is not None:
            await answer
