"""One post on its own: beside its words from 700 px, above them on the phone."""

import flet as ft

from client.state.posts import PostItem
from client.state.stores import use_stores, watch
from client.widgets.caption import Caption
from client.widgets.post_card import post_head, post_photo
from client.widgets.post_menu import open_post_menu
from shared.problems import ApiError
from shared.ui.buttons import button
from shared.ui.empty import empty
from shared.ui.layout import gap, hairline
from shared.ui.photo import shape
from shared.ui.press import Handler
from shared.ui.refusals import reason
from shared.ui.skeleton import skeleton_post
from shared.ui.theme import Color, Radius, Space
from shared.ui.top_bar import top_bar
from shared.ui.typography import text
from shared.ui.window import Window, WindowContext

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

    head = post_head(post, open_author, lambda: open_post_menu(stores, item, alone=True))
    words: list[ft.Control] = []
    if post.caption:
        words.append(Caption(post, True, key=f"{post.id}-{post.edited_at}"))
    if post.picture.alt:
        alt = ft.Row(
            [
                ft.Icon(ft.Icons.ACCESSIBILITY_NEW_ROUNDED, size=16, color=Color.muted),
                text(post.picture.alt, "meta", expand=True),
            ],
            spacing=Space.x2,
            vertical_alignment=ft.CrossAxisAlignment.START,
        )
        words.append(ft.Container(alt, padding=ft.Padding.only(top=Space.x2)))
    if not wide:
        body: list[ft.Control] = [
            ft.Container(head, padding=ft.Padding.only(left=Space.x1)),
            ft.Container(post_photo(post, None), padding=ft.Padding.symmetric(horizontal=Space.x2)),
            ft.Container(ft.Column(words, spacing=Space.x1), padding=14),
            gap(Space.x8),
        ]
        return ft.Column([top_bar("Post", on_back=back), ft.ListView(body, expand=True)], spacing=0, expand=True)
    return _beside(post_photo(post, None, 0), shape(post.picture), head, words, window, back)


def _beside(
    picture: ft.Control, ratio: float, head: ft.Control, words: list[ft.Control], window: Window, back: Handler
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
            ft.ListView([ft.Column(words, spacing=Space.x1)], padding=Space.x4, expand=True),
        ],
        spacing=0,
    )
    panel = ft.Container(
        ft.Row(
            [ft.Container(picture, width=width, height=height), ft.Container(side, width=words_width)],
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
