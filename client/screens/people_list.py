"""Followers of a person, whom the person follows, and who likes a post."""

from collections.abc import Awaitable, Callable

import flet as ft

from client.state.pages import Pages
from client.state.people import PersonItem
from client.state.stores import use_stores, watch
from client.widgets.frame import frame
from client.widgets.people_rows import PersonRow
from shared.graph import People
from shared.ui.banner import banner
from shared.ui.buttons import button
from shared.ui.empty import empty
from shared.ui.skeleton import skeleton_people
from shared.ui.window import WindowContext


@ft.component
def Followers() -> ft.Control:
    stores = use_stores()
    handle = ft.use_route_params().get("handle", "")
    return PeopleList(
        f"/u/{handle}",
        "Followers",
        lambda cursor: stores.session.api.followers(handle, cursor),
        "No followers yet",
        f"Whoever follows {handle} will be listed here.",
        key=f"followers-{handle}",
    )


@ft.component
def Following() -> ft.Control:
    stores = use_stores()
    handle = ft.use_route_params().get("handle", "")
    return PeopleList(
        f"/u/{handle}",
        "Following",
        lambda cursor: stores.session.api.following(handle, cursor),
        "No one yet",
        f"Whoever {handle} follows will be listed here.",
        key=f"following-{handle}",
    )


@ft.component
def Likers() -> ft.Control:
    stores = use_stores()
    post_id = ft.use_route_params().get("id", "")
    return PeopleList(
        f"/p/{post_id}",
        "Likes",
        lambda cursor: stores.session.api.likers(post_id, cursor),
        "No likes yet",
        "Whoever likes this post will be listed here.",
        key=f"likers-{post_id}",
    )


@ft.component
def PeopleList(
    home: str,
    title: str,
    fetch: Callable[[str | None], Awaitable[People]],
    empty_title: str,
    empty_words: str,
) -> ft.Control:
    """`home` is where Back leads when the visit began here."""
    stores = use_stores()
    window = ft.use_context(WindowContext)
    pages: Pages[PersonItem] = watch(
        ft.use_memo(lambda: Pages(fetch, lambda page: [stores.people.item(one) for one in page.items]), [])
    )
    ft.use_effect(pages.first, [], cleanup=lambda: None)

    async def scrolled(event: ft.OnScrollEvent) -> None:
        if event.extent_after < 800:
            await pages.more()

    async def back() -> None:
        await stores.trail.back(home)

    body: list[ft.Control] = [PersonRow(person, key=person.author.id) for person in pages.items]
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
    elif not body:
        body = [empty(ft.Icons.GROUP_OUTLINED, empty_title, empty_words, "people-empty")]
    return frame(window, title, body, on_back=back, on_scroll=scrolled, scroll_interval=120)
