"""Moving a list from here."""

import asyncio
import contextlib
from typing import Final

import flet as ft

_PATIENCE: Final = 2.0


async def scroll_to(listing: ft.ListView | None, offset: float, milliseconds: int = 0) -> None:
    """Does nothing when the list has left the screen meanwhile: no client would ever answer for it."""
    if listing is None:
        return
    with contextlib.suppress(RuntimeError, TimeoutError):
        # No task of its own: by the time one began, the list might have been drawn anew.
        async with asyncio.timeout(_PATIENCE):
            await listing.scroll_to(offset=offset, duration=milliseconds)
