"""Home: the Following feed, newest first."""

import asyncio

import flet as ft

from client.state.feed import NEAR_TOP, Feed
from client.state.reading import Reading
from client.state.stores import use_stores, watch
from client.state.suggestions import Suggestions
from client.widgets.feed_keys import use_feed_keys
from client.widgets.nav import Bell
from client.widgets.new_posts import new_posts_pill
from client.widgets.post_card import PostCard
from client.widgets.posting_chips import PostingChips
from client.widgets.pull import PullToRefresh
from client.widgets.scrolling import scroll_to
from client.widgets.suggested import SuggestionCards
from shared.ui.banner import banner
from shared.ui.buttons import button, icon_button
from shared.ui.empty import empty
from shared.ui.layout import gap, pinned, side_padding, silent
from shared.ui.press import Handler
from shared.ui.skeleton import skeleton_post
from shared.ui.theme import Color, Space, Width
from shared.ui.top_bar import top_bar
from shared.ui.typography import heading, text
from shared.ui.window import Window, WindowContext
from shared.ui.wordmark import wordmark
from shared.ui.words import since

_AHEAD = 1800.0
_MEASURING_SECONDS = 0.5
"""Until then the client has told the heights of the first posts."""
_SUGGEST_AFTER = 3
"""Posts above the people one may know."""
_Card = ft.memo(PostCard)


@ft.component
def Home() -> ft.Control:
    stores = use_stores()
    feed = watch(stores.feed)
    window = ft.use_context(WindowContext)
    far, set_far = ft.use_state(feed.offset > NEAR_TOP)
    rows = ft.use_ref(None)
    pull = ft.use_ref(lambda: PullToRefresh(feed.refresh))

    reading = feed.reading

    async def go_back() -> None:
        """Also after a reload: the browser has built the list anew then, and shows its top."""
        if not feed.loaded or reading.offset <= NEAR_TOP:
            return
        if not reading.exact:
            await asyncio.sleep(_MEASURING_SECONDS)
        await scroll_to(rows.current, reading.back())

    async def open_feed() -> None:
        await feed.start(window.width)

    ft.use_effect(go_back, [feed.loaded, watch(stores.session).returns], cleanup=lambda: None)
    ft.use_effect(open_feed, [], cleanup=lambda: None)
    ft.use_effect(stores.suggestions.start, [], cleanup=lambda: None)

    async def scrolled(event: ft.OnScrollEvent) -> None:
        feed.scrolled(event.pixels, event.viewport_dimension, window.width)
        if (event.pixels > NEAR_TOP) != far:
            set_far(event.pixels > NEAR_TOP)
        await pull.current.scrolled(event)
        if event.extent_after < _AHEAD:
            await feed.more()

    async def to_top() -> None:
        if feed.offset > 0:
            await scroll_to(rows.current, 0, 280)
        await feed.refresh()

    async def find_people() -> None:
        await stores.trail.go("/search")

    side = 0.0
    if window.rail:
        side = side_padding(window.main - (Width.side if window.wide else 0), Width.feed, Space.x4)
    refresh = icon_button(
        ft.Icons.REFRESH_ROUNDED, "Refresh", "refresh", to_top, size=22, disabled=feed.refreshing, color=Color.muted
    )
    use_feed_keys(stores, rows, window.height)
    body = _body(feed, stores.suggestions, window, find_people)
    if window.rail:
        head = ft.Row([ft.Container(heading("Following", "display"), expand=True), refresh])
        body.insert(0, _measured(reading, "head", head, ft.Padding(0, Space.x6, 0, Space.x4)))
    if feed.refreshing and feed.loaded:
        line = ft.ProgressBar(bar_height=2, color=Color.lamp, bgcolor=Color.none)
        body.insert(1 if window.rail else 0, ft.Container(silent(line), height=8, key="refreshing"))
    reading.rows = [str(row.key) for row in body if row.key]
    reading.cards = {item.id for item in feed.shown}
    listing = ft.ListView(
        body,
        expand=True,
        padding=ft.Padding.only(left=side, right=side, bottom=Space.x8),
        on_scroll=scrolled,
        scroll_interval=100,
        cache_extent=900,
    )
    rows.current = listing
    pill = new_posts_pill(feed.new_above if far or feed.new_above else 0, to_top)
    over = ft.Container(
        pill, top=Space.x2 if not window.rail else Space.x4, left=0, right=0, alignment=ft.Alignment.TOP_CENTER
    )
    stack = ft.Stack([pinned(listing), over], expand=True, key="stack")
    top: list[ft.Control] = []
    if not window.rail:
        name = ft.Container(wordmark(28), padding=ft.Padding.only(left=Space.x1))
        top.append(top_bar(name, [refresh, Bell()]))
    if feed.failure and feed.loaded:
        top.append(
            banner(
                ft.Icons.CLOUD_OFF_ROUNDED,
                f"{feed.failure}. Showing what was here {since(feed.fresh_at) if feed.fresh_at else 'before'}",
                "offline",
                action="Retry",
                on_action=feed.retry,
            )
        )
    return ft.Column([*top, stack], spacing=0, expand=True)


def _body(feed: Feed, suggestions: Suggestions, window: Window, find_people: Handler) -> list[ft.Control]:
    wide = window.rail
    inset = 0 if wide else Space.x3
    chips: list[ft.Control] = []
    if not window.wide:
        around = ft.Padding.symmetric(horizontal=inset)
        chips.append(_measured(feed.reading, "posting", PostingChips(), around))
    # From there on they stand in the side column.
    known: list[ft.Control] = []
    if not window.wide:
        cards_of_people = SuggestionCards(suggestions, 0 if wide else Space.x3)
        known.append(_measured(feed.reading, "suggestions", cards_of_people, ft.Padding(0, 0, 0, 0)))
    shown = feed.shown
    if not feed.loaded and not shown:
        if feed.failure:
            again = button("Try again", "feed-retry", feed.retry, kind="soft")
            return [
                *chips,
                empty(ft.Icons.CLOUD_OFF_ROUNDED, "That didn’t load", f"{feed.failure}.", "feed-failed", again),
            ]
        return [*chips, skeleton_post(0 if wide else Space.x2), skeleton_post(0 if wide else Space.x2)]
    if not shown and feed.ended:
        find = button("Find people", "find-people", find_people, icon=ft.Icons.PERSON_SEARCH_OUTLINED)
        sentence = "Follow people, and what they show will stand here, newest first."
        return [
            *chips,
            gap(Space.x8),
            empty(ft.Icons.PHOTO_LIBRARY_OUTLINED, "Nothing on show yet", sentence, "feed-empty", find),
            *known,
        ]
    cards: list[ft.Control] = [
        _Card(item, wide, feed.calls if item.id == feed.marked else 0, key=item.id) for item in shown
    ]
    return [*chips, *cards[:_SUGGEST_AFTER], *known, *cards[_SUGGEST_AFTER:], _foot(feed, wide)]


def _measured(reading: Reading, name: str, content: ft.Control, padding: ft.Padding) -> ft.Container:
    """A row of the list that is no card, whose height counts all the same."""

    def measured(event: ft.LayoutSizeChangeEvent[ft.Container]) -> None:
        reading.measured(name, event.height)

    return ft.Container(content, padding=padding, key=name, on_size_change=measured)


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
