"""One post on its own: beside its words from 700 px, above them on the phone."""

import flet as ft

from client.state.posts import PostItem
from client.state.stores import use_stores, watch
from client.widgets.caption import Caption
from client.widgets.carousel import Carousel
from client.widgets.history import open_history
from client.widgets.post_card import post_head
from client.widgets.post_menu import open_post_menu
from shared.problems import ApiError
from shared.ui.buttons import button
from shared.ui.empty import empty
from shared.ui.layout import gap, hairline, silent
from shared.ui.press import Handler
from shared.ui.refusals import reason
from shared.ui.skeleton import skeleton_post
from shared.ui.theme import Color, Radius, Space
from shared.ui.top_bar import top_bar
from shared.ui.typography import text
from shared.ui.window import Window, WindowContext
from shared.ui.words import listed

_WORDS = 380


@ft.component
def PostScreen() -> ft.Control:
    post_id = ft.use_route_params().get("id", "")
    return ft.Container(PostOf(post_id, key=post_id), expand=True)


@ft.component
def PostOf(post_id: str) -> ft.Control:
    stores = use_stores()
    window = ft.use_context(WindowContext)
    item, set_item = ft.use_state(None)
    failure, set_failure = ft.use_state("")
    gone, set_gone = ft.use_state(False)

    async def load() -> None:
        set_failure("")
        try:
            found = await stores.posts.open(post_id)
            author = found.post.author.handle
            if author != stores.handle:
                profile = await stores.session.api.profile(author)
                stores.people.tie(author, profile.relationship)
        except ApiError as error:
            set_gone(error.status == 404)
            set_failure(reason(error))
            if error.status == 404:
                set_item(None)
            return
        set_item(found)

    ft.use_effect(load, [watch(stores.session).returns], cleanup=lambda: None)

    async def back() -> None:
        await stores.trail.back()

    async def home() -> None:
        await stores.trail.go("/")

    if item is not None:
        return OpenPost(item, window.rail)
    top = [top_bar("Post", on_back=back)]
    body: ft.Control
    if gone:
        body = empty(
            ft.Icons.HIDE_IMAGE_OUTLINED,
            "This post is gone",
            "It was taken down, or it is not for you to see.",
            "post-gone",
            button("Home", "go-home", home, kind="soft"),
        )
    elif failure:
        again = button("Try again", "post-retry", load, kind="soft")
        body = empty(ft.Icons.CLOUD_OFF_ROUNDED, "That didn’t load", f"{failure}.", "post-failed", again)
    else:
        body = ft.Container(skeleton_post(), width=min(520, window.main))
    return ft.Column([*top, ft.Container(body, alignment=ft.Alignment.TOP_CENTER, expand=True)], spacing=0, expand=True)


@ft.component
def OpenPost(item: PostItem, wide: bool) -> ft.Control:
    stores = use_stores()
    window = ft.use_context(WindowContext)
    post = item.post

    async def back() -> None:
        await stores.trail.back()

    async def open_author() -> None:
        await stores.trail.go(f"/u/{post.author.handle}")

    async def look_closer() -> None:
        await stores.trail.go(f"/p/{post.id}/view")

    head = post_head(post, open_author, lambda: open_post_menu(stores, item, alone=True))
    words = Words(item)
    if not wide:
        pictures = Carousel(item, look_closer, alone=True)
        body: list[ft.Control] = [
            ft.Container(head, padding=ft.Padding.only(left=Space.x1)),
            ft.Container(pictures, padding=ft.Padding.symmetric(horizontal=Space.x2)),
            ft.Container(words, padding=14),
            gap(Space.x8),
        ]
        return ft.Column([top_bar("Post", on_back=back), ft.ListView(body, expand=True)], spacing=0, expand=True)
    pictures = Carousel(item, look_closer, 0, arrows=True, alone=True)
    return _beside(pictures, post.ratio, head, words, window, back)


@ft.component
def Words(item: PostItem) -> ft.Control:
    """Caption, what the picture in front shows, who is in it, and how the post read before."""
    stores = use_stores()
    post = item.post
    at = min(item.at, len(post.pictures) - 1)
    picture = post.pictures[at]
    rows: list[ft.Control] = []
    if post.caption:
        rows.append(Caption(post, True, key=f"{post.id}-{post.edited_at}"))
    if picture.alt:
        which = f"{at + 1}: {picture.alt}" if len(post.pictures) > 1 else picture.alt
        rows.append(_fact(ft.Icons.ACCESSIBILITY_NEW_ROUNDED, which))
    if picture.tags:
        rows.append(_fact(ft.Icons.PERSON_OUTLINE_ROUNDED, f"With {listed([tag.handle for tag in picture.tags])}"))

    async def look_closer() -> None:
        await stores.trail.go(f"/p/{post.id}/view")

    async def look_back() -> None:
        await open_history(stores, post)

    acts: list[ft.Control] = [
        button(
            "Look closer",
            f"view-{post.id}",
            look_closer,
            kind="soft",
            compact=True,
            icon=ft.Icons.OPEN_IN_FULL_ROUNDED,
            name="Look closer, over the whole screen",
        )
    ]
    if post.edited_at:
        acts.append(
            button(
                "Edited",
                f"history-{post.id}",
                look_back,
                kind="soft",
                compact=True,
                icon=ft.Icons.HISTORY_ROUNDED,
                name="Edited. Show earlier versions",
            )
        )
    rows.append(ft.Row(acts, spacing=Space.x2))
    return ft.Column(rows, spacing=Space.x2, tight=True)


def _fact(icon: ft.IconData, words: str) -> ft.Control:
    return ft.Row(
        [silent(ft.Icon(icon, size=16, color=Color.muted)), text(words, "meta", expand=True)],
        spacing=Space.x2,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )


def _beside(
    pictures: ft.Control, ratio: float, head: ft.Control, words: ft.Control, window: Window, back: Handler
) -> ft.Control:
    room = window.main - 2 * Space.x6
    height = min(window.height - 2 * Space.x6 - 56, 720)
    words_width = min(_WORDS, room * 0.42)
    width = min(height * ratio, room - words_width)
    height = min(height, width / ratio)
    side = ft.Column(
        [
            ft.Container(head, padding=ft.Padding(Space.x3, Space.x2, Space.x1, Space.x2)),
            hairline(),
            ft.ListView([words], padding=Space.x4, expand=True),
        ],
        spacing=0,
    )
    panel = ft.Container(
        ft.Row(
            [ft.Container(pictures, width=width, height=height), ft.Container(side, width=words_width)],
            spacing=0,
            tight=True,
        ),
        height=max(height, 320),
        bgcolor=Color.card,
        border=ft.Border.all(1, Color.line),
        border_radius=Radius.sheet,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
    )
    bar = ft.Container(top_bar("Post", on_back=back), width=width + words_width)
    return ft.Column(
        [ft.Container(bar, padding=ft.Padding.only(top=Space.x2)), panel],
        spacing=0,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )
