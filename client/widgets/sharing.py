"""The share sheet: people who may get a post, a few words with it, and the other ways to hand it on."""

from dataclasses import dataclass

import flet as ft

from client.state.posts import PostItem
from client.state.sharing import Sharing
from client.state.stores import Stores
from client.widgets.link import copy_post_link
from shared.accounts import Author
from shared.limits import SHARE_NOTE_MAX, SHARE_PEOPLE_MAX
from shared.ui.avatar import avatar
from shared.ui.buttons import button
from shared.ui.dialogs import Work
from shared.ui.field import field
from shared.ui.layout import hairline, region
from shared.ui.press import Handler, press
from shared.ui.skeleton import skeleton_people
from shared.ui.theme import Color, Radius, Space
from shared.ui.tick_row import tick_row
from shared.ui.typography import text
from shared.ui.words import counted

_FACE = 44
_LEAST, _MOST = 180, 320
"""Height of the list in pixels, as far as the window has room."""
_AROUND = 420
"""Of everything else on the sheet, with the keyboard of a phone."""


@dataclass(frozen=True)
class Way:
    """Something else to do with a post than hand it to people."""

    label: str
    identifier: str
    icon: ft.IconData
    act: Handler


def ways(stores: Stores, item: PostItem) -> list[Way]:
    """In the order in which they stand on the sheet."""

    async def copy() -> None:
        stores.dialogs.close()
        await copy_post_link(stores, item)

    return [Way("Copy link", "share-copy-link", ft.Icons.LINK_ROUNDED, copy)]


def open_share(stores: Stores, item: PostItem) -> None:
    sharing = stores.sharing(item)
    stores.dialogs.open(Work("share-sheet", "Share", lambda: ShareSheet(stores, sharing), close="Cancel"))


@ft.component
def ShareSheet(stores: Stores, sharing: Sharing) -> ft.Control:
    ft.use_effect(sharing.load, [], cleanup=lambda: None)
    room = (ft.context.page.height or 800) - _AROUND
    entry = field("share-search", "Search your followers", sharing.search, icon=ft.Icons.SEARCH_ROUNDED)
    people = ft.Container(_people(sharing), height=min(max(room, _LEAST), _MOST), key="people")
    foot = _note(stores, sharing) if sharing.chosen else _ways(stores, sharing)
    return ft.Column(
        [entry, people, hairline(), ft.Container(foot, padding=ft.Padding.only(top=Space.x2))],
        spacing=Space.x2,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _people(sharing: Sharing) -> ft.Control:
    if sharing.failure and not sharing.shown:
        again = button("Try again", "share-retry", sharing.load, kind="soft", compact=True)
        return _told(f"{sharing.failure}.", "share-failed", again)
    if not sharing.loaded:
        return skeleton_people(4)
    if not sharing.shown:
        if sharing.words:
            return _told(f"None of your followers is called {sharing.words}.", "share-none")
        return _told("Whoever follows you and may see this post will be listed here.", "share-none")

    def row(author: Author) -> ft.Control:
        return tick_row(
            avatar(author.avatar, author.name, author.handle, _FACE),
            author.handle,
            author.name,
            f"share-to-{author.handle}",
            sharing.picked(author),
            lambda: sharing.turn(author),
            key=author.id,
        )

    return ft.ListView([row(author) for author in sharing.shown], spacing=0)


def _told(words: str, identifier: str, action: ft.Control | None = None) -> ft.Control:
    parts: list[ft.Control] = [text(words, "body", Color.muted, text_align=ft.TextAlign.CENTER)]
    if action:
        parts.append(action)
    column = ft.Column(parts, spacing=Space.x2, tight=True, horizontal_alignment=ft.CrossAxisAlignment.CENTER)
    return region(ft.Container(column, alignment=ft.Alignment.CENTER, padding=Space.x4), identifier)


def _note(stores: Stores, sharing: Sharing) -> ft.Control:
    many = len(sharing.chosen)
    to = sharing.chosen[0].handle if many == 1 else counted(many, "person", "people")

    async def send() -> None:
        if await sharing.send():
            stores.posts.did(sharing.item.id, "share")
            stores.dialogs.close()
            stores.toasts.show(f"Shared with {to}", icon=ft.Icons.SEND_OUTLINED)

    parts: list[ft.Control] = [
        field("share-note", "Write a note", sharing.write_note, grow=3, max_length=SHARE_NOTE_MAX),
    ]
    if sharing.full:
        parts.append(text(f"{SHARE_PEOPLE_MAX} people at once is the most.", "meta", key="full"))
    if sharing.failure:
        parts.append(text(f"{sharing.failure}.", "meta_strong", Color.danger, key="problem"))
    parts.append(button(f"Send to {to}", "share-send", send, busy=sharing.sending, icon=ft.Icons.SEND_ROUNDED))
    return ft.Column(
        parts, spacing=Space.x3, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH, key="note"
    )


def _ways(stores: Stores, sharing: Sharing) -> ft.Control:
    post = sharing.item.post
    parts: list[ft.Control] = [ft.Row([_way(way) for way in ways(stores, sharing.item)], spacing=Space.x2)]
    if post.audience == "followers":
        parts.append(text(f"Only followers of {post.author.handle} can open the link.", "meta"))
    return ft.Column(parts, spacing=Space.x1, tight=True, key="ways")


def _way(way: Way) -> ft.Control:
    face = ft.Container(
        ft.Icon(way.icon, size=22, color=Color.ink),
        width=48,
        height=48,
        border_radius=Radius.full,
        bgcolor=Color.well,
        alignment=ft.Alignment.CENTER,
    )
    column = ft.Column(
        [face, text(way.label, "micro", no_wrap=True)],
        spacing=6,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )
    return press(column, label=way.label, identifier=way.identifier, on_press=way.act, width=84, height=84)
