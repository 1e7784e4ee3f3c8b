"""What may be done about a post, from its menu: one's own can be changed, another's author can be left."""

import flet as ft

from client.state.people import PersonTie
from client.state.posts import PostItem
from client.state.stores import Stores
from shared.ui.dialogs import Choice, Menu, Question

_ICONS = ft.Icons


async def copy_link(stores: Stores, path: str) -> None:
    """The address as others can open it; the path alone where there is no address (an installed app)."""
    page = ft.context.page
    base = (page.url or "").rstrip("/").replace("ws://", "http://").replace("wss://", "https://")
    base = base.removesuffix("/ws")
    await ft.Clipboard().set(f"{base}{path}" if page.web and base else path)
    stores.toasts.show("Link copied", icon=_ICONS.LINK_ROUNDED)


def ask_to_delete(stores: Stores, item: PostItem, *, leave: bool = False) -> None:
    async def delete() -> None:
        if leave:
            await stores.trail.leave()
        await stores.posts.delete(item)

    stores.dialogs.open(
        Question(
            "delete-dialog",
            "Delete this post",
            "The photo, its caption and everything under it are gone for good.",
            Choice("Delete post", "delete-confirm", delete, danger=True),
            back="Keep it",
        )
    )


def ask_to_block(stores: Stores, tie: PersonTie) -> None:
    handle = tie.handle

    async def block() -> None:
        if await stores.people.block(tie):
            stores.toasts.show(f"{handle} is blocked", icon=_ICONS.BLOCK_ROUNDED)

    stores.dialogs.open(
        Question(
            "block-dialog",
            f"Block {handle}",
            "You will not see each other here any more. They are not told. Settings takes it back.",
            Choice(f"Block {handle}", "block-confirm", block, danger=True),
        )
    )


def open_post_menu(stores: Stores, item: PostItem, *, alone: bool = False) -> None:
    """`alone`: the post fills the screen, which has to be left when it is deleted."""
    post = item.post
    handle = post.author.handle
    link = Choice("Copy link", "menu-copy-link", lambda: copy_link(stores, f"/p/{post.id}"), _ICONS.LINK_ROUNDED)
    if handle == stores.handle:
        choices = [
            Choice(
                "Edit words, people and comments",
                "menu-edit",
                lambda: stores.trail.go(f"/p/{post.id}/edit"),
                _ICONS.EDIT_OUTLINED,
            ),
            link,
            Choice(
                "Delete post",
                "menu-delete",
                lambda: ask_to_delete(stores, item, leave=alone),
                _ICONS.DELETE_OUTLINE_ROUNDED,
                danger=True,
            ),
        ]
        stores.dialogs.open(Menu("post-menu", "Your post", choices))
        return

    tie = stores.people.author(handle)

    async def mute() -> None:
        if await stores.people.mute(tie):
            stores.toasts.show(
                f"{handle} is muted",
                action="Undo",
                on_action=lambda: stores.people.unmute(tie),
                icon=_ICONS.VOLUME_OFF_OUTLINED,
            )

    async def unfollow() -> None:
        if await stores.people.unfollow(tie):
            stores.toasts.show(
                f"You no longer follow {handle}",
                action="Undo",
                on_action=lambda: stores.people.follow(tie),
                icon=_ICONS.PERSON_REMOVE_OUTLINED,
            )

    choices = [link]
    if not tie.relationship.muted:
        choices.append(Choice(f"Mute {handle}", "menu-mute", mute, _ICONS.VOLUME_OFF_OUTLINED))
    if tie.relationship.tie == "following":
        choices.append(Choice(f"Unfollow {handle}", "menu-unfollow", unfollow, _ICONS.PERSON_REMOVE_OUTLINED))
    block = Choice(
        f"Block {handle}", "menu-block", lambda: ask_to_block(stores, tie), _ICONS.BLOCK_ROUNDED, danger=True
    )
    stores.dialogs.open(Menu("post-menu", f"Post by {handle}", [*choices, block]))
