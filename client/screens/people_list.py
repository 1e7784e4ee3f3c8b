"""Followers of a person, whom the person follows, which of them the viewer follows, and who likes a post."""

from collections.abc import Callable
from dataclasses import dataclass

import flet as ft

from client.state.pages import Pages
from client.state.people import PersonItem
from client.state.searched_people import Fetch, SearchedPeople
from client.state.stores import use_stores, watch
from client.widgets.frame import frame
from client.widgets.people_rows import FollowerRow, PersonRow
from shared.ui.banner import banner
from shared.ui.buttons import button
from shared.ui.empty import empty
from shared.ui.field import field
from shared.ui.skeleton import skeleton_people
from shared.ui.window import WindowContext

_AHEAD = 800.0


@dataclass(frozen=True)
class Listing:
    """How one list is called. `home` is where Back leads when the visit began here."""

    home: str
    title: str
    empty_title: str
    empty_words: str
    searched: bool = False
    """Whether a field stands above it."""
    row: Callable[..., ft.Control] = PersonRow


@ft.component
def Followers() -> ft.Control:
    stores = use_stores()
    handle = ft.use_route_params().get("handle", "")
    own = handle == stores.handle
    listing = Listing(
        f"/u/{handle}",
        "Followers",
        "No followers yet",
        "Whoever follows you will be listed here." if own else f"Whoever follows {handle} will be listed here.",
        searched=True,
        row=FollowerRow if own else PersonRow,
    )
    fetch = stores.session.api.followers
    return PeopleList(listing, lambda cursor, words: fetch(handle, cursor, words), key=f"followers-{handle}")


@ft.component
def Following() -> ft.Control:
    stores = use_stores()
    handle = ft.use_route_params().get("handle", "")
    who = "you follow" if handle == stores.handle else f"{handle} follows"
    listing = Listing(f"/u/{handle}", "Following", "No one yet", f"Whoever {who} will be listed here.", searched=True)
    fetch = stores.session.api.following
    return PeopleList(listing, lambda cursor, words: fetch(handle, cursor, words), key=f"following-{handle}")


@ft.component
def MutualFollowers() -> ft.Control:
    stores = use_stores()
    handle = ft.use_route_params().get("handle", "")
    listing = Listing(
        f"/u/{handle}",
        "Followers you follow",
        "No one you follow",
        f"Followers of {handle} whom you follow will be listed here.",
    )
    fetch = stores.session.api.mutuals
    return PeopleList(listing, lambda cursor, _: fetch(handle, cursor), key=f"mutuals-{handle}")


@ft.component
def Likers() -> ft.Control:
    stores = use_stores()
    post_id = ft.use_route_params().get("id", "")
    listing = Listing(f"/p/{post_id}", "Likes", "No likes yet", "Whoever likes this post will be listed here.")
    fetch = stores.session.api.likers
    return PeopleList(listing, lambda cursor, _: fetch(post_id, cursor), key=f"likers-{post_id}")


@ft.component
def PeopleList(listing: Listing, fetch: Fetch) -> ft.Control:
    stores = use_stores()
    people: SearchedPeople = watch(ft.use_memo(lambda: SearchedPeople(fetch, stores.people), []))
    ft.use_effect(people.pages.first, [], cleanup=lambda: None)
    return ft.Container(PeopleFound(listing, people, people.pages), expand=True)


@ft.component
def PeopleFound(listing: Listing, people: SearchedPeople, pages: Pages[PersonItem]) -> ft.Control:
    stores = use_stores()
    window = ft.use_context(WindowContext)

    async def scrolled(event: ft.OnScrollEvent) -> None:
        if event.extent_after < _AHEAD:
            await pages.more()

    async def back() -> None:
        await stores.trail.back(listing.home)

    box = field("people-search", "Search", people.type, icon=ft.Icons.SEARCH_ROUNDED) if listing.searched else None
    body: list[ft.Control] = [listing.row(person, key=person.author.id) for person in pages.items]
    if pages.failure:
        again = button("Try again", "people-retry", pages.retry, kind="soft")
        if body:
            body.append(
                banner(
                    ft.Icons.CLOUD_OFF_ROUNDED,
                    pages.failure,
                    "people-more-failed",
                    action="Retry",
                    on_action=pages.retry,
                    rounded=True,
                )
            )
        else:
            body = [empty(ft.Icons.CLOUD_OFF_ROUNDED, "That didn’t load", f"{pages.failure}.", "people-failed", again)]
    elif not pages.loaded:
        body = [skeleton_people(6)]
    elif not body and people.words:
        sentence = "Handles and names are searched from their beginning."
        body = [empty(ft.Icons.PERSON_SEARCH_OUTLINED, f"No one called {people.words}", sentence, "people-none")]
    elif not body:
        body = [empty(ft.Icons.GROUP_OUTLINED, listing.empty_title, listing.empty_words, "people-empty")]
    return frame(window, listing.title, body, on_back=back, pinned_top=box, on_scroll=scrolled, scroll_interval=120)
