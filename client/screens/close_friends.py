"""One's close friends: a list that nobody else sees, and a field to add people to it."""

import flet as ft

from client.state.pages import Pages
from client.state.people import PersonItem
from client.state.searched_people import SearchedPeople
from client.state.stores import use_stores, watch
from client.widgets.frame import frame
from client.widgets.people_rows import CloseFriendRow
from shared.graph import People
from shared.ui.banner import banner
from shared.ui.buttons import button
from shared.ui.empty import empty
from shared.ui.field import field
from shared.ui.skeleton import skeleton_people
from shared.ui.window import WindowContext

_AHEAD = 800.0


@ft.component
def CloseFriends() -> ft.Control:
    stores = use_stores()
    api = stores.session.api

    async def fetch(cursor: str | None, words: str | None) -> People:
        return await (api.search_people(words, cursor) if words else api.close_friends(cursor))

    people: SearchedPeople = watch(ft.use_memo(lambda: SearchedPeople(fetch, stores.people), []))
    ft.use_effect(people.pages.first, [], cleanup=lambda: None)
    return ft.Container(CloseFriendsFound(people, people.pages), expand=True)


@ft.component
def CloseFriendsFound(people: SearchedPeople, pages: Pages[PersonItem]) -> ft.Control:
    stores = use_stores()
    window = ft.use_context(WindowContext)

    async def back() -> None:
        await stores.trail.go("/settings")

    async def scrolled(event: ft.OnScrollEvent) -> None:
        if event.extent_after < _AHEAD:
            await pages.more()

    box = field("close-search", "Add people", people.type, icon=ft.Icons.SEARCH_ROUNDED)
    others = [person for person in pages.items if person.author.handle != stores.handle]
    body: list[ft.Control] = [CloseFriendRow(person, key=person.author.id) for person in others]
    if pages.failure:
        if body:
            body.append(
                banner(
                    ft.Icons.CLOUD_OFF_ROUNDED,
                    pages.failure,
                    "close-more-failed",
                    action="Retry",
                    on_action=pages.retry,
                    rounded=True,
                )
            )
        else:
            again = button("Try again", "close-retry", pages.retry, kind="soft")
            body = [empty(ft.Icons.CLOUD_OFF_ROUNDED, "That didn’t load", f"{pages.failure}.", "close-failed", again)]
    elif not pages.loaded:
        body = [skeleton_people(4)]
    elif not body and people.words:
        sentence = "Try fewer letters of the handle or the name."
        body = [empty(ft.Icons.PERSON_SEARCH_OUTLINED, f"No one called {people.words}", sentence, "close-none")]
    elif not body:
        sentence = "Add the people you would show anything. Only you see this list, and nobody is told."
        body = [empty(ft.Icons.STAR_OUTLINE_ROUNDED, "No close friends yet", sentence, "close-empty")]
    return frame(window, "Close friends", body, on_back=back, pinned_top=box, on_scroll=scrolled, scroll_interval=120)
