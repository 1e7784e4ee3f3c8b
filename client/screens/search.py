"""People by the beginning of their handle."""

import flet as ft

from client.state.search import Search
from client.state.stores import Stores, use_stores, watch
from client.widgets.frame import frame
from client.widgets.people_rows import PersonRow
from shared.accounts import Author
from shared.ui.banner import banner
from shared.ui.buttons import button
from shared.ui.empty import empty
from shared.ui.field import field
from shared.ui.person_row import person_row
from shared.ui.skeleton import skeleton_people
from shared.ui.theme import Space
from shared.ui.typography import heading
from shared.ui.window import WindowContext


@ft.component
def SearchScreen() -> ft.Control:
    stores = use_stores()
    search = watch(stores.search)
    window = ft.use_context(WindowContext)

    async def scrolled(event: ft.OnScrollEvent) -> None:
        if event.extent_after < 600:
            await search.more()

    box = field(
        "search",
        "Search people by handle",
        search.type,
        value=search.prefix,
        icon=ft.Icons.SEARCH_ROUNDED,
    )
    return frame(
        window,
        "Search",
        _results(stores, search),
        pinned_top=box,
        on_scroll=scrolled,
        scroll_interval=120,
    )


def _results(stores: Stores, search: Search) -> list[ft.Control]:
    if not search.prefix:
        return _recent(stores, search)
    rows: list[ft.Control] = [PersonRow(person, "hit", True, key=person.author.id) for person in search.items]
    if search.failure:
        return [
            banner(
                ft.Icons.CLOUD_OFF_ROUNDED,
                search.failure,
                "search-failed",
                action="Retry",
                on_action=search.retry,
                rounded=True,
            ),
            *rows,
        ]
    if search.waiting and not rows:
        return [skeleton_people(4)]
    if not rows:
        sentence = "Handles are searched from their beginning. Try fewer letters."
        return [empty(ft.Icons.PERSON_SEARCH_OUTLINED, f"No one called {search.prefix}", sentence, "search-empty")]
    return rows


def _recent(stores: Stores, search: Search) -> list[ft.Control]:
    if not search.recent:
        sentence = "Type the first letters of a handle. Two are often enough."
        return [empty(ft.Icons.PERSON_SEARCH_OUTLINED, "Who are you looking for", sentence, "search-start")]

    def row(author: Author) -> ft.Control:
        async def open_profile() -> None:
            search.opened(author)
            await stores.trail.go(f"/u/{author.handle}")

        return person_row(author, "recent", open_profile)

    head = ft.Row(
        [
            ft.Container(heading("Recent", "head", level=2), expand=True, padding=ft.Padding.only(left=Space.x1)),
            button("Clear", "recent-clear", search.forget, kind="ghost", name="Clear recent searches"),
        ]
    )
    return [head, *(row(author) for author in search.recent)]
