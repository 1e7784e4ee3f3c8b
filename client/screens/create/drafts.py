"""Drafts that wait: go on with one, or discard it."""

import flet as ft

from client.state.draft import Draft
from client.state.item import Item
from client.state.stores import Stores, use_stores, watch
from client.state.upload import Upload
from shared.problems import ApiError
from shared.ui.buttons import icon_button
from shared.ui.dialogs import Choice, Question
from shared.ui.panel import panel
from shared.ui.photo import photo
from shared.ui.press import press
from shared.ui.refusals import reason
from shared.ui.theme import Color, Space
from shared.ui.typography import heading, text
from shared.ui.window import WindowContext
from shared.ui.words import since

_WIDTH = 420


@ft.component
def Unfinished() -> ft.Control:
    posting = watch(use_stores().posting)
    window = ft.use_context(WindowContext)
    if not posting.unfinished:
        return ft.Container()
    rows: list[ft.Control] = [
        DraftRow(draft, at, key=draft.post_id or str(id(draft))) for at, draft in enumerate(posting.unfinished, 1)
    ]
    column = ft.Column(
        [heading("Drafts", "head", level=2), panel(ft.Column(rows, spacing=0, tight=True), Space.x1)],
        spacing=Space.x2,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    return ft.Container(column, width=min(_WIDTH, window.width - 2 * Space.x4), padding=ft.Padding.only(top=Space.x6))


@ft.component
def DraftRow(draft: Draft, number: int) -> ft.Control:
    stores = use_stores()

    async def go_on() -> None:
        await stores.posting.go_on(draft)

    words = " ".join(draft.caption.split()) or "No words yet"
    when = f" · {since(draft.created_at)}" if draft.created_at else ""
    first = draft.items[0] if draft.items else None
    face = Face(first, first.upload) if first else ft.Icon(ft.Icons.NOTES_ROUNDED, size=18, color=Color.muted)
    niche = ft.Container(
        face,
        width=44,
        height=54,
        bgcolor=Color.well,
        alignment=ft.Alignment.CENTER,
        border_radius=ft.BorderRadius(22, 22, 8, 8),
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
    )
    column = ft.Column(
        [text(words, "strong", lines=1), text(f"{draft.summary}{when}", "meta", lines=1)],
        spacing=0,
        tight=True,
        expand=True,
    )
    row = press(
        ft.Row([niche, column, text("Go on", "meta_strong", Color.primary)], spacing=Space.x3),
        label=f"Go on with draft {number}: {words}, {draft.summary}",
        identifier=f"draft-{number}",
        on_press=go_on,
        height=66,
        padding=ft.Padding.symmetric(horizontal=Space.x2),
        expand=True,
    )
    discard = icon_button(
        ft.Icons.DELETE_OUTLINE_ROUNDED,
        f"Discard draft {number}",
        f"draft-{number}-discard",
        lambda: ask_to_discard(stores, draft),
        size=20,
        color=Color.muted,
        hint=False,
    )
    return ft.Row([row, discard], spacing=0)


@ft.component
def Face(item: Item, upload: Upload) -> ft.Control:
    if upload.picture:
        return photo(upload.picture, 160, alt="", square=True)
    return ft.Icon(ft.Icons.IMAGE_OUTLINED, size=18, color=Color.muted)


def ask_to_discard(stores: Stores, draft: Draft) -> None:
    async def discard() -> None:
        try:
            await stores.posting.throw_away(draft)
        except ApiError as error:
            stores.toasts.show(f"Couldn’t discard. {reason(error)}", icon=ft.Icons.ERROR_OUTLINE_ROUNDED)

    choice = Choice("Discard draft", "discard-confirm", discard, danger=True)
    sentence = "Its pictures and what you wrote will be lost."
    stores.dialogs.open(Question("discard-dialog", "Discard this draft", sentence, choice, back="Keep it"))
