"""What stands in the list of a feed: bones, a refusal, an empty arch, or the cards and what comes after them."""

from typing import Final

import flet as ft

from client.state.feed import Feed
from client.state.reading import Reading
from client.state.stores import Stores
from client.state.suggestions import Suggestions
from client.widgets.post_card import PostCard
from client.widgets.posting_chips import PostingChips
from client.widgets.suggested import SuggestionCards
from shared.feed import Surface
from shared.ui.buttons import button
from shared.ui.empty import empty
from shared.ui.layout import gap, silent
from shared.ui.skeleton import skeleton_post
from shared.ui.theme import Color, Space
from shared.ui.typography import text
from shared.ui.window import Window

_SUGGEST_AFTER: Final = 3
"""Posts above the people one may know."""
_EMPTY: Final[dict[Surface, str]] = {
    "home": "Follow people or hashtags, and the best of what they show will stand here.",
    "following": "Follow people, and what they show will stand here, newest first.",
}
_Card = ft.memo(PostCard)


def feed_rows(stores: Stores, feed: Feed, suggestions: Suggestions, window: Window) -> list[ft.Control]:
    wide = window.rail
    inset = 0 if wide else Space.x3
    chips: list[ft.Control] = []
    if not window.wide:
        around = ft.Padding.symmetric(horizontal=inset)
        chips.append(measured(feed.reading, "posting", PostingChips(), around))
    # From there on they stand in the side column.
    known: list[ft.Control] = []
    if not window.wide:
        cards_of_people = SuggestionCards(suggestions, 0 if wide else Space.x3)
        known.append(measured(feed.reading, "suggestions", cards_of_people, ft.Padding(0, 0, 0, 0)))
    shown = feed.shown
    if not feed.loaded and not shown:
        if feed.failure:
            again = button("Try again", "feed-retry", feed.retry, kind="soft")
            words = f"{feed.failure}."
            return [*chips, empty(ft.Icons.CLOUD_OFF_ROUNDED, "That didn’t load", words, "feed-failed", again)]
        return [*chips, *bones(wide)]
    if not shown and feed.ended:
        return [*chips, gap(Space.x8), _nothing(stores, feed.surface), *known]
    cards: list[ft.Control] = [
        _Card(item, feed.spot(item.id), wide, feed.calls if item.id == feed.marked else 0, key=item.id)
        for item in shown
    ]
    return [*chips, *cards[:_SUGGEST_AFTER], *known, *cards[_SUGGEST_AFTER:], _foot(feed, wide)]


def bones(wide: bool) -> list[ft.Control]:
    return [skeleton_post(0 if wide else Space.x2), skeleton_post(0 if wide else Space.x2)]


def measured(reading: Reading, name: str, content: ft.Control, padding: ft.Padding) -> ft.Container:
    """A row of the list that is no card, whose height counts all the same."""

    def changed(event: ft.LayoutSizeChangeEvent[ft.Container]) -> None:
        reading.measured(name, event.height)

    return ft.Container(content, padding=padding, key=name, on_size_change=changed)


def _nothing(stores: Stores, surface: Surface) -> ft.Control:
    async def find_people() -> None:
        await stores.trail.go("/search")

    find = button("Find people", "find-people", find_people, icon=ft.Icons.PERSON_SEARCH_OUTLINED)
    return empty(ft.Icons.PHOTO_LIBRARY_OUTLINED, "Nothing on show yet", _EMPTY[surface], "feed-empty", find)


def _foot(feed: Feed, wide: bool) -> ft.Control:
    if feed.full:
        return ft.Container(
            ft.Column(
                [
                    text("That was a long look.", "meta"),
                    button("Go on from here", "feed-go-on", feed.go_on, kind="soft"),
                ],
                horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            ),
            alignment=ft.Alignment.CENTER,
            padding=Space.x6,
        )
    if feed.ended:
        lamp = ft.Container(width=6, height=6, border_radius=3, bgcolor=Color.lamp)
        return ft.Semantics(
            identifier="feed-end",
            container=True,
            content=ft.Container(
                ft.Column(
                    [silent(lamp), text("You have seen everything.", "meta")],
                    horizontal_alignment=ft.CrossAxisAlignment.CENTER,
                    spacing=10,
                ),
                alignment=ft.Alignment.CENTER,
                padding=ft.Padding(0, Space.x4, 0, Space.x8),
            ),
        )
    return skeleton_post(0 if wide else Space.x2)
