"""The tools of the look: filters under their arches, six adjustments, the cut."""

from functools import partial
from typing import Final

import flet as ft
from msgspec.structs import asdict, replace

from client.state.crop import CLOSEST, fitted, kept, moved, turned, zoom_of, zoomed
from client.state.darkroom import Swatches
from client.state.draft import Draft
from client.state.item import Item
from shared.looks import FILTER_NAMES, FILTERS, Aspect, FilterName
from shared.ui.buttons import button, icon_button
from shared.ui.chips import chip
from shared.ui.press import press
from shared.ui.segmented import segmented
from shared.ui.slider import slider_row
from shared.ui.theme import Color, Space
from shared.ui.typography import text

ADJUSTMENTS: Final[tuple[tuple[str, str, int], ...]] = (
    ("exposure", "Exposure", -100),
    ("contrast", "Contrast", -100),
    ("warmth", "Warmth", -100),
    ("saturation", "Saturation", -100),
    ("vignette", "Vignette", 0),
    ("fade", "Fade", 0),
)
ASPECTS: Final[tuple[tuple[Aspect, str], ...]] = (
    ("original", "Original"),
    ("square", "Square"),
    ("portrait", "4:5"),
    ("landscape", "1.91:1"),
)
_NUDGE: Final = 0.04
"""Of what is shown, for each press of an arrow."""
_SWATCH: Final = 64


@ft.component
def FilterTool(draft: Draft, item: Item, swatches: Swatches) -> ft.Control:
    ratio = draft.ratio
    ft.use_effect(lambda: item.show_swatches(ratio), [ratio, item.look.crop, item.look.turn, item.size, item.picture])

    def choose(name: FilterName) -> None:
        item.look = replace(item.look, filter=name, strength=100)
        draft.changed()

    row = ft.Row(
        [_swatch(name, swatches.faces.get(name), item.look.filter == name, choose) for name in FILTER_NAMES],
        spacing=0,
        scroll=ft.ScrollMode.HIDDEN,
    )
    parts: list[ft.Control] = [row]
    if item.look.filter != "none":

        def strengthen(value: float) -> None:
            item.look = replace(item.look, strength=round(value))

        strength = slider_row(
            "strength", "Strength", item.look.strength, 0, 100, strengthen, draft.changed, shown=str(item.look.strength)
        )
        parts.append(strength)
    return ft.Column(parts, spacing=Space.x2, tight=True)


def _swatch(name: FilterName, face: bytes | None, chosen: bool, on_choose: object) -> ft.Control:
    title = FILTERS[name].title
    picture: ft.Control = ft.Container(bgcolor=Color.well_high, expand=True)
    if face:
        picture = ft.Image(
            src=face,
            fit=ft.BoxFit.COVER,
            width=_SWATCH,
            height=82,
            gapless_playback=True,
            exclude_from_semantics=True,
        )
    arch = ft.Container(
        picture,
        width=_SWATCH,
        height=82,
        border_radius=ft.BorderRadius(_SWATCH / 2, _SWATCH / 2, 11, 11),
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
        bgcolor=Color.well,
    )
    ring = ft.Container(
        arch,
        padding=3,
        border=ft.Border.all(2, Color.primary if chosen else Color.none),
        border_radius=ft.BorderRadius(37, 37, 15, 15),
    )
    column = ft.Column(
        [ring, text(title, "micro", Color.ink if chosen else Color.muted, no_wrap=True)],
        spacing=4,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )
    return press(
        column,
        label=f"Filter {title}",
        identifier=f"filter-{name}",
        on_press=lambda: on_choose(name),  # type: ignore[operator]
        selected=chosen,
        height=120,
        width=80,
    )


