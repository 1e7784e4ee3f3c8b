"""Home and Following: the two feeds, one at a time."""

import asyncio

import flet as ft

from client.state.feed import NEAR_TOP, Feed
from client.state.stores import use_stores, watch
from client.widgets.feed_keys import use_feed_keys
from client.widgets.feed_rows import bones, feed_rows, measured
from client.widgets.feed_switch import FeedSwitch
from client.widgets.nav import Bell
from client.widgets.new_posts import new_posts_pill
from client.widgets.pull import PullToRefresh
from client.widgets.scrolling import scroll_to
from shared.ui.banner import banner
from shared.ui.buttons import icon_button
from shared.ui.layout import gap, pinned, side_padding, silent
from shared.ui.theme import Color, Space, Width
from shared.ui.top_bar import top_bar
from shared.ui.window import Window, WindowContext
from shared.ui.wordmark import mark
from shared.ui.words import since

_AHEAD = 1800.0
_MEASURING_SECONDS = 0.5
"""Until then the client has told the heights of the first posts."""


@ft.component
def Home() -> ft.Control:
    stores = use_stores()
    feeds = watch(stores.feeds)
    window = ft.use_context(WindowContext)

    async def begin() -> None:
        await feeds.begin(window.width)

    ft.use_effect(begin, [feeds.open], cleanup=lambda: None)
    ft.use_effect(stores.suggestions.start, [], cleanup=lambda: None)
    if feeds.open is None:
        return ft.Container(Waiting(), expand=True, key="waiting")
    # Each feed is a list of its own, which begins where it was left.
    return ft.Container(FeedList(feeds.current), expand=True, key=feeds.open)


@ft.component
def Waiting() -> ft.Control:
    """Until it is known which feed this person opens."""
    window = ft.use_context(WindowContext)
    switch = FeedSwitch(use_stores().feeds, window.rail)
    if not window.rail:
        return ft.Column(
            [_bar(switch, [gap(width=Space.touch), Bell()]), ft.ListView(bones(False), expand=True)],
            spacing=0,
            expand=True,
        )
    head = ft.Container(ft.Row([switch]), padding=ft.Padding(0, Space.x4, 0, Space.x2))
    rows: list[ft.Control] = [head, *bones(True)]
    return ft.ListView(rows, expand=True, padding=ft.Padding.symmetric(horizontal=_side(window)))


@ft.component
def FeedList(feed: Feed) -> ft.Control:
    stores = use_stores()
    window = ft.use_context(WindowContext)
    rows = ft.use_ref(None)
    pull = ft.use_ref(lambda: PullToRefresh(feed.refresh))

    reading = feed.reading
    returns = watch(stores.session).returns

    async def go_back() -> None:
        """Also after a reload: the browser has built the list anew then, and shows its top."""
        if not feed.loaded:
            return
        if reading.offset > NEAR_TOP:
            if not reading.exact:
                await asyncio.sleep(_MEASURING_SECONDS)
            await scroll_to(rows.current, reading.back())
        if feed.marked:
            # What shall take the keyboard has to be built.
            await asyncio.sleep(_MEASURING_SECONDS)
            feed.mark_again()

    def enter() -> None:
        feed.enter()
        stores.viewing.enter(feed)

    def leave() -> None:
        feed.leave()
        stores.viewing.leave(feed)

    ft.use_effect(go_back, [feed.loaded, returns], cleanup=lambda: None)
    ft.use_effect(enter, [], cleanup=leave)
    ft.use_effect(stores.viewing.moved, [feed.shown[0].id if feed.shown else "", len(feed.shown)])

    async def scrolled(event: ft.OnScrollEvent) -> None:
        feed.scrolled(event.pixels, event.viewport_dimension, window.width)
        stores.viewing.moved()
        await pull.current.scrolled(event)
        if event.extent_after < _AHEAD:
            await feed.more()

    def framed(event: ft.LayoutSizeChangeEvent[ft.Container]) -> None:
        reading.framed(event.height)

    async def to_top() -> None:
        if feed.offset > 0:
            await scroll_to(rows.current, 0, 280)
        await feed.refresh()

    refresh = icon_button(
        ft.Icons.REFRESH_ROUNDED, "Refresh", "refresh", to_top, size=22, disabled=feed.refreshing, color=Color.muted
    )
    use_feed_keys(stores, feed, rows, window.height)
    switch = FeedSwitch(stores.feeds, window.rail)
    body = feed_rows(stores, feed, stores.suggestions, window)
    if window.rail:
        head = ft.Row([ft.Container(ft.Row([switch]), expand=True), refresh])
        body.insert(0, measured(reading, "head", head, ft.Padding(0, Space.x4, 0, Space.x2)))
    if feed.refreshing and feed.loaded:
        line = ft.ProgressBar(bar_height=2, color=Color.lamp, bgcolor=Color.none)
        body.insert(1 if window.rail else 0, ft.Container(silent(line), height=8, key="refreshing"))
    reading.rows = [str(row.key) for row in body if row.key]
    reading.cards = {item.id for item in feed.shown}
    listing = ft.ListView(
        body,
        expand=True,
        padding=ft.Padding.only(left=_side(window), right=_side(window), bottom=Space.x8),
        on_scroll=scrolled,
        scroll_interval=100,
        cache_extent=900,
    )
    rows.current = listing
    pill = new_posts_pill(feed.new_above, to_top)
    over = ft.Container(
        pill, top=Space.x2 if not window.rail else Space.x4, left=0, right=0, alignment=ft.Alignment.TOP_CENTER
    )
    # What tells its size cannot be pinned itself.
    frame = ft.Container(ft.Container(listing, on_size_change=framed, key="frame"))
    stack = ft.Stack([pinned(frame), over], expand=True, key="stack")
    top: list[ft.Control] = [] if window.rail else [_bar(switch, [refresh, Bell()])]
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


def _bar(switch: ft.Control, actions: list[ft.Control]) -> ft.Control:
    case = ft.Container(silent(mark(28)), padding=ft.Padding.only(left=Space.x1, right=Space.x1))
    return top_bar(ft.Row([case, switch], spacing=Space.x1), actions)


def _side(window: Window) -> float:
    if not window.rail:
        return 0.0
    return side_padding(window.main - (Width.side if window.wide else 0), Width.feed, Space.x4)
