"""Keys that mean something on a screen as a whole, whatever has the focus there."""

import time
from collections.abc import Callable
from typing import Any, Final

import flet as ft

from shared.ui.dialogs import Dialogs
from shared.ui.writing import Writing

KeyHandler = Callable[[str], Any]
"""Called with the name of the key: "j", "?", "Arrow Left". May be a coroutine function. What answers False leaves the
key to whoever listened before."""


_PRESSES: Final = ("Enter", "Numpad Enter", " ", "Space")
_PRESS_SECONDS: Final = 1.0


class Keys:
    """The newest listener hears a key first. Make it before the first render."""

    def __init__(self, page: ft.Page, dialogs: Dialogs) -> None:
        self._web = bool(page.web)
        self._dialogs = dialogs
        self._listeners: list[KeyHandler] = []
        self._entered = float("-inf")
        self.writing = Writing()
        """While somebody writes, letters are letters; Escape alone is heard."""
        # Never taken back: when it comes or goes, the client builds the page anew and forgets what had the focus.
        page.on_keyboard_event = self._pressed

    @property
    def pressing(self) -> bool:
        """Whether what happens now comes of a key that presses what has the focus."""
        return time.monotonic() - self._entered < _PRESS_SECONDS

    def listen(self, listener: KeyHandler, *, last: bool = False) -> Callable[[], None]:
        """Returns what ends the listening. `last`: whoever else listens comes before."""
        self._listeners.insert(0 if last else len(self._listeners), listener)

        def end() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return end

    async def _pressed(self, event: ft.KeyboardEvent) -> None:
        key = _named(event, self._web)
        if key in _PRESSES:
            self._entered = time.monotonic()
        if event.ctrl or event.alt or event.meta or (self.writing.going_on and key != "Escape"):
            return
        if self._dialogs.current:
            if key == "Escape":
                self._dialogs.close()
            return
        for listener in reversed(self._listeners):
            answer = listener(key)
            if hasattr(answer, "__await__"):
                answer = await answer
            if answer is not False:
                return


def use_keys(keys: Keys, listener: KeyHandler, *, last: bool = False) -> None:
    """Hook: while the calling component is shown, it hears keys, with the listener of its latest render."""
    latest = ft.use_ref(None)
    ending = ft.use_ref(None)
    latest.current = listener

    def listen() -> None:
        ending.current = keys.listen(lambda key: latest.current(key), last=last)

    def end() -> None:
        if ending.current:
            ending.current()

    ft.use_effect(listen, [], cleanup=end)


def _named(event: ft.KeyboardEvent, web: bool) -> str:
    # Browsers name what a key writes, whatever the layout; some systems name the key, as an American one has it.
    if event.shift and event.key == "/" and not web:
        return "?"
    return event.key.lower() if len(event.key) == 1 else event.key
