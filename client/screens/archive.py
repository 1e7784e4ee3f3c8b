"""All one has here, as one file to keep."""

from datetime import UTC, datetime
from typing import Final

import flet as ft

from client.state.archive import LOOK_SECONDS, ArchiveNow
from client.state.stores import use_stores, watch
from client.widgets.frame import frame
from shared.archive import Archive
from shared.ui.buttons import ButtonKind, button
from shared.ui.empty import empty
from shared.ui.layout import region, silent
from shared.ui.panel import section
from shared.ui.presence import every
from shared.ui.skeleton import skeleton_people
from shared.ui.theme import Color, Space
from shared.ui.typography import text
from shared.ui.window import WindowContext
from shared.ui.words import day, lasting, size

_I = ft.Icons
# icon, title, what it means
_CONTENTS: Final = (
    (_I.PHOTO_LIBRARY_OUTLINED, "Posts and drafts", "With photos and videos, captions, places and descriptions"),
    (_I.FAVORITE_BORDER_ROUNDED, "What you did", "Comments, likes, saved posts, shares and searches"),
    (_I.PEOPLE_OUTLINE_ROUNDED, "People", "Whom you follow, who follows you, close friends, blocked and muted"),
    (_I.TUNE_ROUNDED, "Settings and account", "Profile, devices, notifications and what you have chosen"),
)
_OTHERS: Final = "Of other people there are only their handles, never their pictures or words."


@ft.component
def ArchiveScreen() -> ft.Control:
    stores = use_stores()
    window = ft.use_context(WindowContext)
    page = ft.context.page
    archive: ArchiveNow = watch(ft.use_memo(lambda: ArchiveNow(stores.session.api, stores.toasts), []))

    async def follow() -> None:
        await archive.load()
        await every(page, LOOK_SECONDS, archive.look)

    ft.use_effect(follow, [watch(stores.session).returns], cleanup=lambda: None)

    async def back() -> None:
        await stores.trail.go("/settings")

    body: list[ft.Control]
    if archive.now is None:
        body = [skeleton_people(4)]
        if archive.failure:
            again = button("Try again", "archive-reload", archive.load, kind="soft")
            body = [empty(_I.CLOUD_OFF_ROUNDED, "That didn’t load", f"{archive.failure}.", "archive-unloaded", again)]
    else:
        body = [
            section("Your archive", [_state(archive, archive.now)]),
            section("What is in it", [_content(*one) for one in _CONTENTS], note=_OTHERS),
        ]
    return frame(window, "Download your data", body, on_back=back, spacing=Space.x5)


def _state(archive: ArchiveNow, now: Archive) -> ft.Control:
    match now.state:
        case "waiting" | "making":
            parts = _on_its_way(now)
        case "ready":
            parts = _ready(archive, now)
        case "failed":
            parts = _failed(archive)
        case _:
            parts = _none(archive, now)
    column = ft.Column(
        parts, spacing=Space.x4, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH, key=now.state
    )
    return region(ft.Container(column, padding=Space.x4), f"archive-{now.state}", live=True)


def _none(archive: ArchiveNow, now: Archive) -> list[ft.Control]:
    words = "One ZIP file that opens in any browser. Making it takes some minutes at most, and you may leave meanwhile."
    return [_words(_I.ARCHIVE_OUTLINED, "Take everything with you", words), _make(archive, now, "primary")]


def _on_its_way(now: Archive) -> list[ft.Control]:
    title = "In line" if now.state == "waiting" else "Being made"
    bar = ft.ProgressBar(bgcolor=Color.well_high, color=Color.primary, bar_height=3, border_radius=2)
    words = "You may leave: it goes on, and you find it here."
    return [_words(_I.HOURGLASS_EMPTY_ROUNDED, title, words), silent(bar)]


def _ready(archive: ArchiveNow, now: Archive) -> list[ft.Control]:
    made = f"{size(now.size)}, made on {day(now.made_at)}" if now.made_at else size(now.size)
    until = f"You can fetch it until {day(now.expires_at)}. Whoever has the file can read it." if now.expires_at else ""
    action = ft.OpenUrl(now.url, target=ft.UrlTarget.BLANK)
    fetch = button("Download", "archive-download", icon=_I.DOWNLOAD_ROUNDED, action=action)
    return [_words(_I.CHECK_CIRCLE_OUTLINE_ROUNDED, made, until), fetch, _make(archive, now, "soft")]


def _failed(archive: ArchiveNow) -> list[ft.Control]:
    words = "Something went wrong on the server. Nothing you have here is lost."
    again = button("Try again", "archive-retry", archive.make, busy=archive.asking)
    return [_words(_I.ERROR_OUTLINE_ROUNDED, "It couldn’t be made", words, Color.danger), again]


def _make(archive: ArchiveNow, now: Archive, kind: ButtonKind) -> ft.Control:
    """The button, or when there will be one."""
    left = (now.next_at - datetime.now(UTC)).total_seconds() if now.next_at else 0
    if left > 0:
        return text(f"You can make another one in {lasting(left)}.", "meta")
    label = "Make an archive" if kind == "primary" else "Make a new one"
    return button(label, "archive-make", archive.make, kind=kind, busy=archive.asking)


def _words(icon: ft.IconData, title: str, detail: str, color: ft.ColorValue = Color.ink) -> ft.Control:
    words = ft.Column(
        [text(title, "strong", color), *([text(detail, "meta")] if detail else [])],
        spacing=2,
        tight=True,
        expand=True,
    )
    return ft.Row(
        [silent(ft.Icon(icon, size=22, color=color)), words],
        spacing=Space.x4,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )


def _content(icon: ft.IconData, title: str, detail: str) -> ft.Control:
    return ft.Container(_words(icon, title, detail), padding=ft.Padding.symmetric(horizontal=Space.x4, vertical=10))
