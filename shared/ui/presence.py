"""Whether somebody looks: work that repeats itself stops for closed and hidden tabs."""

import asyncio
from collections.abc import Awaitable, Callable

import flet as ft


def away(page: ft.Page) -> bool:
    """Nobody is connected to this page now, or ever will be again."""
    try:
        return page.session.connection is None
    except RuntimeError:
        return True


def here_again(page: ft.Page) -> None:
    """For a page that is connected anew. The last that a browser says before it loads a page again is that it is
    hidden, and Flet would believe that for ever.
    """
    shown = ft.AppLifecycleState.SHOW
    event = ft.AppLifecycleStateChangeEvent(control=page, name="app_lifecycle_state_change", state=shown)
    page.before_event(event)  # type: ignore[arg-type]


async def every(page: ft.Page, seconds: float, act: Callable[[], Awaitable[object]]) -> None:
    """Acts again and again while the page is looked at. Ends when its session does."""
    while True:
        await asyncio.sleep(seconds)
        try:
            connected = page.session.connection is not None
        except RuntimeError:
            return
        if connected and page.app_visible:
            await act()
