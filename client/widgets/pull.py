"""Pull to refresh. Flet has no such control: this counts how far a finger pulls a list beyond its top."""

from collections.abc import Awaitable, Callable
from typing import Final

import flet as ft

_FAR_ENOUGH: Final = 90.0


class PullToRefresh:
    """Feed it every scroll event of a list. Works with lists that stop at their end and with those that stretch."""

    def __init__(self, refresh: Callable[[], Awaitable[None]]) -> None:
        self._refresh = refresh
        self._pulled = 0.0

    async def scrolled(self, event: ft.OnScrollEvent) -> None:
        if event.event_type == ft.ScrollType.OVERSCROLL and (event.overscroll or 0) < 0:
            self._pulled -= event.overscroll or 0
        elif event.pixels < 0:
            self._pulled = max(self._pulled, -event.pixels)
        elif event.event_type == ft.ScrollType.END:
            far, self._pulled = self._pulled >= _FAR_ENOUGH, 0.0
            if far:
                await self._refresh()
