"""How a post read before each of its edits."""

import flet as ft

from client.state.stores import Stores
from shared.posts import Post, Version
from shared.problems import ApiError
from shared.ui.dialogs import Sheet
from shared.ui.direction import paragraph
from shared.ui.layout import hairline
from shared.ui.refusals import reason
from shared.ui.theme import Color
from shared.ui.typography import text
from shared.ui.words import since


async def open_history(stores: Stores, post: Post) -> None:
    try:
        versions = (await stores.session.api.versions(post.id)).items
    except ApiError as error:
        stores.toasts.show(f"Couldn’t load the history. {reason(error)}", icon=ft.Icons.CLOUD_OFF_ROUNDED)
        return
    rows: list[ft.Control] = [
        _row("Now", post.caption, post.place, [picture.alt for picture in post.pictures]),
    ]
    for version in versions:
        rows += [hairline(), _version(version)]
    stores.dialogs.open(Sheet("history", "Edits", rows))


def _version(version: Version) -> ft.Control:
    return _row(f"Until {since(version.until)}", version.caption, version.place, version.alts)


def _row(when: str, caption: str, place: str, alts: list[str]) -> ft.Control:
    parts: list[ft.Control] = [
        text(when, "meta_strong", Color.muted),
        paragraph(text(caption or "No caption", "body", None if caption else Color.muted), caption),
    ]
    if place:
        parts.append(_fact(ft.Icons.PLACE_OUTLINED, place))
    for at, alt in enumerate(alts):
        if alt:
            words = f"{at + 1}: {alt}" if len(alts) > 1 else alt
            parts.append(_fact(ft.Icons.ACCESSIBILITY_NEW_ROUNDED, words))
    return ft.Column(parts, spacing=4, tight=True)


def _fact(icon: ft.IconData, words: str) -> ft.Control:
    return ft.Row(
        [ft.Icon(icon, size=16, color=Color.muted), text(words, "meta", expand=True)],
        spacing=8,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )
