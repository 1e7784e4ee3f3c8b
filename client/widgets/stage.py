"""The picture that is being made, in the frame of its post: as it will be, or movable while the crop is chosen."""

from typing import Final

import flet as ft
from msgspec.structs import replace

from client.state.crop import CLOSEST, fitted, kept, moved, turned, zoom_of, zoomed
from client.state.darkroom import Plate
from client.state.draft import Draft
from client.state.item import Item
from client.state.upload import Upload
from shared.looks import Box, Turn
from shared.media import Picture
from shared.ui.layout import pinned, region, silent
from shared.ui.on_photo import pill
from shared.ui.photo import arch, framed
from shared.ui.theme import Color, Radius, Space
from shared.ui.typography import text

_WHEEL: Final = 500.0
"""Pixels of the mouse wheel that bring a picture twice as near."""
_QUARTERS: Final[dict[Turn, int]] = {0: 0, 90: 1, 180: 2, 270: 3}
_LINE: Final = "#80FFFFFF"


def fit(ratio: float, width: float, height: float) -> tuple[float, float]:
    """The largest frame of that shape in a room, in whole pixels."""
    wide, high = (width, width / ratio) if width / ratio <= height else (height * ratio, height)
    return round(wide), round(high)


@ft.component
def Stage(
    item: Item, upload: Upload, exact: Plate, before: Plate, ratio: float, room: tuple[float, float]
) -> ft.Control:
    """`upload` and the plates are the item's own, passed so that this renders anew with them."""
    size = fit(ratio, *room)
    picture = upload.picture
    compared = item.compared
    ft.use_effect(lambda: item.show(ratio), [item.look, ratio, item.size, picture is not None])
    ft.use_effect(lambda: item.show_before(ratio) if compared else None, [compared, ratio])

    if picture is None or item.size is None:
        return Waiting(upload, size)
    box = item.box(ratio)
    if item.kind == "video" and box:
        return framed(cut(picture, box, size, item.look.turn), width=size[0], height=size[1], radius=Radius.photo)

    def compare(shown: bool) -> None:
        item.compared = shown

    content = before.content if compared and before.content else exact.content
    face: ft.Control
    if content:
        face = _bytes(content)
    elif box:
        face = cut(picture, box, size, 0)
    else:
        face = ft.Container()
    layers: list[ft.Control] = [pinned(ft.Container(silent(face)))]
    if compared:
        layers.append(ft.Container(silent(pill("Before")), left=Space.x3, top=Space.x3))
    if exact.failure:
        words = pill(exact.failure, ft.Icons.CLOUD_OFF_ROUNDED)
        layers.append(ft.Container(words, left=0, right=0, bottom=Space.x3, alignment=ft.Alignment.CENTER))
    frame = framed(ft.Stack(layers, expand=True), width=size[0], height=size[1], radius=Radius.photo)
    return ft.GestureDetector(
        content=frame,
        on_long_press_start=lambda: compare(True),
        on_long_press_end=lambda: compare(False),
        exclude_from_semantics=True,
    )


def _bytes(content: bytes) -> ft.Image:
    return ft.Image(
        src=content,
        fit=ft.BoxFit.COVER,
        width=float("inf"),
        height=float("inf"),
        gapless_playback=True,
        exclude_from_semantics=True,
    )


def cut(picture: Picture, box: Box, size: tuple[float, float], turn: Turn, content: bytes = b"") -> ft.Control:
    """The part `box` of the turned picture, filling a frame of that size. `content` in place of the picture's own."""
    width, height = size[0] / box.width, size[1] / box.height
    across, down = (height, width) if turn in (90, 270) else (width, height)
    whole: ft.Control = ft.Image(
        src=content or picture.fitting(1080),
        width=across,
        height=down,
        fit=ft.BoxFit.FILL,
        gapless_playback=True,
        exclude_from_semantics=True,
    )
    if turn:
        whole = ft.RotatedBox(quarter_turns=_QUARTERS[turn], content=whole)
    placed = ft.Container(whole, left=-box.x * width, top=-box.y * height, width=width, height=height)
    return ft.Stack([placed], width=size[0], height=size[1], clip_behavior=ft.ClipBehavior.HARD_EDGE)


