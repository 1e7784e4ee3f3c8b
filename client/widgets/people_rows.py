"""A person with the button that fits how the viewer stands to them."""

import flet as ft

from client.state.people import PersonItem
from client.state.stores import use_stores
from client.widgets.follow_button import FollowButton
from client.widgets.profile_menu import ask_to_remove
from shared.ui.buttons import button, icon_button
from shared.ui.person_row import person_row
from shared.ui.theme import Color, Space
from shared.ui.typography import text


@ft.component
def PersonRow(person: PersonItem, name: str = "person", note_opening: bool = False) -> ft.Control:
    """With `note_opening` the search remembers that this person was opened."""
    stores = use_stores()
    author = person.author

    async def open_profile() -> None:
        if note_opening:
            stores.recents.note("person", author.handle)
        await stores.trail.go(f"/u/{author.handle}")

    action: ft.Control | None = FollowButton(person.tie)
    detail = author.name
    if author.handle == stores.handle:
        action, detail = None, f"{author.name} · you" if author.name else "You"
    elif person.tie.relationship.follows_you:
        detail = f"{author.name} · follows you" if author.name else "Follows you"
    return person_row(author, name, open_profile, detail=detail, action=action)


@ft.component
def FollowerRow(person: PersonItem) -> ft.Control:
    """One of one's own followers, who can be followed back and removed."""
    stores = use_stores()
    author = person.author
    tie = ft.use_state(person.tie)[0]
    followed, set_followed = ft.use_state(False)

    async def open_profile() -> None:
        await stores.trail.go(f"/u/{author.handle}")

    if followed and not tie.relationship.follows_you:
        word = ft.Container(text("Removed", "meta"), padding=ft.Padding.only(right=Space.x3))
        return person_row(author, "person", open_profile, action=word)

    def ask() -> None:
        set_followed(tie.relationship.follows_you)
        ask_to_remove(stores, tie)

    away = icon_button(
        ft.Icons.CLOSE_ROUNDED,
        f"Remove {author.handle} from your followers",
        f"remove-{author.handle}",
        ask,
        size=20,
        color=Color.muted,
        hint=False,
    )
    acts = ft.Row([FollowButton(tie), away], spacing=0, tight=True)
    return person_row(author, "person", open_profile, action=acts)


@ft.component
def CloseFriendRow(person: PersonItem) -> ft.Control:
    """Somebody who is a close friend, or could be one."""
    stores = use_stores()
    handle = person.author.handle
    tie = ft.use_state(person.tie)[0]
    close = tie.relationship.close_friend

    async def open_profile() -> None:
        await stores.trail.go(f"/u/{handle}")

    async def turn() -> None:
        await (stores.people.unfriend(tie) if close else stores.people.befriend(tie))

    action = button(
        "Remove" if close else "Add",
        f"close-friend-{handle}",
        turn,
        kind="soft" if close else "tint",
        name=f"Remove {handle} from close friends" if close else f"Add {handle} to close friends",
        compact=True,
    )
    return person_row(person.author, "person", open_profile, action=action)


@ft.component
def HiddenRow(person: PersonItem, muted: bool) -> ft.Control:
    """Someone blocked or muted, with the way back."""
    stores = use_stores()
    handle = person.author.handle
    tie = ft.use_state(person.tie)[0]
    people = stores.people
    now = tie.relationship
    hidden = (now.muted or now.muted_stories) if muted else now.blocked
    what = "Posts and stories" if now.muted and now.muted_stories else "Stories" if now.muted_stories else "Posts"

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
    detail = what if muted and hidden else None
    return person_row(person.author, f"{verb}d" if muted else f"{verb}ed", open_profile, detail=detail, action=action)
