"""Follow, Requested or Following: one button, three states, and Unblock where that comes first."""

import flet as ft

from client.state.people import PersonTie
from client.state.stores import use_stores
from shared.ui.buttons import ButtonKind, button
from shared.ui.press import Handler


@ft.component
def FollowButton(
    tie: PersonTie, private: bool = False, compact: bool = True, expand: bool | None = None, name: str = ""
) -> ft.Control:
    """`name` identifies it where the same person may be met twice."""
    stores = use_stores()
    people, now = stores.people, tie.relationship
    name = name or f"follow-{tie.handle}"

    async def follow() -> None:
        await people.follow(tie, private=private)

    async def unfollow() -> None:
        await people.unfollow(tie)

    async def unblock() -> None:
        await people.unblock(tie)

    kind: ButtonKind = "soft"
    act: Handler = unfollow
    if now.blocked:
        label, spoken, act = "Unblock", f"Unblock {tie.handle}", unblock
    elif now.tie == "following":
        label, spoken = "Following", f"Unfollow {tie.handle}"
    elif now.tie == "requested":
        label, spoken = "Requested", f"Take back the request to {tie.handle}"
    else:
        label = "Follow back" if now.follows_you else "Follow"
        spoken, act, kind = f"{label} {tie.handle}", follow, "tint" if compact else "primary"
    return button(label, name, act, kind=kind, name=spoken, compact=compact, expand=expand)
