"""Home or Following: two words as the title of the feed, the lamp under the one that is open."""

from typing import Final

import flet as ft

from client.state.feeds import Feeds
from shared.feed import HomeChoice
from shared.ui.layout import region
from shared.ui.press import press, use_called
from shared.ui.theme import Color, Motion, Space
from shared.ui.typography import text

FEEDS: Final[tuple[tuple[HomeChoice, str], ...]] = (("home", "Home"), ("following", "Following"))
_HEIGHT: Final = 56


@ft.component
def FeedSwitch(feeds: Feeds, large: bool) -> ft.Control:
    """`large`: the title of a page with a rail, else that of a phone's bar."""
    front = ft.use_ref(None)
    # With another feed the list is another one, and this title with it: the keyboard stays where it was. Only what is
    # new may be called: an answer for what has left the screen would end the session.
    called = ft.use_ref(feeds.called)
    focused = ft.use_ref(False)
    use_called(front, int(called.current))

    def word(which: HomeChoice, shown: str) -> ft.Control:
        chosen = which == feeds.open

        async def choose() -> None:
            await feeds.choose(which, by_key=focused.current)

        def note(here: bool) -> None:
            focused.current = here

        lamp = ft.Container(
            height=3, width=22, border_radius=2, bgcolor=Color.lamp if chosen else Color.none, animate=Motion.state
        )
        name = text(shown, "display" if large else "title", Color.ink if chosen else Color.muted, no_wrap=True)
        face = ft.Column(
            [name, lamp],
            spacing=0 if large else 1,
            tight=True,
            alignment=ft.MainAxisAlignment.CENTER,
            horizontal_alignment=ft.CrossAxisAlignment.START,
        )
        pressed = press(
            face,
            label=shown,
            identifier=f"feed-{which}",
            on_press=choose,
            selected=chosen,
            height=_HEIGHT if large else 48,
            padding=ft.Padding.symmetric(horizontal=Space.x2),
            on_focus=lambda: note(True),
            on_blur=lambda: note(False),
        )
        if chosen:
            front.current = pressed
        return pressed

    words = ft.Row([word(*one) for one in FEEDS], spacing=Space.x2 if large else 0, tight=True)
    return region(words, "feed-switch", "Feed")
