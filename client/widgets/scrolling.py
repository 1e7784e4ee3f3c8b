"""Moving a list from here."""

import asyncio
import contextlib
from typing import Any, Final

import flet as ft
from flet.components.hooks.use_ref import MutableRef

_PATIENCE: Final = 2.0
_ABOVE: Final = 64.0
"""Pixels left above what was scrolled to, so that one sees that it goes on there."""
_GLIDE_MS: Final = 200


async def scroll_to(listing: ft.ListView | None, offset: float, milliseconds: int = 0) -> None:
    """Does nothing when the list has left the screen meanwhile: no client would ever answer for it."""
    if listing is None:
        return
    with contextlib.suppress(RuntimeError, TimeoutError):
        # No task of its own: by the time one began, the list might have been drawn anew.
        async with asyncio.timeout(_PATIENCE):
            await listing.scroll_to(offset=offset, duration=milliseconds)


async def scroll_to_key(listing: ft.ListView | None, key: str) -> None:
    """To what has that `ft.ScrollKey`, a little below the upper edge, as far as the client has built it."""
    if listing is None:
        return
    with contextlib.suppress(RuntimeError, TimeoutError):
        async with asyncio.timeout(_PATIENCE):
            await listing.scroll_to(scroll_key=key)
            await listing.scroll_to(delta=-_ABOVE, duration=_GLIDE_MS)


def use_kept_place(offset: float) -> MutableRef[Any]:
    """Hook: a list that begins so many pixels down. The caller puts the list of each render into the answer."""
    listing = ft.use_ref(None)

    async def go_back() -> None:
        if offset > 0:
            await scroll_to(listing.current, offset)

    ft.use_effect(go_back, [], cleanup=lambda: None)
    return listing
