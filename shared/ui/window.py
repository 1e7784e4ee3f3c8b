"""The window of one session: its size and theme. Components that use `WindowContext` render anew when it changes."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Literal, cast

import flet as ft

from shared.ui.theme import Width

ThemeChoice = Literal["system", "light", "dark"]
_MODES = {"system": ft.ThemeMode.SYSTEM, "light": ft.ThemeMode.LIGHT, "dark": ft.ThemeMode.DARK}


class Window(ft.Observable):
    """Follows the page's size, but waits until a drag of the edge has settled."""

    def __init__(self, page: ft.Page, theme: ThemeChoice, remember: Callable[[ThemeChoice], Awaitable[None]]) -> None:
        self._page = page
        self._remember = remember
        self._settling: asyncio.Task[None] | None = None
        self.width: float = page.width or 390
        self.height: float = page.height or 844
        self.theme: ThemeChoice = theme
        page.on_resize = self._resized

    @property
    def rail(self) -> bool:
        """Left rail instead of the bottom bar."""
        return self.width >= Width.rail_from

    @property
    def wide(self) -> bool:
        """Labels on the rail and a side column."""
        return self.width >= Width.wide_from

    @property
    def main(self) -> float:
        """Width of what stands right of the navigation."""
        if not self.rail:
            return self.width
        return self.width - (Width.labelled_rail if self.wide else Width.rail)

    @property
    def dark(self) -> bool:
        """Whether dark is on screen now, whatever the choice."""
        if self.theme == "system":
            return self._page.platform_brightness == ft.Brightness.DARK
        return self.theme == "dark"

    async def choose_theme(self, theme: ThemeChoice) -> None:
        self._page.theme_mode = _MODES[theme]
        self._page.update()
        self.theme = theme
        await self._remember(theme)

    def _resized(self, event: ft.PageResizeEvent) -> None:
        if self._settling:
            self._settling.cancel()
        self._settling = asyncio.create_task(self._settle(event.width, event.height))

    async def _settle(self, width: float, height: float) -> None:
        crosses = (width >= Width.rail_from) != self.rail or (width >= Width.wide_from) != self.wide
        if not crosses:
            await asyncio.sleep(0.12)
        self.width, self.height = width, height


def kept_theme(kept: str | None) -> ThemeChoice:
    """What a device remembers, as far as it makes sense."""
    if kept == "light":
        return "light"
    return "dark" if kept == "dark" else "system"


def theme_mode(theme: ThemeChoice) -> ft.ThemeMode:
    return _MODES[theme]


# The default is never read: every app provides its own window around the router.
WindowContext = ft.create_context(cast(Window, None))
