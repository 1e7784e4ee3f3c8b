"""Right of the feed from 1150 px: oneself, what is being posted, who waits for an answer, the small print."""

import flet as ft

from client.state.stores import use_stores, watch
from client.widgets.posting_chips import PostingChips
from client.widgets.request_row import RequestRow
from client.widgets.suggested import SuggestionLines
from shared.accounts import Author
from shared.ui.buttons import button
from shared.ui.layout import gap
from shared.ui.person_row import person_row
from shared.ui.theme import Space, Width
from shared.ui.typography import heading, text

_SHOWN = 4


@ft.component
def SideColumn() -> ft.Control:
    stores = use_stores()
    requests = watch(stores.requests)
    me = watch(stores.session).me
    if me is None:
        return ft.Container()
    you = Author(id=me.id, handle=me.handle, name=me.name, avatar=me.avatar)

    async def open_you() -> None:
        await stores.trail.go(f"/u/{me.handle}")

    async def open_requests() -> None:
        await stores.trail.go("/requests")

    async def open_search() -> None:
        await stores.trail.go("/search")

    parts: list[ft.Control] = [
        person_row(you, "me", open_you, detail=me.name or "Your profile", size=48),
        gap(Space.x3),
        PostingChips(),
    ]
    if requests.items:
        all_of_them = button("See all", "side-requests", open_requests, kind="ghost", name="See all follow requests")
        parts.append(
            ft.Row([ft.Container(heading("Would like to follow", "strong", level=2), expand=True), all_of_them])
        )
        parts += [RequestRow(person, "side-request", key=person.author.id) for person in requests.items[:_SHOWN]]
        parts.append(gap(Space.x4))
    parts += [
        SuggestionLines(stores.suggestions, _SHOWN, key="suggestions"),
        button("Find people", "side-find", open_search, kind="soft", icon=ft.Icons.PERSON_SEARCH_OUTLINED),
        gap(Space.x4),
        text("Vitrine is free software, run by the people who use this server. No ads, and nothing leaves it.", "meta"),
    ]
    column = ft.Column(parts, spacing=2, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    return ft.Container(column, width=Width.side, padding=Space.x6)
