"""What may be done about a person, from their profile."""

import flet as ft

from client.state.people import PersonTie
from client.state.profiles import ProfilePage
from client.state.stores import Stores
from client.widgets.link import copy_link
from client.widgets.muting import open_mute
from client.widgets.post_menu import ask_to_block
from shared.ui.dialogs import Choice, Menu, Question

_ICONS = ft.Icons


def open_profile_menu(stores: Stores, page: ProfilePage) -> None:
    tie, handle = page.tie, page.handle
    if tie is None:
        return
    choices = [Choice("Copy link", "menu-copy-link", lambda: copy_link(stores, f"/u/{handle}"), _ICONS.LINK_ROUNDED)]
    if tie.relationship.blocked:

        async def unblock() -> None:
            if await stores.people.unblock(tie):
                await page.load()

        choices.append(Choice(f"Unblock {handle}", "menu-unblock", unblock, _ICONS.LOCK_OPEN_ROUNDED))
    else:
        choices += _while_free(stores, tie)
    stores.dialogs.open(Menu("profile-menu", handle, choices))


def _while_free(stores: Stores, tie: PersonTie) -> list[Choice]:
    handle, now = tie.handle, tie.relationship

    async def turn_close() -> None:
        if now.close_friend:
            if await stores.people.unfriend(tie):
                stores.toasts.show(f"{handle} is off your close friends")
        elif await stores.people.befriend(tie):
            stores.toasts.show(f"{handle} is a close friend. Only you know", icon=_ICONS.STAR_ROUNDED)

    muted = now.muted or now.muted_stories
    choices = [
        Choice(
            "Remove from close friends" if now.close_friend else "Add to close friends",
            "menu-close-friend",
            turn_close,
            _ICONS.STAR_ROUNDED if now.close_friend else _ICONS.STAR_OUTLINE_ROUNDED,
        ),
        Choice(
            f"Change what is muted of {handle}" if muted else f"Mute {handle}",
            "menu-mute",
            lambda: open_mute(stores, tie),
            _ICONS.VOLUME_OFF_OUTLINED,
        ),
    ]
    if now.follows_you:
        choices.append(
            Choice(
                "Remove follower",
                "menu-remove-follower",
                lambda: ask_to_remove(stores, tie),
                _ICONS.PERSON_REMOVE_OUTLINED,
            )
        )
    block = Choice(
        f"Block {handle}", "menu-block", lambda: ask_to_block(stores, tie), _ICONS.BLOCK_ROUNDED, danger=True
    )
    return [*choices, block]


def ask_to_remove(stores: Stores, tie: PersonTie) -> None:
    """That they follow no longer."""
    handle = tie.handle

    async def remove() -> None:
        if await stores.people.remove_follower(tie):
            stores.toasts.show(f"{handle} no longer follows you", icon=_ICONS.PERSON_REMOVE_OUTLINED)

    sentence = "They will not see what you show to followers, and are not told."
    if not (stores.session.me and stores.session.me.private):
        sentence += " Your account is public: they can follow again."
    stores.dialogs.open(
        Question(
            "remove-follower-dialog",
            f"Remove {handle}",
            sentence,
            Choice("Remove follower", "remove-follower-confirm", remove, danger=True),
        )
    )
