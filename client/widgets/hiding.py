"""Taking a post out of sight, with a way back."""

from typing import Final

import flet as ft

from client.state.posts import PostItem
from client.state.stores import Stores
from shared.engagement import WhyHide

_SAID: Final[dict[WhyHide, str]] = {"not-interested": "You will see less like it", "hidden": "Post hidden"}


async def hide_post(stores: Stores, item: PostItem, why: WhyHide) -> None:
    """It leaves every list at once. What is "not-interested" also changes what comes into Home next."""
    if await stores.posts.hide(item, why):
        stores.toasts.show(
            _SAID[why],
            action="Undo",
            on_action=lambda: stores.posts.show(item),
            icon=ft.Icons.VISIBILITY_OFF_OUTLINED,
        )
