"""Someone who asks to follow: let in or decline, shown at once."""

import flet as ft

from client.state.people import PersonItem, PersonTie
from client.state.stores import use_stores
from client.widgets.follow_button import FollowButton
from shared.ui.buttons import button, icon_button
from shared.ui.person_row import person_row
from shared.ui.theme import Color, Space
from shared.ui.typography import text


@ft.component
def AnswerRequest(tie: PersonTie, name: str) -> ft.Control:
    """The two answers; afterwards what came of it, with the way to follow back. `name` begins the identifiers."""
    stores = use_stores()
    handle = tie.handle

    async def answered(let_in: bool) -> None:
        done = await (stores.people.accept(tie) if let_in else stores.people.refuse(tie))
        if done:
            requests = stores.requests
            requests.items = [other for other in requests.items if other.author.handle != handle]

    async def accept() -> None:
        await answered(True)

    async def decline() -> None:
        await answered(False)

    if tie.relationship.asked_you:
        return ft.Row(
            [
                button("Accept", f"{name}-accept-{handle}", accept, name=f"Accept {handle}", compact=True),
                icon_button(
                    ft.Icons.CLOSE_ROUNDED,
                    f"Decline {handle}",
                    f"{name}-decline-{handle}",
                    decline,
                    size=20,
                    color=Color.muted,
                ),
            ],
            spacing=0,
            tight=True,
        )
    if tie.relationship.follows_you:
        return FollowButton(tie)
    return ft.Container(text("Declined", "meta"), padding=ft.Padding.only(right=Space.x3))


@ft.component
def RequestRow(person: PersonItem, name: str = "request") -> ft.Control:
    stores = use_stores()

    async def open_profile() -> None:
        await stores.trail.go(f"/u/{person.author.handle}")

    return person_row(person.author, name, open_profile, action=AnswerRequest(person.tie, name))
