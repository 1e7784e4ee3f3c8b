"""Addresses of screens, to be handed on."""

import flet as ft

from client.state.posts import PostItem
from client.state.stores import Stores


async def copy_link(stores: Stores, path: str) -> None:
    """The address as others can open it; the path alone where there is no address (an installed app)."""
    page = ft.context.page
    base = (page.url or "").rstrip("/").replace("ws://", "http://").replace("wss://", "https://")
    base = base.removesuffix("/ws")
    await ft.Clipboard().set(f"{base}{path}" if page.web and base else path)
    stores.toasts.show("Link copied", icon=ft.Icons.LINK_ROUNDED)


async def copy_post_link(stores: Stores, item: PostItem) -> None:
    """Counts as having shared the post."""
    await copy_link(stores, f"/p/{item.id}")
    stores.posts.did(item.id, "share")
