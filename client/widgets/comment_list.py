"""The rows of a list of comments in whatever state it is, and the way to the one that somebody came for."""

import asyncio
import contextlib
from typing import Any, Final

import flet as ft
from flet.components.hooks.use_ref import MutableRef

from client.state.comments import Comments
from client.widgets.comment_row import CommentThread
from client.widgets.scrolling import scroll_to_key
from shared.ui.banner import banner
from shared.ui.buttons import button
from shared.ui.layout import region
from shared.ui.skeleton import skeleton_people
from shared.ui.theme import Color, Space
from shared.ui.typography import heading, text

_AHEAD = 600.0
"""Pixels from the end of the list at which the next page is fetched."""
_WHOLE: Final = 60_000.0
"""Pixels beyond the window: while one comment is looked for, all are built, for none else can be scrolled to."""
_BUILDING_SECONDS: Final = 0.3
_LIT_SECONDS: Final = 3.0


def comment_rows(comments: Comments, closed: str) -> list[ft.Control]:
    """`closed` says why the reader may not comment; nothing when they may."""
    shown = comments.shown
    rows: list[ft.Control] = []
    if comments.missed:
        rows.append(
            banner(
                ft.Icons.SPEAKER_NOTES_OFF_OUTLINED, "That comment is gone", "comment-gone", tone="soft", rounded=True
            )
        )
    if comments.above:
        newest = button("See the newest comments", "comments-newest", comments.from_top, kind="soft", compact=True)
        rows.append(ft.Container(newest, alignment=ft.Alignment.CENTER, padding=Space.x2, key="newest"))
    rows += [CommentThread(comments, item, item.answers, not closed, key=f"thread-{id(item)}") for item in shown]
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


def use_found(comments: Comments, listing: MutableRef[Any]) -> float | None:
    """Hook: brings the comment for which they were opened to the top of the list, and lights it for a moment.

    Answers how many pixels beyond the window the list has to build; None for as many as ever.
    """
    found = comments.found

    async def show() -> None:
        if found is None or not found.lit:
            return
        await asyncio.sleep(_BUILDING_SECONDS)
        await scroll_to_key(listing.current, found.id)
        await asyncio.sleep(_LIT_SECONDS)
        # A visitor who has left meanwhile has no screen to change.
        with contextlib.suppress(RuntimeError):
            found.lit = False
            comments.notify()

    ft.use_effect(show, [found], cleanup=lambda: None)
    return _WHOLE if comments.at and (found is None or found.lit) and not comments.missed else None


async def more_near_end(comments: Comments, event: ft.OnScrollEvent) -> None:
    if event.extent_after < _AHEAD:
        await comments.more()
