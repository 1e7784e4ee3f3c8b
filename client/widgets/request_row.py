"""Someone who asks to follow: let in or decline, shown at once."""

import flet as ft

from client.state.people import PersonItem
from client.state.stores import use_stores
from shared.ui.buttons import button, icon_button
from shared.ui.person_row import person_row
from shared.ui.theme import Color, Space
from shared.ui.typography import text


@ft.component
def RequestRow(person: PersonItem, name: str = "request") -> ft.Control:
    stores = use_stores()
    handle = person.author.handle
    tie = ft.use_state(person.tie)[0]

    async def open_profile() -> None:
        await stores.trail.go(f"/u/{handle}")

    async def answered(let_in: bool) -> None:
        done = await (stores.people.accept(tie) if let_in else stores.people.refuse(tie))
        if done:
            stores.requests.items = [other for other in stores.requests.items if other is not person]

    async def accept() -> None:
        await answered(True)

    async def decline() -> None:
        await answered(False)

    if tie.relationship.asked_you:
        answer: ft.Control = ft.Row(
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
    else:
        word = "Follows you" if tie.relationship.follows_you else "Declined"
        answer = ft.Container(text(word, "meta"), padding=ft.Padding.only(right=Space.x3))
    return person_row(person.author, name, open_profile, action=answer)
