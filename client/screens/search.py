"""Search: one box for people, hashtags, places and captions, above what there is to explore."""

from functools import partial
from typing import Final

import flet as ft

from client.state.search import PLACES, Search, Where
from client.state.stores import use_stores, watch
from client.widgets.discover import Discover
from client.widgets.results import Results, bones
from shared.limits import QUERY_MAX
from shared.ui.buttons import icon_button
from shared.ui.chips import chip
from shared.ui.field import field
from shared.ui.layout import region, side_padding
from shared.ui.theme import Color, Space, Width
from shared.ui.window import Window, WindowContext

_NAMES: Final[dict[Where, str]] = {
    "top": "Top",
    "people": "People",
    "hashtags": "Tags",
    "places": "Places",
    "posts": "Posts",
}


@ft.component
def SearchScreen() -> ft.Control:
    stores = use_stores()
    search = watch(stores.search)
    window = ft.use_context(WindowContext)
    route = ft.context.page.route or ""
    ft.use_effect(lambda: search.arrive(route), [route])

    async def submit() -> None:
        if search.words:
            stores.recents.note("words", search.words)
            await stores.trail.go(search.address)

    box: list[ft.Control] = [
        ft.Container(
            field(
                "search",
                "Search people, tags and places",
                search.type,
                value=search.words,
                icon=ft.Icons.SEARCH_ROUNDED,
                max_length=QUERY_MAX,
                on_submit=submit,
                called=search.calls,
                key=f"search-{search.given}",
            ),
            expand=True,
        )
    ]
    if search.words:
        box.append(
            icon_button(ft.Icons.CLOSE_ROUNDED, "Clear", "search-clear", search.clear, color=Color.muted, hint=False)
        )
    side = side_padding(window.main, Width.grid) if window.rail else Space.x3
    head: list[ft.Control] = [ft.Row(box, spacing=Space.x1)]
    if search.words:
        head.append(_tabs(search))
    top = ft.Container(
        ft.Column(head, spacing=Space.x1, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
        padding=ft.Padding(side, Space.x6 if window.rail else Space.x2, side, Space.x2),
    )
    return ft.Column([top, ft.Container(_below(search, window), expand=True)], spacing=0, expand=True)


def _below(search: Search, window: Window) -> ft.Control:
    if not search.words:
        return Discover(key="discover")
    answer = search.answer
    if answer is None or search.waiting:
        return bones(window, search.where)
    return Results(answer, key=f"{answer.where} {answer.words}")


def _tabs(search: Search) -> ft.Control:
    chips: list[ft.Control] = [
        chip(_NAMES[one], f"search-in-{one}", partial(search.look_in, one), selected=one == search.where)
        for one in PLACES
    ]
    return region(ft.Row(chips, spacing=6, scroll=ft.ScrollMode.HIDDEN), "search-tabs", "Where to look")
