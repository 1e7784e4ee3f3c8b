"""Caption and description of a photo, with what is left of each."""

from collections.abc import Awaitable, Callable

import flet as ft

from shared.limits import ALT_MAX, CAPTION_MAX
from shared.media import Limits
from shared.problems import ApiError
from shared.ui.field import field
from shared.ui.layout import silent
from shared.ui.theme import Color, Space
from shared.ui.typography import text
from shared.ui.words import THIN, count

_REMIND = "Describe what can be seen, for people who cannot see it."


def _counter(used: int, most: int) -> ft.Control:
    tight = used > most * 0.9
    words = f"{count(used)}{THIN}/{THIN}{count(most)}"
    return silent(text(words, "meta", Color.danger if tight else Color.muted))


@ft.component
def WordsForm(
    caption: str,
    alt: str,
    on_caption: Callable[[str], None],
    on_alt: Callable[[str], None],
    limits: Callable[[], Awaitable[Limits]] | None = None,
) -> ft.Control:
    """Starts with the given words and reports every change of them."""
    caption_used, set_caption_used = ft.use_state(len(caption))
    alt_used, set_alt_used = ft.use_state(len(alt))
    most, set_most = ft.use_state((CAPTION_MAX, ALT_MAX))

    async def ask() -> None:
        if limits is None:
            return
        try:
            told = await limits()
        except ApiError:
            return
        set_most((told.caption_max, told.alt_max))

    ft.use_effect(ask, [], cleanup=lambda: None)

    def write_caption(value: str) -> None:
        on_caption(value)
        set_caption_used(len(value))

    def write_alt(value: str) -> None:
        on_alt(value)
        set_alt_used(len(value))

    reminder = ft.Row(
        [
            silent(ft.Icon(ft.Icons.ACCESSIBILITY_NEW_ROUNDED, size=16, color=Color.muted if alt_used else Color.lamp)),
            text(_REMIND if not alt_used else "Thank you. This is read aloud.", "meta", expand=True),
            _counter(alt_used, most[1]),
        ],
        spacing=Space.x2,
    )
    return ft.Column(
        [
            field(
                "caption",
                "Caption",
                write_caption,
                value=caption,
                hint="What should people know about it? #tags and @handles work.",
                lines=4,
                max_length=most[0],
            ),
            ft.Row([_counter(caption_used, most[0])], alignment=ft.MainAxisAlignment.END),
            field(
                "alt-text",
                "Description",
                write_alt,
                value=alt,
                hint="A blue vase between two cups on a wooden table",
                lines=2,
                max_length=most[1],
            ),
            reminder,
        ],
        spacing=Space.x2,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
