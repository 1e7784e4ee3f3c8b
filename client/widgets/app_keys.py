"""Keys that mean the same on every screen, and the list of all of them."""

from typing import Final

import flet as ft

from client.state.keys import use_keys
from client.state.stores import Stores
from shared.ui.dialogs import Sheet
from shared.ui.layout import spoken
from shared.ui.theme import Color, Radius, Space
from shared.ui.typography import text

KEYS: Final = (
    ("J   K", "Next and previous post"),
    ("F", "Home or Following"),
    ("L", "Like"),
    ("S", "Save"),
    ("C", "Comments"),
    ("Enter", "Open the post"),
    ("Arrows", "Turn the pictures of a post"),
    ("M", "Sound of videos on or off"),
    ("/", "Search"),
    ("N", "New post"),
    ("Esc", "Close, or go back"),
    ("?", "This list"),
)
_ROOTS: Final = ("/", "/create")
"""Where Escape leads nowhere: the beginning, and the composer, which keeps what it holds."""


def use_app_keys(stores: Stores, location: str) -> None:
    """Hook: / searches, n composes, m turns the sound, Escape goes back, ? lists the keys."""

    async def pressed(key: str) -> bool:
        if key == "Escape":
            # A search is left with it even while one types; elsewhere it must not throw away what was written.
            if location in _ROOTS or (stores.keys.writing.going_on and location != "/search"):
                return False
            await stores.trail.back()
        elif key == "/":
            stores.search.call()
            await stores.trail.go("/search")
        elif key == "n":
            await stores.trail.go("/create")
        elif key == "m":
            stores.playing.turn_sound()
        elif key == "?":
            open_keys(stores)
        else:
            return False
        return True

    use_keys(stores.keys, pressed, last=True)


def open_keys(stores: Stores) -> None:
    stores.dialogs.open(Sheet("keys", "Keys", [_line(key, what) for key, what in KEYS]))


def _line(key: str, what: str) -> ft.Control:
    cap = ft.Container(
        text(key, "meta_strong", no_wrap=True),
        height=26,
        width=64,
        alignment=ft.Alignment.CENTER,
        bgcolor=Color.well,
        border_radius=Radius.tag,
    )
    return spoken(ft.Row([cap, text(what, expand=True)], spacing=Space.x4), f"{key}: {what}")
