"""Third step: the words, descriptions, people, place, and who may see it."""

from collections.abc import Callable
from typing import Any

import flet as ft

from client.state.crop import inside
from client.state.draft import Draft
from client.state.item import Item
from client.state.stores import Stores, use_stores
from client.state.upload import Upload
from client.widgets.place_field import PlaceField
from client.widgets.stage import cut, fit
from client.widgets.tag_editor import TagEditor
from client.widgets.who_comments import who_may_comment
from client.widgets.words_form import AltField, CaptionField
from shared.media import Limits, Tag
from shared.posts import WhoMayComment
from shared.ui.buttons import button
from shared.ui.layout import gap, hairline, silent
from shared.ui.photo import framed
from shared.ui.segmented import segmented
from shared.ui.theme import Color, Radius, Space
from shared.ui.typography import heading, text
from shared.ui.words import counted, listed

_THUMB = 72


@ft.component
def DetailsPanel(draft: Draft, limits: Limits | None, on_tag: Callable[[Item], Any], width: float) -> ft.Control:
    stores = use_stores()
    inner = width - 2 * Space.x4

    def choose(audience: str) -> None:
        draft.audience = "followers" if audience == "followers" else "everyone"
        draft.changed()

    def let_comment(who: WhoMayComment) -> None:
        draft.who_may_comment = who
        draft.changed()

    rows: list[ft.Control] = [
        CaptionField(draft.caption, draft.write_caption, **({"most": limits.caption_max} if limits else {})),
        _audience(stores, draft, choose, inner),
        who_may_comment(draft.who_may_comment, let_comment, inner),
        gap(Space.x1),
        PlaceField(draft.place, draft.place_id, draft.write_place, _first_photo(draft), key="placing"),
        gap(Space.x2),
        heading("Descriptions and people", "head", level=2),
    ]
    for at, item in enumerate(draft.items):
        if at:
            rows.append(hairline())
        rows.append(ItemDetails(draft, item, item.upload, at, limits, on_tag, key=str(id(item))))
    return ft.ListView(rows, spacing=Space.x2, expand=True, padding=ft.Padding(Space.x4, Space.x3, Space.x4, Space.x8))


def _first_photo(draft: Draft) -> str:
    """The media id of the first photo that has arrived; nothing when there is none."""
    return next((item.media_id for item in draft.items if item.kind == "picture" and item.picture), "")


def _audience(stores: Stores, draft: Draft, on_choose: Callable[[str], None], width: float) -> ft.Control:
    private = stores.session.me is not None and stores.session.me.private
    title = text("Who can see it", "meta_strong", Color.muted)
    if private:
        row = ft.Row(
            [
                silent(ft.Icon(ft.Icons.LOCK_OUTLINE_ROUNDED, size=20, color=Color.ink)),
                text("Your followers, because your account is private", "body", expand=True),
            ],
            spacing=Space.x3,
        )
        well = ft.Container(row, bgcolor=Color.well, border_radius=Radius.control, padding=Space.x3)
        return ft.Column([title, well], spacing=6, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    choices = (("everyone", "Everyone"), ("followers", "Followers"))
    switch = segmented(choices, draft.audience, "audience", on_choose, width=width, label="Who can see it")
    return ft.Column([title, ft.Row([switch])], spacing=6, tight=True)


@ft.component
def ItemDetails(
    draft: Draft,
    item: Item,
    upload: Upload,
    at: int,
    limits: Limits | None,
    on_tag: Callable[[Item], Any],
) -> ft.Control:
    """Of one picture: what it shows and whom."""
    ready = upload.picture is not None
    ft.use_effect(lambda: item.think() if ready and limits and limits.vision else None, [ready, limits is not None])

    def write(words: str) -> None:
        item.write_alt(words)
        draft.changed()

    many = len(draft.items) > 1
    kind = "video" if item.kind == "video" else "photo"
    label = f"What {kind} {at + 1} shows" if many else "What it shows"
    suggested = item.suggestions.alt if item.suggestions else ""
    alt = AltField(f"alt-{at + 1}", label, item.alt, write, suggested)
    people = f"With {listed([tag.handle for tag in item.tags])}" if item.tags else "Nobody is tagged"
    tagging = button(
        counted(len(item.tags), "person", "people") if item.tags else "Tag people",
        f"tag-{at + 1}",
        lambda: on_tag(item),
        kind="soft",
        compact=True,
        icon=ft.Icons.PERSON_ADD_ALT_OUTLINED,
        disabled=not ready,
        name=f"Tag people in {kind} {at + 1}. {people}",
    )
    ratio = draft.ratio
    face: ft.Control = ft.Icon(ft.Icons.IMAGE_OUTLINED, size=20, color=Color.muted)
    box = item.box(ratio)
    size = fit(ratio, _THUMB, _THUMB)
    if upload.picture and box:
        face = _small(item, upload, ratio, size)
    thumb = framed(face, width=size[0], height=size[1], radius=Radius.control)
    thumb.alignment = ft.Alignment.CENTER
    head = ft.Row(
        [
            ft.Container(silent(thumb), width=_THUMB, alignment=ft.Alignment.CENTER_LEFT),
            ft.Column([text(people, "meta", lines=2), tagging], spacing=0, tight=True, expand=True),
        ],
        spacing=Space.x3,
    )
    return ft.Column([head, alt], spacing=Space.x2, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def _small(item: Item, upload: Upload, ratio: float, size: tuple[float, float]) -> ft.Control:
    if item.kind == "picture" and item.exact.content:
        return ft.Image(
            src=item.exact.content,
            fit=ft.BoxFit.COVER,
            width=size[0],
            height=size[1],
            gapless_playback=True,
            exclude_from_semantics=True,
        )
    box = item.box(ratio)
    assert upload.picture and box
    return cut(upload.picture, box, size, item.look.turn if item.kind == "video" else 0)


@ft.component
def Tagging(draft: Draft, item: Item, upload: Upload, width: float, height: float) -> ft.Control:
    """Whom one picture shows. Points are shares of what is shown of it."""
    ratio = draft.ratio
    size = fit(ratio, width, height)
    box = item.box(ratio)
    if upload.picture is None or box is None:
        return ft.Container()
    found = item.suggestions.faces if item.suggestions else []
    # Faces were looked for in the upright original.
    faces = [middle for face in found if item.look.turn == 0 and (middle := inside(box, face))]

    def change(tags: list[Tag]) -> None:
        item.tags = tags
        draft.changed()

    picture = _small(item, upload, ratio, size)
    editor = TagEditor(picture, size, item.tags, faces, change, key=f"tags-{id(item)}-{len(faces)}")
    return ft.ListView([editor], expand=True, padding=ft.Padding(Space.x4, Space.x3, Space.x4, Space.x8))
