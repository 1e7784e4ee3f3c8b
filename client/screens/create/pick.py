"""First step: what to show, and in which order."""

from collections.abc import Callable

import flet as ft

from client.screens.create.drafts import Unfinished
from client.state.darkroom import Plate
from client.state.draft import Draft
from client.state.files import rules
from client.state.item import Item
from client.state.picker import MediaPicker
from client.state.upload import Upload
from shared.media import Limits, Quota
from shared.ui.banner import banner
from shared.ui.buttons import button, icon_button
from shared.ui.layout import gap, pinned, silent
from shared.ui.on_photo import glass_button, pill
from shared.ui.photo import arch, framed, photo
from shared.ui.press import press
from shared.ui.theme import Color, Radius, Space
from shared.ui.typography import heading, text

_GAP = Space.x2


def choose_button(picker: MediaPicker | None, label: str, *, soft: bool = False) -> ft.Control:
    return button(
        label,
        "pick-media",
        kind="soft" if soft else "primary",
        icon=ft.Icons.ADD_PHOTO_ALTERNATE_OUTLINED if soft else ft.Icons.PHOTO_LIBRARY_OUTLINED,
        action=picker.action() if picker else None,
        disabled=picker is None,
        height=48,
    )


def rules_of(limits: Limits | None, quota: Quota | None) -> list[ft.Control]:
    told = rules(limits, quota) if limits else ["Photos and videos, up to 10 in one post."]
    return [text(line, "meta", text_align=ft.TextAlign.CENTER) for line in told]


def refused(refusals: list[str]) -> list[ft.Control]:
    """Why some of the files were left out."""
    return [
        banner(ft.Icons.ERROR_OUTLINE_ROUNDED, words, f"pick-refused-{at}", rounded=True)
        for at, words in enumerate(refusals, 1)
    ]


@ft.component
def Invitation(
    picker: MediaPicker | None, limits: Limits | None, quota: Quota | None, refusals: list[str]
) -> ft.Control:
    """Before anything is picked: what may come in, and the drafts that wait."""
    niche = ft.Container(
        ft.Icon(ft.Icons.ADD_PHOTO_ALTERNATE_OUTLINED, size=34, color=Color.muted),
        width=116,
        height=144,
        alignment=ft.Alignment(0, 0.15),
        border=ft.Border.all(1.5, Color.edge),
        border_radius=arch(116),
    )
    parts: list[ft.Control] = [
        gap(Space.x4),
        silent(niche),
        gap(Space.x2),
        heading("What would you like to show", level=2, text_align=ft.TextAlign.CENTER),
        ft.Container(
            ft.Column(
                rules_of(limits, quota),
                spacing=Space.x1,
                tight=True,
                horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            ),
            width=340,
        ),
        gap(Space.x2),
        choose_button(picker, "Choose photos and videos"),
        *(ft.Container(row, width=340) for row in refused(refusals)),
        Unfinished(),
    ]
    column = ft.Column(parts, spacing=Space.x2, horizontal_alignment=ft.CrossAxisAlignment.CENTER)
    return ft.ListView([column], expand=True, padding=ft.Padding(Space.x4, 0, Space.x4, Space.x6))


@ft.component
def Chosen(
    draft: Draft,
    picker: MediaPicker | None,
    limits: Limits | None,
    quota: Quota | None,
    refusals: list[str],
    current: Item | None,
    on_choose: Callable[[Item], None],
    width: float,
) -> ft.Control:
    """Everything picked, numbered, in three columns; drag a tile onto another's place, or use its arrows."""
    side = (width - 2 * _GAP) // 3
    tiles: list[ft.Control] = [
        Tile(draft, item, item.upload, item.exact, at, side, item is current, on_choose, key=str(id(item)))
        for at, item in enumerate(draft.items)
    ]
    rows: list[ft.Control] = [
        ft.Row(tiles[start : start + 3], spacing=_GAP, key=f"row-{start}") for start in range(0, len(tiles), 3)
    ]
    most = limits.post_items_max if limits else 10
    count = f"{len(draft.items)} of {most}"
    head = ft.Row(
        [
            ft.Container(
                ft.Column(
                    [
                        heading("In this order", "head", level=2),
                        text(f"{count}. Drag, or use the arrows.", "meta"),
                    ],
                    spacing=0,
                    tight=True,
                ),
                expand=True,
            ),
            *([choose_button(picker, "Add", soft=True)] if len(draft.items) < most else []),
        ]
    )
    foot = ft.Column(rules_of(limits, quota), spacing=2, tight=True, horizontal_alignment=ft.CrossAxisAlignment.CENTER)
    return ft.ListView(
        [head, *refused(refusals), *_failed(draft), *rows, gap(Space.x2), foot],
        spacing=_GAP,
        expand=True,
        padding=ft.Padding(Space.x4, Space.x3, Space.x4, Space.x6),
    )


