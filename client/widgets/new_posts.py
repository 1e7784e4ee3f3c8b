"""The pill that says how much is new above, and waits to be asked."""

import flet as ft

from shared.ui.press import Handler, press
from shared.ui.theme import Color, Motion, Radius, Shadow
from shared.ui.typography import text
from shared.ui.words import counted

_MOST = 30


def new_posts_pill(count: int, on_press: Handler) -> ft.Control:
    """Slides in from above when there is something, takes no room and no focus when there is not."""
    if not count:
        return ft.Container(width=0, height=0)
    words = f"{_MOST} or more new posts" if count >= _MOST else counted(count, "new post", "new posts")
    return pill_of_new(words, on_press)


def pill_of_new(words: str, on_press: Handler) -> ft.Control:
    """`words` say what is new."""
    row = ft.Row(
        [
            ft.Icon(ft.Icons.ARROW_UPWARD_ROUNDED, size=16, color=Color.on_primary),
            text(words, "meta_strong", Color.on_primary),
        ],
        spacing=6,
        tight=True,
    )
    pill = press(
        row,
        label=f"Show {words}",
        identifier="new-posts",
        on_press=on_press,
        fill=Color.primary,
        ink=Color.on_primary,
        radius=Radius.full,
        padding=ft.Padding.symmetric(horizontal=16),
    )
    return ft.Container(pill, shadow=Shadow.pill, border_radius=Radius.full, animate_offset=Motion.enter)
