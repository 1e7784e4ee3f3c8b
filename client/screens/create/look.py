"""Second step: one shape for all, and for each picture its cut, its filter, its adjustments."""

from collections.abc import Callable
from typing import Any, Final, Literal, get_args

import flet as ft
from msgspec.structs import replace

from client.screens.create.tools import AdjustTool, CropTool, FilterTool
from client.state.draft import Draft
from client.state.item import Item
from client.state.upload import Upload
from shared.ui.buttons import button
from shared.ui.layout import pinned
from shared.ui.photo import framed, photo
from shared.ui.press import press
from shared.ui.segmented import segmented
from shared.ui.theme import Color, Radius, Space
from shared.ui.typography import text

Tool = Literal["filter", "adjust", "crop"]
TOOLS: Final[tuple[Tool, ...]] = get_args(Tool)
_WORDS: Final[dict[Tool, str]] = {"filter": "Filter", "adjust": "Adjust", "crop": "Crop"}
_THUMB: Final = 48


@ft.component
def LookPanel(
    draft: Draft,
    item: Item,
    tool: Tool,
    on_tool: Callable[..., Any],
    on_item: Callable[..., Any],
    width: float,
) -> ft.Control:
    """Under the stage on the phone, beside it elsewhere."""
    rows: list[ft.Control] = []
    if len(draft.items) > 1:
        rows.append(
            ft.Row(
                [
                    Thumb(other, other.upload, at, other is item, on_item, key=str(id(other)))
                    for at, other in enumerate(draft.items)
                ],
                spacing=Space.x1,
                scroll=ft.ScrollMode.HIDDEN,
            )
        )
    if item.kind == "video":
        rows.append(text("Videos can be cut to the frame and turned. Filters are for photos.", "meta"))
        rows.append(CropTool(draft, item, key=f"crop-{id(item)}"))
    else:
        choices = [(name, _WORDS[name]) for name in TOOLS]
        switch = segmented(choices, tool, "tool", on_tool, width=width - 2 * Space.x4, label="What to change")
        rows.append(ft.Row([switch]))
        if tool == "filter":
            rows.append(FilterTool(draft, item, item.swatches, key=f"filter-{id(item)}"))
        elif tool == "adjust":
            rows.append(AdjustTool(draft, item, key=f"adjust-{id(item)}"))
        else:
            rows.append(CropTool(draft, item, key=f"crop-{id(item)}"))
        ends: list[ft.Control] = []
        if tool != "crop":
            ends += [_before(item), ft.Container(expand=True)]
        if len([other for other in draft.items if other.kind == "picture"]) > 1 and tool != "crop":
            ends.append(_for_all(draft, item))
        rows.append(ft.Row(ends))
    return ft.ListView(rows, spacing=Space.x3, expand=True, padding=ft.Padding(Space.x4, Space.x2, Space.x4, Space.x4))


def _before(item: Item) -> ft.Control:
    def turn() -> None:
        item.compared = not item.compared

    return button(
        "After" if item.compared else "Before",
        "look-before",
        turn,
        kind="soft",
        compact=True,
        icon=ft.Icons.COMPARE_ROUNDED,
        name="Show with its new look" if item.compared else "Show as it was. Holding the picture does the same",
    )


def _for_all(draft: Draft, item: Item) -> ft.Control:
    def act() -> None:
        for other in draft.items:
            if other is not item and other.kind == "picture":
                other.look = replace(item.look, turn=other.look.turn, crop=other.look.crop)
        draft.changed()

    return button("Same for all photos", "look-for-all", act, kind="ghost", compact=True)


@ft.component
def Thumb(item: Item, upload: Upload, at: int, current: bool, on_item: Callable[..., Any]) -> ft.Control:
    face: ft.Control = ft.Container(
        ft.Icon(ft.Icons.IMAGE_OUTLINED, size=18, color=Color.muted),
        bgcolor=Color.well,
        alignment=ft.Alignment.CENTER,
        expand=True,
    )
    if upload.picture:
        face = photo(upload.picture, 160, alt="", square=True)
    inner = framed(
        ft.Stack([pinned(ft.Container(face))], expand=True), width=_THUMB, height=_THUMB, radius=Radius.control
    )
    drawn = ft.Container(
        inner,
        padding=2,
        border=ft.Border.all(2, Color.primary if current else Color.none),
        border_radius=Radius.control + 2,
    )
    kind = "video" if item.kind == "video" else "photo"
    return press(
        drawn,
        label=f"Show {kind} {at + 1}",
        identifier=f"thumb-{at + 1}",
        on_press=lambda: on_item(item),
        selected=current,
        height=_THUMB + 8,
        width=_THUMB + 8,
    )
