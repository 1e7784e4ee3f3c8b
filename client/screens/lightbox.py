"""The pictures of one post over the whole screen, to be looked at closely."""

from typing import Final

import flet as ft

from client.state.posts import PostItem
from client.state.stores import use_stores
from client.widgets.carousel import named
from client.widgets.player import Player
from client.widgets.tagged import TagChips, tags_button
from shared.problems import ApiError
from shared.ui.layout import pinned, silent
from shared.ui.on_photo import glass_button, pill
from shared.ui.photo import photo
from shared.ui.press import Handler
from shared.ui.theme import Color, Motion, Radius, Space
from shared.ui.typography import text
from shared.ui.window import WindowContext

_CLOSE_UP: Final = 2.5
_CLOSEST: Final = 5.0
Size = tuple[float, float]
"""Width and height in pixels."""
_FLING: Final = 300.0
"""Pixels a second from which a movement sideways turns the page."""


@ft.component
def Lightbox() -> ft.Control:
    stores = use_stores()
    post_id = ft.use_route_params().get("id", "")
    item, set_item = ft.use_state(None)

    async def load() -> None:
        try:
            set_item(await stores.posts.open(post_id))
        except ApiError:
            await stores.trail.go(f"/p/{post_id}")

    ft.use_effect(load, [post_id], cleanup=lambda: None)
    body = Set(item, key=post_id) if item else ft.Container()
    return ft.Container(body, bgcolor=Color.night, expand=True)


@ft.component
def Set(item: PostItem) -> ft.Control:
    stores = use_stores()
    window = ft.use_context(WindowContext)
    post, many = item.post, len(item.post.pictures)
    at = min(item.at, many - 1)
    tags_shown, show_tags = ft.use_state(False)

    def turn(by: int) -> None:
        show_tags(False)
        item.turn_to(item.at + by)

    async def close() -> None:
        await stores.trail.back(f"/p/{post.id}")

    async def key(name: str) -> None:
        if name == "Escape":
            await close()
        elif name in ("Arrow Left", "Arrow Right"):
            turn(-1 if name == "Arrow Left" else 1)

    ends = ft.use_ref(None)

    def listen() -> None:
        ends.current = stores.keys.listen(key)

    ft.use_effect(listen, [], cleanup=lambda: ends.current and ends.current())

    picture = post.pictures[at]
    fit = _fit(picture.width / picture.height, window.width, window.height - 2 * 64)
    shown: ft.Control
    if picture.video:
        shown = ft.Container(
            Player(picture, f"{post.id}-{at}", named(post, at), None, True, True), width=fit[0], height=fit[1]
        )
    else:
        room = window.width, window.height
        shown = CloseUp(item, at, fit, room, tags_shown, turn, key=f"{post.id}-{at}-{room}")
    stage = ft.Container(shown, alignment=ft.Alignment.CENTER)
    layers: list[ft.Control] = [pinned(stage)]
    head: list[ft.Control] = [
        glass_button(ft.Icons.CLOSE_ROUNDED, "Close", "lightbox-close", close),
        ft.Container(expand=True),
    ]
    if picture.tags:
        head.append(tags_button(picture.tags, "lightbox", tags_shown, lambda: show_tags(not tags_shown)))
    if many > 1:
        head.append(silent(pill(f"{at + 1}/{many}")))
    layers.append(ft.Container(ft.Row(head, spacing=Space.x2), left=Space.x3, right=Space.x3, top=10))
    line = text(picture.alt or "No description", "meta", Color.on_photo, lines=2, text_align=ft.TextAlign.CENTER)
    words = ft.Container(
        line,
        bgcolor=Color.photo_glass,
        border_radius=Radius.control,
        padding=ft.Padding.symmetric(horizontal=Space.x3, vertical=6),
    )
    layers.append(
        ft.Container(
            silent(words),
            left=Space.x16,
            right=Space.x16,
            bottom=Space.x3,
            alignment=ft.Alignment.CENTER,
            ignore_interactions=True,
        )
    )
    if many > 1:
        layers += _arrows(at, many, turn)
    return ft.SafeArea(ft.Stack(layers, expand=True), expand=True)


