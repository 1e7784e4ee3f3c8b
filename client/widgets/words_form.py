"""Caption and descriptions, with what is left of each."""

from collections.abc import Callable
from functools import partial

import flet as ft

from client.state.completion import Completion
from client.state.stores import use_stores, watch
from shared.limits import ALT_MAX, CAPTION_MAX
from shared.ui.buttons import button
from shared.ui.chips import chip
from shared.ui.field import field
from shared.ui.layout import silent
from shared.ui.theme import Color, Space
from shared.ui.typography import text
from shared.ui.words import THIN, count

_REMIND = "Describe what can be seen, for people who cannot see it."
_THANKS = "Thank you. This is read aloud."


def _counter(used: int, most: int) -> ft.Control:
    tight = used > most * 0.9
    words = f"{count(used)}{THIN}/{THIN}{count(most)}"
    return silent(text(words, "meta", Color.danger if tight else Color.muted))


@ft.component
def CaptionField(caption: str, on_caption: Callable[[str], None], most: int = CAPTION_MAX) -> ft.Control:
    """Starts with the given words and reports every change of them. Offers hashtags and handles as one writes them."""
    stores = use_stores()
    used, set_used = ft.use_state(len(caption))
    words = ft.use_ref(caption)
    taken, count_taken = ft.use_state(0)
    completion: Completion = watch(ft.use_memo(lambda: Completion(stores.session.api), []))

    def write(value: str) -> None:
        words.current = value
        on_caption(value)
        set_used(len(value))
        completion.read(value)

    def take(offer: str) -> None:
        write(completion.take(offer, words.current)[:most])
        # The field keeps what was typed: one with other words is another field.
        count_taken(taken + 1)

    parts: list[ft.Control] = [
        field(
            "caption",
            "Caption",
            write,
            value=words.current,
            hint="What should people know about it? #tags and @handles work.",
            lines=4,
            max_length=most,
            called=taken,
            key=f"caption-{taken}",
        )
    ]
    if completion.offers:
        offers: list[ft.Control] = [chip(one, f"offer-{one[1:]}", partial(take, one)) for one in completion.offers]
        parts.append(ft.Row(offers, spacing=Space.x2, scroll=ft.ScrollMode.HIDDEN, key="offers"))
    return ft.Column(
        [*parts, ft.Row([_counter(used, most)], alignment=ft.MainAxisAlignment.END, key="counter")],
        spacing=Space.x1,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


@ft.component
def AltField(
    identifier: str,
    label: str,
    alt: str,
    on_alt: Callable[[str], None],
    suggested: str = "",
    most: int = ALT_MAX,
) -> ft.Control:
    """The description of one picture. What machine vision saw is offered, and taken only by a press."""
    used, set_used = ft.use_state(len(alt))
    taken, take = ft.use_state("")

    def write(value: str) -> None:
        on_alt(value)
        set_used(len(value))

    def use() -> None:
        write(suggested)
        take(suggested)

    parts: list[ft.Control] = [
        field(
            identifier,
            label,
            write,
            value=taken or alt,
            hint="A blue vase between two cups on a wooden table",
            lines=2,
            max_length=most,
            key=f"{identifier}-{taken}",
        )
    ]
    if suggested and not used:
        offer = ft.Row(
            [
                silent(ft.Icon(ft.Icons.AUTO_AWESOME_OUTLINED, size=16, color=Color.muted)),
                text(f"Suggested: {suggested}", "meta", expand=True),
                button(
                    "Use",
                    f"{identifier}-use",
                    use,
                    kind="tint",
                    compact=True,
                    name=f"Use this description: {suggested}",
                ),
            ],
            spacing=Space.x2,
        )
        parts.append(offer)
    reminder = ft.Row(
        [
            silent(ft.Icon(ft.Icons.ACCESSIBILITY_NEW_ROUNDED, size=16, color=Color.muted if used else Color.lamp)),
            text(_THANKS if used else _REMIND, "meta", expand=True),
            _counter(used, most),
        ],
        spacing=Space.x2,
    )
    return ft.Column(
        [*parts, reminder], spacing=Space.x1, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
    )
