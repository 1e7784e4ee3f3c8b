"""Follow or Following, of a hashtag."""

import flet as ft

from client.state.hashtags import HashtagTie
from client.state.stores import use_stores
from shared.ui.buttons import button


@ft.component
def HashtagButton(tie: HashtagTie) -> ft.Control:
    stores = use_stores()

    async def turn() -> None:
        await stores.hashtags.turn(tie)

    verb = "Unfollow" if tie.followed else "Follow"
    return button(
        "Following" if tie.followed else "Follow",
        f"follow-tag-{tie.tag}",
        turn,
        kind="soft" if tie.followed else "tint",
        name=f"{verb} #{tie.tag}",
        compact=True,
    )
