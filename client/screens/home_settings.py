"""What opens first, what comes into Home, what orders it, and what is kept for that."""

from typing import Final, cast

import flet as ft

from client.state.hashtags import Hashtags, HashtagTie
from client.state.stores import Stores, use_stores, watch
from client.widgets.feed_switch import FEEDS
from client.widgets.frame import frame
from client.widgets.hashtag_button import HashtagButton
from client.widgets.ranker_words import ranker_words
from client.widgets.topic_links import to_hashtag
from shared.feed import FeedPreferences, HomeChoice
from shared.ui.buttons import button
from shared.ui.empty import empty
from shared.ui.layout import spoken
from shared.ui.panel import section
from shared.ui.press import press
from shared.ui.segmented import segmented
from shared.ui.skeleton import skeleton_people
from shared.ui.switch_row import switch_row
from shared.ui.theme import Color, Space, Width
from shared.ui.typography import text
from shared.ui.window import Window, WindowContext

_I = ft.Icons
_RECORDED: Final = (
    "To learn what people like to see, this server keeps which posts were on your screen and for how long, and that you"
    " liked, commented on, shared, saved or hid one, or visited its author. It hands that to nobody."
)


@ft.component
def HomeSettings() -> ft.Control:
    stores = use_stores()
    window = ft.use_context(WindowContext)
    preferences = watch(stores.home_preferences)
    hashtags = watch(stores.hashtags)
    ft.use_effect(preferences.load, [], cleanup=lambda: None)
    ft.use_effect(hashtags.load, [], cleanup=lambda: None)

    async def back() -> None:
        await stores.trail.go("/settings")

    body: list[ft.Control]
    if preferences.now is None:
        body = [skeleton_people(3)]
        if preferences.failure:
            again = button("Try again", "home-settings-retry", preferences.load, kind="soft")
            words = f"{preferences.failure}."
            body = [empty(_I.CLOUD_OFF_ROUNDED, "That didn’t load", words, "home-settings-failed", again)]
    else:
        orders = ranker_words(preferences.ranker) if preferences.ranker else "Asking what ranks it."
        body = [
            section("Opens first", [_first(stores, preferences.now, window)]),
            section("What comes into Home", [_suggested(stores, preferences.now)]),
            section("Hashtags you follow", _tags(stores, hashtags), note="Their posts may come into Home."),
            section("How it is ranked", [_sentence(_I.AUTO_GRAPH_ROUNDED, orders, "home-ranker")]),
            section("What is kept for that", [_sentence(_I.VISIBILITY_OUTLINED, _RECORDED, "home-recorded")]),
        ]
    return frame(window, "Home", body, on_back=back, spacing=Space.x5)


def _first(stores: Stores, now: FeedPreferences, window: Window) -> ft.Control:
    async def choose(which: str) -> None:
        await stores.feeds.choose(cast(HomeChoice, which))

    width = (Width.reading if window.rail else window.width - 2 * Space.x3) - 2 * Space.x4 - 2
    switch = segmented(FEEDS, now.first, "first", choose, width=width, label="The feed that opens first")
    words = text("Home is ranked for you, Following is newest first.", "meta")
    return ft.Container(ft.Column([words, ft.Row([switch], spacing=0)], spacing=Space.x3, tight=True), padding=Space.x4)


def _suggested(stores: Stores, now: FeedPreferences) -> ft.Control:
    async def turn(on: bool) -> None:
        if await stores.home_preferences.change(suggested=on):
            stores.feeds.home.outdate()

    return switch_row(
        _I.AUTO_AWESOME_OUTLINED,
        "Suggested posts",
        "Some posts of people you do not follow",
        "suggested-posts",
        now.suggested,
        turn,
    )


def _tags(stores: Stores, hashtags: Hashtags) -> list[ft.Control]:
    if hashtags.followed:
        return [_tag(stores, tie) for tie in hashtags.followed]
    if hashtags.loaded:
        return [_sentence(_I.TAG_ROUNDED, "None yet. The page of a hashtag has a button for it.", "hashtags-none")]
    if not hashtags.failure:
        return [ft.Container(skeleton_people(1), padding=Space.x2)]
    again = button("Try again", "hashtags-retry", hashtags.load, kind="soft", compact=True)
    words = text(f"{hashtags.failure}.", "body", Color.muted, expand=True)
    return [ft.Container(ft.Row([words, again], spacing=Space.x2), padding=Space.x4)]


def _tag(stores: Stores, tie: HashtagTie) -> ft.Control:
    name = press(
        ft.Row(
            [ft.Icon(_I.TAG_ROUNDED, size=22, color=Color.ink), text(tie.tag, lines=1, expand=True)], spacing=Space.x4
        ),
        label=f"#{tie.tag}",
        identifier=f"open-tag-{tie.tag}",
        on_press=to_hashtag(stores, tie.tag),
        height=54,
        radius=0,
        padding=ft.Padding.only(left=Space.x4),
        expand=True,
    )
    return ft.Container(ft.Row([name, HashtagButton(tie)], spacing=Space.x2), padding=ft.Padding.only(right=Space.x4))


def _sentence(icon: ft.IconData, words: str, identifier: str) -> ft.Control:
    row = ft.Row(
        [ft.Icon(icon, size=22, color=Color.ink), text(words, expand=True)],
        spacing=Space.x4,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )
    return spoken(ft.Container(row, padding=Space.x4), words, identifier)
