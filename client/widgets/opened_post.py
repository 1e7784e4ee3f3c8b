"""A screen about one post, from the moment its address is known: bones, the post, gone, or failed."""

from collections.abc import Callable

import flet as ft

from client.state.people import PersonTie
from client.state.posts import PostItem
from client.state.stores import use_stores, watch
from shared.problems import ApiError
from shared.ui.buttons import button
from shared.ui.empty import empty
from shared.ui.refusals import reason
from shared.ui.skeleton import skeleton_post
from shared.ui.top_bar import top_bar
from shared.ui.window import WindowContext


@ft.component
def OpenedPost(post_id: str, title: str, shown: Callable[[PostItem, PersonTie | None], ft.Control]) -> ft.Control:
    """`shown` draws the post, given how the viewer stands to its author; None for one's own."""
    stores = use_stores()
    window = ft.use_context(WindowContext)
    found, set_found = ft.use_state(None)
    failure, set_failure = ft.use_state("")
    gone, set_gone = ft.use_state(False)

    async def load() -> None:
        set_failure("")
        known = stores.posts.knows(post_id)
        try:
            item = await stores.posts.open(post_id)
            author, tie = item.post.author.handle, None
            if author != stores.handle:
                profile = await stores.session.api.profile(author)
                tie = stores.people.tie(author, profile.relationship)
        except ApiError as error:
            set_gone(error.status == 404)
            set_failure(reason(error))
            if error.status == 404:
                set_found(None)
            return
        set_found((item, tie))
        if known:
            # It may have been on screen for an hour.
            await stores.posts.look(post_id)
            if item.gone:
                set_gone(True)
                set_found(None)

    ft.use_effect(load, [watch(stores.session).returns], cleanup=lambda: None)

    async def back() -> None:
        await stores.trail.back()

    async def home() -> None:
        await stores.trail.go("/")

    if found is not None:
        return shown(*found)
    body: ft.Control
    if gone:
        body = empty(
            ft.Icons.HIDE_IMAGE_OUTLINED,
            "This post is gone",
            "It was taken down, or it is not for you to see.",
            "post-gone",
            button("Home", "go-home", home, kind="soft"),
        )
    elif failure:
        again = button("Try again", "post-retry", load, kind="soft")
        body = empty(ft.Icons.CLOUD_OFF_ROUNDED, "That didn’t load", f"{failure}.", "post-failed", again)
    else:
        body = ft.Container(skeleton_post(), width=min(520, window.main))
    middle = ft.Container(body, alignment=ft.Alignment.TOP_CENTER, expand=True)
    return ft.Column([top_bar(title, on_back=back), middle], spacing=0, expand=True)