def _failed(draft: Draft) -> list[ft.Control]:
    """What went wrong with those that were sent, and the way on: once more, or without it."""
    found: list[ft.Control] = []
    for number, item in enumerate(draft.items, 1):
        upload = item.upload
        if upload.state == "failed":
            again = {} if upload.final else {"action": "Send again", "on_action": upload.start}
            icon = ft.Icons.ERROR_OUTLINE_ROUNDED
            found.append(
                banner(icon, f"{number}: {upload.failure}", f"item-{number}-refused", rounded=True, **again)  # type: ignore[arg-type]
            )
    return found


@ft.component
def Tile(
    draft: Draft,
    item: Item,
    upload: Upload,
    exact: Plate,
    at: int,
    side: float,
    current: bool,
    on_choose: Callable[[Item], None],
) -> ft.Control:
    number, name = at + 1, f"item-{at + 1}"
    kind = "Video" if item.kind == "video" else "Photo"
    words = f"{kind} {number}"
    if upload.state == "failed":
        words += f", refused: {upload.failure}"
    elif upload.picture is None:
        words += f", sending, {round(upload.progress * 100)} %" if upload.state == "sending" else ", being prepared"
    face = press(
        ft.Stack([pinned(ft.Container(_face(upload, exact))), *_marks(item, upload, number)], expand=True),
        label=words,
        identifier=name,
        on_press=lambda: on_choose(item),
        selected=current,
        radius=Radius.control,
        height=None,
    )
    height = round(side * 1.1)
    drawn = framed(
        ft.Stack([pinned(ft.Container(face))], expand=True), width=side, height=height, radius=Radius.control
    )
    if current:
        drawn.border = ft.Border.all(2, Color.primary)
    drag = ft.Draggable(
        content=drawn,
        content_feedback=framed(_face(upload, exact), width=side * 0.8, height=height * 0.8, radius=Radius.control),
        group="items",
        affinity=ft.Axis.HORIZONTAL,
        data=item,
    )

    def dropped(event: ft.DragTargetEvent) -> None:
        if event.src and event.src.data is not item:
            draft.move(event.src.data, at)

    target = ft.DragTarget(content=drag, group="items", on_accept=dropped)
    last = len(draft.items) - 1
    who = words.split(",")[0].lower()

    def mover(icon: ft.IconData, word: str, to: int, *, idle: bool) -> ft.Control:
        if idle:
            return ft.Container(width=Space.touch, height=Space.touch)
        return icon_button(
            icon, f"Move {who} {word}", f"{name}-{word}", lambda: draft.move(item, to), size=18, hint=False
        )

    acts = ft.Row(
        [
            mover(ft.Icons.ARROW_BACK_ROUNDED, "earlier", at - 1, idle=at == 0),
            mover(ft.Icons.ARROW_FORWARD_ROUNDED, "later", at + 1, idle=at == last),
        ],
        spacing=0,
        alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
        width=side,
    )
    remove = ft.Container(
        glass_button(
            ft.Icons.CLOSE_ROUNDED, f"Remove {who}", f"{name}-remove", lambda: draft.remove(item), size=16, face=28
        ),
        right=0,
        top=0,
    )
    return ft.Column([ft.Stack([target, remove], width=side, height=height), acts], spacing=0, tight=True)


def _face(upload: Upload, exact: Plate) -> ft.Control:
    if exact.content:
        return ft.Image(
            src=exact.content,
            fit=ft.BoxFit.COVER,
            width=float("inf"),
            height=float("inf"),
            gapless_playback=True,
            exclude_from_semantics=True,
        )
    if upload.picture:
        return photo(upload.picture, 320, alt="", square=True)
    failed = upload.state == "failed"
    icon = ft.Icons.ERROR_OUTLINE_ROUNDED if failed else ft.Icons.IMAGE_OUTLINED
    return ft.Container(
        ft.Icon(icon, color=Color.danger if failed else Color.muted),
        bgcolor=Color.danger_soft if failed else Color.well,
        alignment=ft.Alignment.CENTER,
        expand=True,
    )


def _marks(item: Item, upload: Upload, number: int) -> list[ft.Control]:
    badge = ft.Container(
        text(str(number), "micro", Color.on_primary),
        width=24,
        height=24,
        border_radius=Radius.full,
        bgcolor=Color.primary,
        border=ft.Border.all(1.5, Color.on_photo),
        alignment=ft.Alignment.CENTER,
        left=6,
        top=6,
    )
    marks: list[ft.Control] = [badge]
    if item.kind == "video":
        marks.append(ft.Container(pill("Video", ft.Icons.PLAY_ARROW_ROUNDED), left=6, bottom=6))
    if upload.state == "failed":
        marks.append(ft.Container(pill("Refused"), left=6, bottom=6))
    elif upload.picture is None:
        sending = upload.state == "sending" and upload.progress < 1
        bar = ft.ProgressBar(
            value=upload.progress if sending else None,
            bgcolor=Color.well_high,
            color=Color.primary,
            bar_height=4,
            border_radius=2,
        )
        marks.append(ft.Container(bar, left=6, right=6, bottom=8))
    return marks
