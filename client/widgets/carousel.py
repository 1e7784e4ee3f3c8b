"""The pictures of a post side by side: swiped, stepped through with arrows and keys, liked by tapping one twice."""

import asyncio
from functools import partial

import flet as ft

from client.state.posts import PostItem
from client.state.stores import use_stores
from client.widgets.player import Player
from client.widgets.tagged import TagChips, tags_button
from shared.posts import Post
from shared.ui.heart import HELD_SECONDS, burst
from shared.ui.layout import pinned, silent
from shared.ui.on_photo import dots, glass_button, pill
from shared.ui.photo import framed, photo
from shared.ui.press import Handler, press, use_called
from shared.ui.theme import Color, Motion, Radius, Space


def named(post: Post, at: int) -> str:
    """What a screen reader says of one picture: which of how many, whose, what it shows."""
    picture = post.pictures[at]
    kind = "video" if picture.video else "photo"
    many = len(post.pictures)
    which = f"{kind.capitalize()} {at + 1} of {many}" if many > 1 else kind.capitalize()
    return f"{which} by {post.author.handle}. {picture.alt or 'No description'}"


@ft.component
def Carousel(
    item: PostItem,
    on_open: Handler,
    radius: int = Radius.photo,
    arrows: bool = False,
    alone: bool = False,
    called: int = 0,
) -> ft.Control:
    """`on_open` is what pressing a photo once does. `alone`: the post fills the screen, and its keys are this one's.

    The picture in front takes the keyboard whenever `called` becomes another number than 0.
    """
    stores = use_stores()
    post, at = item.post, min(item.at, len(item.post.pictures) - 1)
    many = len(post.pictures)
    hovered, set_hovered = ft.use_state(False)
    tags_shown, show_tags = ft.use_state(False)
    loved, set_loved = ft.use_state(False)
    focused, set_focused = ft.use_state(False)
    quiet = ft.use_ref(None)
    front = ft.use_ref(None)
    use_called(front, called)

    def turn(by: int) -> None:
        item.turn_to(at + by)
        show_tags(False)

    async def key(name: str) -> bool:
        step = {"Arrow Left": -1, "Arrow Right": 1}.get(name)
        if step and many > 1:
            item.turn_to(item.at + step)
        elif name == "l":
            await item.heart.turn()
        else:
            return False
        return True

    async def love() -> None:
        set_loved(True)
        await asyncio.gather(item.heart.wish(True), asyncio.sleep(HELD_SECONDS))
        set_loved(False)

    def listen() -> None:
        if quiet.current is None:
            quiet.current = stores.keys.listen(key)

    def leave() -> None:
        if quiet.current:
            quiet.current()
            quiet.current = None

    ft.use_effect(listen if alone else lambda: None, [alone], cleanup=leave)

    def enter() -> None:
        set_focused(True)
        listen()

    def depart() -> None:
        set_focused(False)
        if not alone:
            leave()

    def page(index: int) -> ft.Control:
        picture, here = post.pictures[index], index == at
        opener = press(
            photo(picture, 1080, alt=""),
            label=named(post, index),
            identifier=f"photo-{post.id}" if here else "",
            on_press=on_open,
            disabled=not here,
            radius=0,
            height=None,
            on_focus=enter,
            on_blur=depart,
        )
        if here:
            front.current = opener
        # A single tap waits until the client knows that no second one follows; keys and screen readers do not wait.
        taps = ft.GestureDetector(content=opener, on_double_tap=love, exclude_from_semantics=True)
        layers: list[ft.Control] = [pinned(ft.Container(taps))]
        if picture.video:
            front.current = None if here else front.current
            player = Player(
                picture,
                f"{post.id}-{index}",
                named(post, index),
                None if alone else on_open,
                here,
                called=called if here else 0,
                on_focus=enter,
                on_blur=depart,
            )
            layers = [pinned(ft.Container(player))]
        # The neighbours are built ahead, so that they are there when they come: unseen is unsaid.
        return ft.Semantics(
            content=ft.Stack(layers, expand=True), exclude_semantics=not here, expand=True, key=picture.id
        )

    def moved(event: ft.Event[ft.PageView]) -> None:
        item.turn_to(int(event.data))
        show_tags(False)

    pages: ft.Control = page(0)
    if many > 1:
        pages = ft.PageView(
            [page(index) for index in range(many)],
            selected_index=at,
            on_change=moved,
            implicit_scrolling=True,
            expand=True,
        )
    layers: list[ft.Control] = [pinned(ft.Container(pages)), pinned(burst(loved))]
    tags = post.pictures[at].tags
    if tags and tags_shown:
        layers.append(pinned(ft.Container(TagChips(tags, post.id))))
    if tags:
        shown = tags_button(tags, post.id, tags_shown, lambda: show_tags(not tags_shown))
        layers.append(ft.Container(shown, left=Space.x1, bottom=Space.x1))
    if many > 1:
        layers += [
            ft.Container(silent(pill(f"{at + 1}/{many}")), right=Space.x3, top=Space.x3),
            ft.Container(
                dots(many, at), left=0, right=0, bottom=14, alignment=ft.Alignment.CENTER, ignore_interactions=True
            ),
        ]
    if focused:
        layers.append(pinned(_ring(radius)))
    if many > 1 and arrows:
        layers += _arrows(post.id, at, many, turn, bright=hovered or alone)
    frame = framed(ft.Stack(layers, expand=True), aspect=post.ratio, radius=radius)
    if arrows:
        frame.on_hover = lambda event: set_hovered(bool(event.data) and str(event.data).lower() != "false")
    return frame


def _ring(radius: int) -> ft.Container:
    """Says where the keyboard is: a button's own ring would be behind its picture. Two colours, for any picture."""
    inner = ft.Container(border=ft.Border.all(2, Color.paper), border_radius=max(radius - 3, 0))
    return ft.Container(inner, border=ft.Border.all(3, Color.primary), border_radius=radius, ignore_interactions=True)


def _arrows(name: str, at: int, many: int, turn: Handler, *, bright: bool) -> list[ft.Control]:
    """Only those that lead somewhere; faint until the pointer comes."""
    found: list[ft.Control] = []
    for step, icon, words, side in (
        (-1, ft.Icons.CHEVRON_LEFT_ROUNDED, "Previous", "previous"),
        (1, ft.Icons.CHEVRON_RIGHT_ROUNDED, "Next", "next"),
    ):
        if not 0 <= at + step < many:
            continue
        arrow = glass_button(icon, f"{words}, {at + 1 + step} of {many}", f"{side}-{name}", partial(turn, step))
        place = {"left": Space.x3} if step < 0 else {"right": Space.x3}
        found.append(
            ft.Container(
                arrow,
                top=0,
                bottom=0,
                alignment=ft.Alignment.CENTER,
                opacity=1 if bright else 0.6,
                animate_opacity=Motion.tap,
                key=side,
                **place,  # type: ignore[arg-type]
            )
        )
    return found
