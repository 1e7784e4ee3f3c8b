"""Tagging people: a point on the picture, then a name. Found faces are offered as points, never as names."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

import flet as ft

from client.state.stores import use_stores
from client.widgets.tagged import at_point, name_chip
from shared.accounts import Author
from shared.limits import TAGS_MAX
from shared.media import Tag
from shared.problems import ApiError
from shared.ui.buttons import button, icon_button
from shared.ui.field import field
from shared.ui.layout import pinned, silent
from shared.ui.person_row import person_row
from shared.ui.photo import framed
from shared.ui.press import press
from shared.ui.refusals import reason
from shared.ui.theme import Color, Radius, Space
from shared.ui.typography import text

_PAUSE: Final = 0.22
_SHOWN: Final = 6
_NEAR: Final = 0.08

Point = tuple[float, float]


@ft.component
def TagEditor(
    picture: ft.Control,
    size: tuple[float, float],
    tags: Sequence[Tag],
    faces: Sequence[Point],
    on_change: Callable[[list[Tag]], None],
) -> ft.Control:
    """`picture` fills a frame of `size` pixels; points are shares of that frame."""
    stores = use_stores()
    here, set_here = ft.use_state(list(tags))
    point, set_point = ft.use_state(None)
    found, set_found = ft.use_state([])
    failure, set_failure = ft.use_state("")
    asking = ft.use_ref(None)

    def keep(now: list[Tag]) -> None:
        set_here(now)
        on_change(now)

    def touch(event: ft.TapEvent) -> None:
        if event.local_position:
            begin((event.local_position.x / size[0], event.local_position.y / size[1]))

    def begin(at: Point) -> None:
        set_point(at)
        set_found([])
        set_failure("")

    def typed(words: str) -> None:
        if asking.current:
            asking.current.cancel()
        prefix = words.strip().removeprefix("@").lower()
        asking.current = asyncio.create_task(ask(prefix)) if prefix else None
        if not prefix:
            set_found([])

    async def ask(prefix: str) -> None:
        await asyncio.sleep(_PAUSE)
        try:
            page = await stores.session.api.search_people(prefix)
        except ApiError as error:
            set_failure(reason(error))
            return
        set_failure("" if page.items else f"No one called {prefix}")
        set_found([person.author for person in page.items[:_SHOWN]])

    def tag(author: Author) -> None:
        others = [one for one in here if one.handle != author.handle]
        keep([*others, Tag(handle=author.handle, x=round(point[0], 4), y=round(point[1], 4))])
        set_point(None)
        set_found([])

    def untag(handle: str) -> None:
        keep([one for one in here if one.handle != handle])

    free = [face for face in faces if not any(_close(face, (one.x, one.y)) for one in here)]
    layers: list[ft.Control] = [pinned(ft.Container(silent(picture)))]
    layers += [at_point(ft.Row([_spot(at, face, begin)], tight=True), *face) for at, face in enumerate(free, 1)]
    for one in here:
        chip = at_point(silent(ft.Row([name_chip(one.handle)], tight=True)), one.x, one.y)
        chip.ignore_interactions = True
        layers.append(chip)
    if point:
        mark = ft.Container(
            width=22, height=22, border_radius=Radius.full, bgcolor=Color.lamp, border=ft.Border.all(3, Color.on_photo)
        )
        # As large as a spot, or it would stand beside the spot it marks.
        room = ft.Container(mark, width=Space.touch, height=Space.touch, alignment=ft.Alignment.CENTER)
        layer = at_point(silent(ft.Row([room], tight=True)), *point)
        layer.ignore_interactions = True
        layers.append(layer)
    frame = framed(ft.Stack(layers, expand=True), width=size[0], height=size[1], radius=Radius.photo)
    stage = ft.GestureDetector(content=frame, on_tap_up=touch, exclude_from_semantics=True)
    parts: list[ft.Control] = [ft.Row([stage], alignment=ft.MainAxisAlignment.CENTER)]
    if point:
        parts.append(
            field(
                "tag-search", "Who is it", typed, hint="The first letters of a handle", autofocus=True, key=str(point)
            )
        )
        parts += [_hit(author, tag) for author in found]
        if failure:
            parts.append(text(failure, "meta"))
        parts.append(ft.Row([button("Cancel", "tag-cancel", lambda: set_point(None), kind="ghost", compact=True)]))
    elif len(here) < TAGS_MAX:
        add = button(
            "Tag somebody",
            "tag-add",
            lambda: begin((0.5, 0.5)),
            kind="soft",
            icon=ft.Icons.PERSON_ADD_ALT_OUTLINED,
            name="Tag somebody in the middle of the picture",
        )
        parts += [text("Press the picture where somebody is.", "meta"), ft.Row([add])]
    parts += [_row(one, untag) for one in here]
    return ft.Column(parts, spacing=Space.x2, horizontal_alignment=ft.CrossAxisAlignment.STRETCH, tight=True)


def _close(one: Point, other: Point) -> bool:
    return abs(one[0] - other[0]) < _NEAR and abs(one[1] - other[1]) < _NEAR


def _spot(number: int, face: Point, on_begin: Callable[[Point], None]) -> ft.Control:
    ring = ft.Container(
        ft.Icon(ft.Icons.ADD_ROUNDED, size=16, color=Color.on_photo),
        width=30,
        height=30,
        border_radius=Radius.full,
        bgcolor=Color.photo_glass,
        border=ft.Border.all(1.5, Color.on_photo),
        alignment=ft.Alignment.CENTER,
    )
    return press(
        ring,
        label=f"Tag face {number}",
        identifier=f"face-{number}",
        on_press=lambda: on_begin(face),
        radius=Radius.full,
        width=Space.touch,
        ink=Color.on_photo,
    )


def _hit(author: Author, on_choose: Callable[[Author], None]) -> ft.Control:
    return person_row(author, "tag-hit", lambda: on_choose(author))


def _row(tag: Tag, on_remove: Callable[[str], None]) -> ft.Control:
    return ft.Row(
        [
            silent(ft.Icon(ft.Icons.PERSON_ROUNDED, size=20, color=Color.muted)),
            text(tag.handle, "strong", expand=True, lines=1),
            icon_button(
                ft.Icons.CLOSE_ROUNDED,
                f"Remove {tag.handle}",
                f"untag-{tag.handle}",
                lambda: on_remove(tag.handle),
                size=18,
                color=Color.muted,
                hint=False,
            ),
        ],
        spacing=Space.x2,
    )
