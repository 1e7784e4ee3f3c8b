"""One line of what happened: who, what, when, to which picture, and what may be done about it at once."""

from collections.abc import Sequence
from typing import Final

import flet as ft

from client.state.notifications import NotificationItem
from client.state.stores import use_stores
from client.widgets.follow_button import FollowButton
from client.widgets.notification_words import deed, destination, names, sentence, words_of
from client.widgets.request_row import AnswerRequest
from shared.accounts import Author
from shared.notifications import Notification, PostBrief
from shared.ui.avatar import avatar
from shared.ui.direction import isolated
from shared.ui.layout import silent
from shared.ui.photo import framed, photo
from shared.ui.press import Handler, press
from shared.ui.theme import Color, Radius, Space
from shared.ui.typography import span, text
from shared.ui.words import ago, listed

_PORTRAIT: Final = 44
_OF_TWO: Final = 32
_LAMP: Final = 8
_THUMB: Final = (44, 55)
_QUOTED: Final = 72
"""Characters of a comment, so that its age stays in sight on a phone."""


@ft.component
def NotificationRow(item: NotificationItem) -> ft.Control:
    stores = use_stores()
    notification = item.notification

    async def open_it() -> None:
        await stores.trail.go(destination(notification, stores.handle))

    async def open_post() -> None:
        if notification.post:
            await stores.trail.go(f"/p/{notification.post.id}")

    age = ago(notification.at)
    new = "" if notification.seen else "New. "
    lamp = ft.Container(
        width=_LAMP,
        height=_LAMP,
        border_radius=Radius.full,
        bgcolor=Color.none if notification.seen else Color.lamp,
        key="lamp",
    )
    main = press(
        ft.Row(
            [lamp, portraits(notification.people), ft.Container(_words(notification, age), expand=True)],
            spacing=Space.x3,
        ),
        label=f"{new}{sentence(notification)}. {age}",
        identifier=f"notification-{item.id}",
        on_press=open_it,
        padding=ft.Padding(Space.x1, Space.x2, Space.x1, Space.x2),
        height=None,
        expand=True,
    )
    parts: list[ft.Control] = [main]
    alone = len(notification.people) == 1 and not notification.others
    if item.tie and alone and notification.kind == "request":
        parts.append(AnswerRequest(item.tie, "notification", key="answer"))
    elif item.tie and alone and notification.kind == "follow":
        parts.append(FollowButton(item.tie, key="follow"))
    elif notification.post:
        parts.append(_thumb(notification.post, item.id, open_post))
    return ft.Container(ft.Row(parts, spacing=Space.x2), padding=ft.Padding.only(left=Space.x1, right=Space.x1))


def portraits(people: Sequence[Author]) -> ft.Control:
    """One, or two of which the latest stands in front."""
    box = _PORTRAIT + 4
    if not people:
        icon = ft.Icon(ft.Icons.GROUP_OUTLINED, size=22, color=Color.muted)
        return ft.Container(
            icon,
            width=box,
            height=box,
            border_radius=Radius.full,
            bgcolor=Color.well,
            alignment=ft.Alignment.CENTER,
        )
    first = people[0]
    if len(people) == 1:
        face = avatar(first.avatar, first.name, first.handle, _PORTRAIT)
        return ft.Container(face, width=box, height=box, alignment=ft.Alignment.CENTER)
    second = people[1]
    ring = ft.Container(
        avatar(first.avatar, first.name, first.handle, _OF_TWO),
        left=0,
        bottom=0,
        border=ft.Border.all(2, Color.paper),
        border_radius=Radius.full,
        bgcolor=Color.paper,
    )
    behind = ft.Container(avatar(second.avatar, second.name, second.handle, _OF_TWO), right=0, top=0)
    return ft.Stack([behind, ring], width=box, height=box)


def _words(notification: Notification, age: str) -> ft.Text:
    who = names(notification)
    spans = [span(listed(who[:1]), "strong")]
    for at, name in enumerate(who[1:], 2):
        spans += [span(" and " if at == len(who) else ", "), span(name, "strong")]
    spans.append(span(f" {deed(notification)}"))
    quoted = words_of(notification, _QUOTED)
    if quoted:
        spans.append(span(f": {isolated(quoted)}"))
    spans.append(span(f"  {age.replace(' ', chr(0xA0))}", "meta", Color.muted))
    return ft.Text(spans=spans, max_lines=4, overflow=ft.TextOverflow.ELLIPSIS)


def _thumb(post: PostBrief, name: str, on_press: Handler) -> ft.Control:
    width, height = _THUMB
    kind = "video" if post.picture.video else "photo"
    return press(
        framed(photo(post.picture, 160, alt=""), width=width, height=height, radius=8),
        label=f"Open the {kind}{': ' + post.picture.alt if post.picture.alt else ''}",
        identifier=f"notification-post-{name}",
        on_press=on_press,
        width=width,
        height=height,
        radius=8,
        key="thumb",
    )


def requests_line(waiting: int, more: bool, faces: Sequence[Author], on_press: Handler) -> ft.Control:
    """Leads to those who wait for an answer, from the top of the list."""
    number = f"{waiting}{'+' if more else ''}"
    words = ft.Column(
        [text("Follow requests", "strong", lines=1), text(f"{number} waiting", "meta", lines=1)],
        spacing=0,
        tight=True,
        expand=True,
    )
    chevron = ft.Icon(ft.Icons.CHEVRON_RIGHT_ROUNDED, size=20, color=Color.muted)
    row = ft.Row(
        [ft.Container(width=_LAMP), silent(portraits(faces[:2])), words, chevron],
        spacing=Space.x3,
    )
    return press(
        row,
        label=f"Follow requests, {number} waiting",
        identifier="open-requests",
        on_press=on_press,
        height=64,
        padding=ft.Padding(Space.x2, 0, Space.x3, 0),
        key="open-requests",
    )
