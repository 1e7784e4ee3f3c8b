"""What may be done about a post, from its menu: one's own can be changed, another's author can be left."""

import flet as ft

from client.state.people import PersonTie
from client.state.posts import PostItem
from client.state.spot import Spot
from client.state.stores import Stores
from client.widgets.hiding import hide_post
from client.widgets.link import copy_post_link
from client.widgets.saving import open_collections
from client.widgets.sharing import open_share
from client.widgets.why import open_why
from shared.engagement import WhyHide
from shared.ui.dialogs import Choice, Menu, Question
from shared.ui.press import Handler

_ICONS = ft.Icons


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


def open_post_menu(stores: Stores, item: PostItem, spot: Spot | None = None, *, alone: bool = False) -> None:
    """`spot`: where in a feed it stands. `alone`: it fills the screen, which has to be left when it is deleted or
    hidden.
    """
    post = item.post
    handle = post.author.handle
    if handle == stores.handle:
        edit = Choice(
            "Edit words, people and comments",
            "menu-edit",
            lambda: stores.trail.go(f"/p/{post.id}/edit"),
            _ICONS.EDIT_OUTLINED,
        )
        delete = Choice(
            "Delete post",
            "menu-delete",
            lambda: ask_to_delete(stores, item, leave=alone),
            _ICONS.DELETE_OUTLINE_ROUNDED,
            danger=True,
        )
        choices = [edit, *_why(stores, item, spot), *_handing_on(stores, item), delete]
        stores.dialogs.open(Menu("post-menu", "Your post", choices))
        return
    choices = [
        *_why(stores, item, spot),
        *_handing_on(stores, item),
        *_less_of_it(stores, item, alone),
        *_about_author(stores, item),
    ]
    stores.dialogs.open(Menu("post-menu", f"Post by {handle}", choices))


def _why(stores: Stores, item: PostItem, spot: Spot | None) -> list[Choice]:
    """Following needs no explanation."""
    if spot is None or spot.surface != "home":
        return []
    ask = Choice(
        "Why am I seeing this?", "menu-why", lambda: open_why(stores, item, spot), _ICONS.LIGHTBULB_OUTLINE_ROUNDED
    )
    return [ask]


def _handing_on(stores: Stores, item: PostItem) -> list[Choice]:
    return [
        Choice(
            "Save to a collection",
            "menu-collect",
            lambda: open_collections(stores, item),
            _ICONS.BOOKMARK_ADD_OUTLINED,
        ),
        Choice("Share", "menu-share", lambda: open_share(stores, item), _ICONS.SEND_OUTLINED),
        Choice("Copy link", "menu-copy-link", lambda: copy_post_link(stores, item), _ICONS.LINK_ROUNDED),
    ]


def _less_of_it(stores: Stores, item: PostItem, alone: bool) -> list[Choice]:
    def hide(why: WhyHide) -> Handler:
        async def act() -> None:
            if alone:
                await stores.trail.back()
            await hide_post(stores, item, why)

        return act

    return [
        Choice(
            "Not interested",
            "menu-not-interested",
            hide("not-interested"),
            _ICONS.THUMB_DOWN_OUTLINED,
        ),
        Choice("Hide this post", "menu-hide", hide("hidden"), _ICONS.VISIBILITY_OFF_OUTLINED),
    ]


def _about_author(stores: Stores, item: PostItem) -> list[Choice]:
    handle = item.post.author.handle
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

    choices = []
    if not tie.relationship.muted:
        choices.append(Choice(f"Mute {handle}", "menu-mute", mute, _ICONS.VOLUME_OFF_OUTLINED))
    if tie.relationship.tie == "following":
        choices.append(Choice(f"Unfollow {handle}", "menu-unfollow", unfollow, _ICONS.PERSON_REMOVE_OUTLINED))
    block = Choice(
        f"Block {handle}", "menu-block", lambda: ask_to_block(stores, tie), _ICONS.BLOCK_ROUNDED, danger=True
    )
    return [*choices, block]