@ft.component
def AdjustTool(draft: Draft, item: Item) -> ft.Control:
    chosen, choose = ft.use_state("exposure")
    values = asdict(item.look)

    def adjust(value: float) -> None:
        item.look = replace(item.look, **{chosen: round(value)})

    def enhance() -> None:
        item.look = replace(item.look, enhance=not item.look.enhance)
        draft.changed()

    def reset() -> None:
        item.look = replace(item.look, enhance=False, **{name: 0 for name, _, _ in ADJUSTMENTS})
        draft.changed()

    label, least = next((label, least) for name, label, least in ADJUSTMENTS if name == chosen)
    value = values[chosen]
    chips: list[ft.Control] = [
        chip(
            _said(word, values[name]),
            f"adjust-{name}",
            partial(choose, name),
            selected=name == chosen,
        )
        for name, word, _ in ADJUSTMENTS
    ]
    slider = slider_row(
        "amount", label, value, least, 100, adjust, draft.changed, shown=f"{value:+}" if least and value else str(value)
    )
    slider.key = f"slider-{chosen}"
    touched = item.look.enhance or any(values[name] for name, _, _ in ADJUSTMENTS)
    return ft.Column(
        [
            ft.Row(
                [
                    chip(
                        "Enhance",
                        "enhance",
                        enhance,
                        selected=item.look.enhance,
                        icon=ft.Icons.AUTO_FIX_HIGH_ROUNDED,
                    ),
                    text("Levels and colours by themselves", "meta", expand=True, lines=1),
                    *([button("Reset", "adjust-reset", reset, kind="ghost", compact=True)] if touched else []),
                ],
                spacing=Space.x2,
            ),
            ft.Row(chips, spacing=Space.x2, run_spacing=0, wrap=True),
            slider,
        ],
        spacing=Space.x2,
        tight=True,
    )


def _said(word: str, value: int) -> str:
    return f"{word} {value:+}" if value else word


@ft.component
def CropTool(draft: Draft, item: Item) -> ft.Control:
    window_width = 358.0
    ratio = draft.ratio

    def shape(aspect: str) -> None:
        draft.aspect = next(value for value, _ in ASPECTS if value == aspect)
        draft.changed()

    def turn() -> None:
        item.turn()
        draft.notify()
        draft.changed()

    switch = segmented(ASPECTS, draft.aspect, "aspect", shape, width=window_width, label="Shape of all pictures")
    parts: list[ft.Control] = [ft.Row([switch])]
    if item.size is None:
        return ft.Column(parts, spacing=Space.x2, tight=True)
    own = turned(item.size, item.look.turn)
    box = fitted(item.look.crop, ratio, own)
    zoom = zoom_of(box, ratio, own)

    def nearer(value: float) -> None:
        item.look = replace(item.look, crop=kept(zoomed(box, value, ratio, own), ratio, own))

    def nudge(right: float, down: float) -> None:
        wanted = moved(box, right * box.width * _NUDGE, down * box.height * _NUDGE)
        item.look = replace(item.look, crop=kept(wanted, ratio, own))
        draft.changed()

    def reset() -> None:
        item.look = replace(item.look, crop=None, turn=0)
        draft.notify()
        draft.changed()

    arrows: list[ft.Control] = [
        icon_button(icon, f"Show more of the {word}", f"crop-{word}", partial(nudge, right, down), size=20)
        for icon, word, right, down in (
            (ft.Icons.ARROW_BACK_ROUNDED, "left", -1, 0),
            (ft.Icons.ARROW_UPWARD_ROUNDED, "top", 0, -1),
            (ft.Icons.ARROW_DOWNWARD_ROUNDED, "bottom", 0, 1),
            (ft.Icons.ARROW_FORWARD_ROUNDED, "right", 1, 0),
        )
    ]
    parts += [
        slider_row("zoom", "Closer", zoom, 1, CLOSEST, nearer, draft.changed, shown=f"{zoom:.1f}×"),
        ft.Row(
            [
                button(
                    "Turn",
                    "crop-turn",
                    turn,
                    kind="soft",
                    compact=True,
                    icon=ft.Icons.ROTATE_90_DEGREES_CW_OUTLINED,
                    name="Turn a quarter to the right",
                ),
                *(
                    [button("Reset", "crop-reset", reset, kind="ghost", compact=True)]
                    if item.look.crop or item.look.turn
                    else []
                ),
                ft.Container(expand=True),
                *arrows,
            ],
            spacing=0,
        ),
    ]
    return ft.Column(parts, spacing=Space.x2, tight=True)
