"""Whom one has blocked or muted, each with the way back."""

import flet as ft

from client.state.pages import Pages
from client.state.people import PersonItem
from client.state.stores import use_stores, watch
from client.widgets.frame import frame
from client.widgets.people_rows import HiddenRow
from shared.ui.buttons import button
from shared.ui.empty import empty
from shared.ui.segmented import segmented
from shared.ui.skeleton import skeleton_people
from shared.ui.theme import Space, Width
from shared.ui.window import WindowContext


@ft.component
def Hidden() -> ft.Control:
    stores = use_stores()
    window = ft.use_context(WindowContext)
    shown, show = ft.use_state("blocked")

    async def back() -> None:
        await stores.trail.go("/settings")

    width = Width.reading if window.rail else window.width - 2 * Space.x3
    switch = segmented((("blocked", "Blocked"), ("muted", "Muted")), shown, "hidden", show, width=width, label="List")
    rows = HiddenList(shown == "muted", key=shown)
    return frame(window, "Blocked and muted", [rows], on_back=back, pinned_top=ft.Row([switch], spacing=0))


@ft.component
def HiddenList(muted: bool) -> ft.Control:
    stores = use_stores()
    api = stores.session.api
    pages: Pages[PersonItem] = watch(
        ft.use_memo(
            lambda: Pages(
                api.muted if muted else api.blocked, lambda page: [stores.people.item(one) for one in page.items]
            ),
            [],
        )
    )
    ft.use_effect(pages.first, [], cleanup=lambda: None)
    if pages.failure:
        again = button("Try again", "hidden-retry", pages.retry, kind="soft")
        return empty(ft.Icons.CLOUD_OFF_ROUNDED, "That didn’t load", f"{pages.failure}.", "hidden-failed", again)
    if not pages.loaded:
        return skeleton_people(3)
    if not pages.items:
        if muted:
            return empty(
                ft.Icons.VOLUME_OFF_OUTLINED,
                "No one is muted",
                "Muted people can be followed without being seen.",
                "hidden-empty",
            )
        return empty(
            ft.Icons.BLOCK_ROUNDED,
            "No one is blocked",
            "You and people you block do not see each other here.",
            "hidden-empty",
        )
    rows: list[ft.Control] = [HiddenRow(person, muted, key=person.author.id) for person in pages.items]
    if not pages.ended:
        rows.append(button("Show more", "hidden-more", pages.more, kind="soft"))
    return ft.Column(rows, spacing=0)
