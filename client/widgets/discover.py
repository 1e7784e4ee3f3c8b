"""What stands under the search box while nothing is typed: recent searches, what trends, and an endless grid."""

import flet as ft

from client.state.explore import Explore
from client.state.pages import Pages
from client.state.posts import PostItem
from client.state.recents import Recents
from client.state.stores import Stores, use_stores, watch
from client.widgets.found_rows import found_row, hashtag_row, place_row
from client.widgets.mosaic import mosaic, skeleton_mosaic
from client.widgets.pull import PullToRefresh
from client.widgets.scrolling import use_kept_place
from client.widgets.topic_links import to_hashtag, to_place
from shared.search import RecentSearch
from shared.ui.banner import banner
from shared.ui.buttons import button, icon_button
from shared.ui.chips import chip
from shared.ui.empty import empty
from shared.ui.layout import gap, side_padding
from shared.ui.person_row import person_row
from shared.ui.press import Handler
from shared.ui.theme import Color, Space, Width
from shared.ui.typography import heading, text
from shared.ui.window import Window, WindowContext

_AHEAD = 1600.0
_RECENT = 3
"""Shown before somebody asks for all of them."""
_TRENDS = 16
"""Where they do not scroll sideways: two lines."""


def explore_shape(window: Window) -> tuple[float, float, int, int]:
    """Of a grid of tiles: its left and right padding, its width, the space between and the roundness of tiles."""
    if not window.rail:
        return 4, window.width - 8, 3, 6
    side = side_padding(window.main, Width.grid)
    return side, window.main - 2 * side, 6, 10


@ft.component
def Discover() -> ft.Control:
    stores = use_stores()
    window = ft.use_context(WindowContext)
    explore = watch(stores.explore)
    grid = watch(stores.explore.grid)
    recents = watch(stores.recents)
    unfolded, unfold = ft.use_state(False)
    rows = use_kept_place(explore.offset)
    pull = ft.use_ref(lambda: PullToRefresh(explore.refresh))
    ft.use_effect(explore.start, [watch(stores.session).returns], cleanup=lambda: None)
    ft.use_effect(recents.load, [], cleanup=lambda: None)

    async def scrolled(event: ft.OnScrollEvent) -> None:
        explore.scrolled(event.pixels)
        await pull.current.scrolled(event)
        if event.extent_after < _AHEAD:
            await explore.more()

    side, column, space, radius = explore_shape(window)
    body = [
        *_recent(stores, recents, unfolded, lambda: unfold(True), window),
        *_trending(stores, explore, window),
        *_grid(explore, grid, column, space, radius),
    ]
    listing = ft.ListView(
        [*body, gap(Space.x8)],
        expand=True,
        spacing=space,
        padding=ft.Padding.symmetric(horizontal=side),
        on_scroll=scrolled,
        scroll_interval=120,
        cache_extent=600,
    )
    rows.current = listing
    return listing


def _recent(stores: Stores, recents: Recents, unfolded: bool, unfold: Handler, window: Window) -> list[ft.Control]:
    if not recents.items:
        return []
    inset = 0 if window.rail else Space.x2
    shown = recents.items if unfolded else recents.items[:_RECENT]
    acts: list[ft.Control] = []
    if len(shown) < len(recents.items):
        acts.append(button("Show all", "recent-all", unfold, kind="ghost", name="Show all recent searches"))
    acts.append(button("Clear", "recent-clear", recents.forget_all, kind="ghost", name="Clear recent searches"))
    head = ft.Row(
        [ft.Container(heading("Recent", "head", level=2), expand=True, padding=ft.Padding.only(left=Space.x1)), *acts],
        spacing=0,
    )
    lines = [head, *(_recent_row(stores, recents, one) for one in shown)]
    return [
        ft.Container(line, padding=ft.Padding.symmetric(horizontal=inset), key=f"recent-{at}")
        for at, line in enumerate(lines)
    ]


def _recent_row(stores: Stores, recents: Recents, one: RecentSearch) -> ft.Control:
    async def forget() -> None:
        await recents.forget(one)

    def dropper(what: str) -> ft.Control:
        return icon_button(
            ft.Icons.CLOSE_ROUNDED,
            f"Forget {what}",
            f"forget-{one.id}",
            forget,
            size=18,
            color=Color.muted,
            hint=False,
        )

    if one.person:
        handle = one.person.handle

        async def open_profile() -> None:
            recents.note("person", handle)
            await stores.trail.go(f"/u/{handle}")

        return person_row(one.person, "recent", open_profile, action=dropper(handle))
    if one.hashtag:
        tag = one.hashtag.tag
        return hashtag_row(one.hashtag, "recent", to_hashtag(stores, tag, noting=True), dropper(f"#{tag}"))
    if one.place:
        opener = to_place(stores, one.place.id, one.place.name, noting=True)
        return place_row(one.place, "recent", opener, dropper(one.place.name))

    def search() -> None:
        recents.note("words", one.words)
        stores.search.ask(one.words)

    identifier = f"recent-words-{one.id}"
    return found_row(ft.Icons.SEARCH_ROUNDED, one.words, "", identifier, search, action=dropper(one.words))


def _trending(stores: Stores, explore: Explore, window: Window) -> list[ft.Control]:
    if not explore.trending:
        return []
    inset = 0 if window.rail else Space.x2
    chips: list[ft.Control] = [
        chip(f"#{one.tag}", f"trend-{one.tag}", to_hashtag(stores, one.tag))
        for one in explore.trending[: _TRENDS if window.rail else None]
    ]
    many = (
        ft.Row(chips, spacing=Space.x2, run_spacing=0, wrap=True)
        if window.rail
        else ft.Row(chips, spacing=Space.x2, scroll=ft.ScrollMode.HIDDEN)
    )
    head = ft.Container(heading("Trending", "head", level=2), padding=ft.Padding.only(left=Space.x1))
    block = ft.Column([head, many], spacing=Space.x1, tight=True)
    return [ft.Container(block, padding=ft.Padding(inset, Space.x2, inset, Space.x2), key="trending")]


def _grid(explore: Explore, grid: Pages[PostItem], column: float, space: int, radius: int) -> list[ft.Control]:
    shown = explore.shown
    if not grid.loaded:
        if grid.failure:
            again = button("Try again", "explore-retry", explore.refresh, kind="soft")
            return [empty(ft.Icons.CLOUD_OFF_ROUNDED, "That didn’t load", f"{grid.failure}.", "explore-failed", again)]
        return [skeleton_mosaic(column, space, radius)]
    if not shown and grid.ended:
        sentence = "Photos and videos of people whom you do not follow will stand here."
        return [empty(ft.Icons.EXPLORE_OUTLINED, "Nothing to explore yet", sentence, "explore-empty")]
    rows = mosaic(shown, column, space, radius, whole=grid.ended or explore.full)
    if grid.failure:
        rows.append(
            banner(
                ft.Icons.CLOUD_OFF_ROUNDED,
                grid.failure,
                "explore-more-failed",
                action="Retry",
                on_action=grid.retry,
                rounded=True,
            )
        )
    elif explore.full:
        words = text("That was a long look. Search for something, or come back later.", "meta")
        rows.append(ft.Container(words, alignment=ft.Alignment.CENTER, padding=Space.x6))
    elif not grid.ended:
        rows.append(skeleton_mosaic(column, space, radius))
    return rows
