"""Where a post was made: typed, suggested, or looked up in the photo when its author asks for that."""

from collections.abc import Callable
from functools import partial
from typing import Final

import flet as ft

from client.state.placing import Placing
from client.state.stores import use_stores, watch
from client.widgets.found_rows import place_row
from shared.limits import PLACE_MAX
from shared.ui.buttons import button, icon_button
from shared.ui.field import field
from shared.ui.layout import region, silent, spoken
from shared.ui.theme import Color, Radius, Space
from shared.ui.typography import text

_ASKED_ONCE: Final = "Looks into the photo once. The position itself is neither kept nor shown."
_SAYS_NOTHING: Final = "The photo does not say where it was taken."


@ft.component
def PlaceField(
    words: str, place_id: str | None, on_change: Callable[[str, str | None], None], media_id: str = ""
) -> ft.Control:
    """`on_change` hears of every change, see `Placing`. `media_id` is of a photo of one's own that may be asked."""
    stores = use_stores()
    placing: Placing = watch(ft.use_memo(lambda: Placing(stores.session.api, words, place_id, on_change), []))
    emptied, set_emptied = ft.use_state(0)
    title = text("Place", "meta_strong", Color.muted)

    def remove() -> None:
        placing.remove()
        set_emptied(emptied + 1)

    if placing.place_id:
        rows: list[ft.Control] = [title, _chosen(placing, remove)]
        return _column(rows)
    rows = [
        field(
            "place",
            "Place",
            placing.type,
            value=placing.words,
            hint="Where it was, if you like to say",
            max_length=PLACE_MAX,
            key=f"place-{emptied}",
        )
    ]
    rows += [place_row(place, "found", partial(placing.choose, place)) for place in placing.found]
    if placing.answered and not placing.found:
        rows.append(text("No place of that name is known here. Your words will stand as they are.", "meta"))
    # Who types has something in mind: what the photo says waits until that is nothing we know.
    if media_id and not placing.found:
        rows += _of_photo(placing, media_id)
    return _column(rows)


def _column(rows: list[ft.Control]) -> ft.Control:
    column = ft.Column(rows, spacing=6, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    return region(column, "placing")


def _chosen(placing: Placing, remove: Callable[[], None]) -> ft.Control:
    lines: list[ft.Control] = [text(placing.words, "strong", lines=1)]
    if placing.region:
        lines.append(text(placing.region, "meta", lines=1))
    words = spoken(
        ft.Row(
            [
                ft.Icon(ft.Icons.PLACE_ROUNDED, size=20, color=Color.primary),
                ft.Column(lines, spacing=0, tight=True, expand=True),
            ],
            spacing=Space.x3,
            expand=True,
        ),
        ", ".join(part for part in (f"Place: {placing.words}", placing.region) if part),
        "place-chosen",
    )
    drop = icon_button(
        ft.Icons.CLOSE_ROUNDED,
        f"Remove the place {placing.words}",
        "place-remove",
        remove,
        size=18,
        color=Color.muted,
        hint=False,
    )
    return ft.Container(
        ft.Row([words, drop], spacing=Space.x2),
        bgcolor=Color.well,
        border_radius=Radius.control,
        padding=ft.Padding(Space.x3, Space.x1, Space.x1, Space.x1),
    )


def _of_photo(placing: Placing, media_id: str) -> list[ft.Control]:
    async def look() -> None:
        await placing.look_into(media_id)

    nearby = placing.nearby
    act = button(
        "Use the photo’s location",
        "place-of-photo",
        look,
        kind="soft",
        compact=True,
        icon=ft.Icons.MY_LOCATION_ROUNDED,
        busy=placing.looking,
        name=f"Use the photo’s location. {_ASKED_ONCE}",
    )
    if nearby:
        head = text("Near where the photo was taken", "meta_strong", Color.muted)
        rows = [place_row(place, "photo", partial(placing.choose, place)) for place in nearby]
        return [head, *rows]
    words = _ASKED_ONCE
    if placing.failure:
        words = f"Couldn’t look. {placing.failure}."
    elif nearby is not None:
        words = _SAYS_NOTHING
    note = text(words, "meta", expand=True)
    said = (
        region(ft.Container(note), "place-note", live=True) if nearby is not None or placing.failure else silent(note)
    )
    return [ft.Row([act]), ft.Row([said])]
