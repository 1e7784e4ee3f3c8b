"""The rows of a list of comments in whatever state it is."""

import flet as ft

from client.state.comments import Comments
from client.widgets.comment_row import CommentThread
from shared.ui.banner import banner
from shared.ui.buttons import button
from shared.ui.layout import region
from shared.ui.skeleton import skeleton_people
from shared.ui.theme import Color, Space
from shared.ui.typography import heading, text

_AHEAD = 600.0
"""Pixels from the end of the list at which the next page is fetched."""


def comment_rows(comments: Comments, closed: str) -> list[ft.Control]:
    """`closed` says why the reader may not comment; nothing when they may."""
    shown = comments.shown
    rows: list[ft.Control] = [
        CommentThread(comments, item, item.answers, not closed, key=f"thread-{id(item)}") for item in shown
    ]
    if comments.failure and shown:
        rows.append(
            banner(
                ft.Icons.CLOUD_OFF_ROUNDED,
                comments.failure,
                "comments-more-failed",
                action="Retry",
                on_action=comments.retry,
                rounded=True,
            )
        )
    elif comments.failure:
        again = button("Try again", "comments-retry", comments.retry, kind="soft", compact=True)
        rows.append(_note("Comments didn’t load", f"{comments.failure}.", "comments-failed", again))
    elif not comments.loaded or not comments.ended:
        rows.append(skeleton_people(3 if not shown else 1))
    elif not shown:
        rows.append(
            _note("No comments", "", "comments-empty")
            if closed
            else _note("No comments yet", "Say the first word.", "comments-empty")
        )
    return rows


def _note(title: str, sentence: str, identifier: str, action: ft.Control | None = None) -> ft.Control:
    parts: list[ft.Control] = [heading(title, "head", level=2)]
    if sentence:
        parts.append(text(sentence, "body", Color.muted, text_align=ft.TextAlign.CENTER))
    if action:
        parts.append(action)
    column = ft.Column(parts, spacing=Space.x1, tight=True, horizontal_alignment=ft.CrossAxisAlignment.CENTER)
    return region(ft.Container(column, padding=Space.x8, alignment=ft.Alignment.CENTER), identifier, key=identifier)


async def more_near_end(comments: Comments, event: ft.OnScrollEvent) -> None:
    if event.extent_after < _AHEAD:
        await comments.more()
