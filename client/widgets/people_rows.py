"""A person with the button that fits how the viewer stands to them."""

import flet as ft

from client.state.people import PersonItem
from client.state.stores import use_stores
from client.widgets.follow_button import FollowButton
from shared.ui.buttons import button
from shared.ui.person_row import person_row


@ft.component
def PersonRow(person: PersonItem, name: str = "person", note_opening: bool = False) -> ft.Control:
    """With `note_opening` the search remembers that this person was opened."""
    stores = use_stores()
    author = person.author

    async def open_profile() -> None:
        if note_opening:
            stores.search.opened(author)
        await stores.trail.go(f"/u/{author.handle}")

    action: ft.Control | None = FollowButton(person.tie)
    detail = author.name
    if author.handle == stores.handle:
        action, detail = None, f"{author.name} · you" if author.name else "You"
    elif person.tie.relationship.follows_you:
        detail = f"{author.name} · follows you" if author.name else "Follows you"
    return person_row(author, name, open_profile, detail=detail, action=action)


@ft.component
def HiddenRow(person: PersonItem, muted: bool) -> ft.Control:
    """Someone blocked or muted, with the way back."""
    stores = use_stores()
    handle = person.author.handle
    tie = ft.use_state(person.tie)[0]
    people = stores.people
    hidden = tie.relationship.muted if muted else tie.relationship.blocked

    async def open_profile() -> None:
        await stores.trail.go(f"/u/{handle}")

    async def turn() -> None:
        if muted:
            await (people.unmute(tie) if hidden else people.mute(tie))
        else:
            await (people.unblock(tie) if hidden else people.block(tie))

    verb = "mute" if muted else "block"
    word = f"Un{verb}" if hidden else verb.capitalize()
    action = button(
        word, f"{verb}-{handle}", turn, kind="soft" if hidden else "line", name=f"{word} {handle}", compact=True
    )
    return person_row(person.author, f"{verb}ed", open_profile, action=action)