def _fit(ratio: float, width: float, height: float) -> Size:
    """The largest frame of that shape in a window."""
    height = max(height, 120)
    return (width, width / ratio) if width / ratio <= height else (height * ratio, height)


def _arrows(at: int, many: int, turn: Handler) -> list[ft.Control]:
    found: list[ft.Control] = []
    if at > 0:
        back = glass_button(
            ft.Icons.CHEVRON_LEFT_ROUNDED, f"Previous, {at} of {many}", "lightbox-previous", lambda: turn(-1)
        )
        found.append(ft.Container(back, left=Space.x3, top=0, bottom=0, alignment=ft.Alignment.CENTER))
    if at < many - 1:
        on = glass_button(ft.Icons.CHEVRON_RIGHT_ROUNDED, f"Next, {at + 2} of {many}", "lightbox-next", lambda: turn(1))
        found.append(ft.Container(on, right=Space.x3, top=0, bottom=0, alignment=ft.Alignment.CENTER))
    return found


@ft.component
def CloseUp(item: PostItem, at: int, fit: Size, room: Size, tags_shown: bool, on_turn: Handler) -> ft.Control:
    """One photo: two fingers or a double tap bring it nearer, a flick turns the page while it is whole."""
    post, picture = item.post, item.post.pictures[at]
    near, set_near = ft.use_state(False)
    viewer = ft.use_ref(None)
    scale = ft.use_ref(1.0)
    begun = ft.use_ref(1.0)
    touched = ft.use_ref((room[0] / 2, room[1] / 2))

    def start() -> None:
        begun.current = scale.current

    def change(event: ft.ScaleUpdateEvent) -> None:
        scale.current = min(max(begun.current * event.scale, 1.0), _CLOSEST)

    def end(event: ft.ScaleEndEvent) -> None:
        set_near(scale.current > 1.05)
        if scale.current <= 1.05 and abs(event.velocity.x) > _FLING and abs(event.velocity.x) > abs(event.velocity.y):
            on_turn(1 if event.velocity.x < 0 else -1)

    def touch(event: ft.TapEvent) -> None:
        if event.local_position:
            touched.current = event.local_position.x, event.local_position.y

    async def zoom(wanted: float) -> None:
        if wanted == 1.0:
            await viewer.current.reset(Motion.state.duration)
        else:
            await viewer.current.zoom(wanted)
            # It zooms around its upper left corner: bring back what was touched.
            share = (wanted - 1) / wanted
            await viewer.current.pan(-touched.current[0] * share, -touched.current[1] * share)
        scale.current = wanted
        set_near(wanted > 1.0)

    async def turn_zoom() -> None:
        await zoom(1.0 if scale.current > 1.05 else _CLOSE_UP)

    layers: list[ft.Control] = [pinned(ft.Container(photo(picture, 1440, alt=named(post, at))))]
    if tags_shown:
        layers.append(pinned(ft.Container(TagChips(picture.tags, "lightbox"))))
    view = ft.InteractiveViewer(
        ft.Container(
            ft.Container(ft.Stack(layers, expand=True), width=fit[0], height=fit[1]),
            width=room[0],
            height=room[1],
            alignment=ft.Alignment.CENTER,
        ),
        min_scale=1.0,
        max_scale=_CLOSEST,
        on_interaction_start=start,
        on_interaction_update=change,
        on_interaction_end=end,
        interaction_update_interval=60,
        width=room[0],
        height=room[1],
    )
    viewer.current = view
    gestures = ft.GestureDetector(
        content=view, on_double_tap_down=touch, on_double_tap=turn_zoom, exclude_from_semantics=True
    )
    turn = glass_button(
        ft.Icons.ZOOM_OUT_ROUNDED if near else ft.Icons.ZOOM_IN_ROUNDED,
        "Show the whole picture" if near else "Look closer",
        "lightbox-zoom",
        turn_zoom,
    )
    return ft.Stack(
        [
            pinned(ft.Container(gestures, alignment=ft.Alignment.CENTER)),
            ft.Container(turn, right=Space.x3, bottom=Space.x3),
        ],
        expand=True,
    )