@ft.component
def CropStage(
    draft: Draft, item: Item, upload: Upload, whole: Plate, ratio: float, room: tuple[float, float]
) -> ft.Control:
    """Drag to move, two fingers or the wheel to come nearer."""
    size = fit(ratio, *room)
    begun = ft.use_ref(None)
    ft.use_effect(item.show_whole, [item.look, item.size, upload.picture is not None])
    picture = upload.picture
    if picture is None or item.size is None:
        return Waiting(upload, size)
    own = turned(item.size, item.look.turn)
    box = fitted(item.look.crop, ratio, own)

    def place(wanted: Box) -> None:
        item.look = replace(item.look, crop=kept(wanted, ratio, own))

    def start(event: ft.ScaleStartEvent) -> None:
        begun.current = (box, event.local_focal_point)

    def change(event: ft.ScaleUpdateEvent) -> None:
        if begun.current is None:
            return
        first, focus = begun.current
        nearer = zoomed(first, zoom_of(first, ratio, own) * event.scale, ratio, own)
        right = (focus.x - event.local_focal_point.x) / size[0] * nearer.width
        down = (focus.y - event.local_focal_point.y) / size[1] * nearer.height
        place(moved(nearer, right, down))

    def roll(event: ft.ScrollEvent) -> None:
        nearer = zoom_of(box, ratio, own) * 2 ** (-event.scroll_delta.y / _WHEEL)
        place(zoomed(box, min(nearer, CLOSEST), ratio, own))
        draft.changed()

    turn: Turn = item.look.turn if item.kind == "video" or not whole.content else 0
    face = cut(picture, box, size, turn, whole.content if item.kind == "picture" else b"")
    layers: list[ft.Control] = [pinned(ft.Container(silent(face)))]
    layers += [pinned(ft.Container(_thirds(size), ignore_interactions=True))]
    frame = framed(ft.Stack(layers, expand=True), width=size[0], height=size[1], radius=Radius.photo)
    return ft.GestureDetector(
        content=frame,
        mouse_cursor=ft.MouseCursor.MOVE,
        drag_interval=30,
        on_scale_start=start,
        on_scale_update=change,
        on_scale_end=draft.changed,
        on_scroll=roll,
        exclude_from_semantics=True,
    )


def _thirds(size: tuple[float, float]) -> ft.Control:
    """Two lines across and two down, by which horizons are set straight."""
    lines: list[ft.Control] = []
    for share in (1 / 3, 2 / 3):
        lines.append(ft.Container(width=1, bgcolor=_LINE, left=size[0] * share, top=0, bottom=0))
        lines.append(ft.Container(height=1, bgcolor=_LINE, top=size[1] * share, left=0, right=0))
    return silent(ft.Stack(lines, expand=True))


@ft.component
def Waiting(upload: Upload, size: tuple[float, float]) -> ft.Control:
    """What has been picked but cannot be shown yet, or never will be."""
    failed = upload.state == "failed"
    icon = ft.Icons.ERROR_OUTLINE_ROUNDED if failed else ft.Icons.IMAGE_OUTLINED
    niche = ft.Container(
        ft.Icon(icon, size=28, color=Color.danger if failed else Color.muted),
        width=84,
        height=104,
        alignment=ft.Alignment(0, 0.15),
        border=ft.Border.all(1.5, Color.danger if failed else Color.line),
        border_radius=arch(84, 16),
    )
    parts: list[ft.Control] = [silent(niche)]
    if failed:
        parts.append(text(upload.failure, "strong", Color.danger, text_align=ft.TextAlign.CENTER))
    else:
        sending = upload.state == "sending" and upload.progress < 1
        words = f"Sending, {round(upload.progress * 100)} %" if sending else "Preparing the preview"
        bar = ft.ProgressBar(
            value=upload.progress if sending else None,
            bgcolor=Color.well_high,
            color=Color.primary,
            bar_height=3,
            border_radius=2,
            width=min(200, size[0] - 32),
        )
        parts += [text(words, "strong", text_align=ft.TextAlign.CENTER), silent(bar)]
        parts.append(text("You can go on meanwhile.", "meta", text_align=ft.TextAlign.CENTER))
    column = ft.Column(
        parts,
        spacing=Space.x3,
        alignment=ft.MainAxisAlignment.CENTER,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )
    box = ft.Container(
        column,
        bgcolor=Color.well,
        border_radius=Radius.photo,
        alignment=ft.Alignment.CENTER,
        padding=Space.x4,
        width=size[0],
        height=size[1],
    )
    return region(box, "upload-state", live=True)
