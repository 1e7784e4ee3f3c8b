"""One post on its own: beside its words from 700 px, above them on the phone."""

import flet as ft

from client.state.comments import Comments
from client.state.people import PersonTie
from client.state.posts import PostItem
from client.state.stores import Stores, use_stores
from client.widgets.action_bar import ActionBar, all_comments
from client.widgets.caption import Caption
from client.widgets.carousel import Carousel
from client.widgets.comment_field import CommentField, closed_because, comments_closed
from client.widgets.comment_list import comment_rows, more_near_end, use_found
from client.widgets.history import open_history
from client.widgets.opened_post import OpenedPost
from client.widgets.post_card import post_head
from client.widgets.post_keys import use_post_keys
from client.widgets.post_menu import open_post_menu
from client.widgets.topic_links import to_place
from shared.posts import Post
from shared.ui.buttons import button
from shared.ui.layout import gap, hairline, silent
from shared.ui.press import Handler, press
from shared.ui.theme import Color, Radius, Space
from shared.ui.top_bar import top_bar
from shared.ui.typography import text
from shared.ui.window import WindowContext
from shared.ui.words import listed

_WORDS = 380
_LEAST = 640
"""Height in pixels below which comments have no room beside a wide picture."""


@ft.component
def PostScreen() -> ft.Control:
    post_id = ft.use_route_params().get("id", "")
    return ft.Container(PostOf(post_id, key=post_id), expand=True)


@ft.component
def PostOf(post_id: str, at: str = "") -> ft.Control:
    """`at` is the comment for which it is opened, if it is for one."""
    window = ft.use_context(WindowContext)

    def shown(item: PostItem, tie: PersonTie | None) -> ft.Control:
        return Beside(item, tie, at) if window.rail else Alone(item)

    return OpenedPost(post_id, "Post", shown)


@ft.component
def Alone(item: PostItem) -> ft.Control:
    """On the phone: pictures, what is done about them, words. The comments are a screen away."""
    stores = use_stores()
    post = item.post

    async def back() -> None:
        await stores.trail.back()

    async def look_closer() -> None:
        await stores.trail.go(f"/p/{post.id}/view")

    async def open_comments() -> None:
        await stores.trail.go(f"/p/{post.id}/comments")

    use_post_keys(stores, item, open_comments)
    pictures = Carousel(item, look_closer, alone=True)
    body: list[ft.Control] = [
        ft.Container(_head(stores, item), padding=ft.Padding.only(left=Space.x1)),
        ft.Container(pictures, padding=ft.Padding.symmetric(horizontal=Space.x2)),
        ft.Container(
            ActionBar(item, item.heart, item.bookmark, open_comments), padding=ft.Padding.symmetric(horizontal=Space.x1)
        ),
        ft.Container(Words(item), padding=ft.Padding(14, Space.x1, 14, 0)),
    ]
    if post.comments:
        body.append(ft.Container(all_comments(item, open_comments), padding=ft.Padding.symmetric(horizontal=14)))
    return ft.Column(
        [top_bar("Post", on_back=back), ft.ListView([*body, gap(Space.x8)], expand=True)], spacing=0, expand=True
    )


def _head(stores: Stores, item: PostItem) -> ft.Control:
    async def open_author() -> None:
        stores.posts.did(item.id, "profile")
        await stores.trail.go(f"/u/{item.post.author.handle}")

    post = item.post
    return post_head(
        post,
        open_author,
        lambda: open_post_menu(stores, item, alone=True),
        to_place(stores, post.place_id, post.place),
    )


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
    if post.place:
        rows.append(_place(post, to_place(stores, post.place_id, post.place)))
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


def _place(post: Post, on_press: Handler) -> ft.Control:
    words = f"Posts from {post.place}" if post.place_id else f"Search posts for {post.place}"
    face = ft.Row(
        [
            ft.Icon(ft.Icons.PLACE_OUTLINED, size=16, color=Color.muted),
            text(post.place, "meta_strong", Color.primary, lines=1, expand=True),
        ],
        spacing=Space.x2,
    )
    return press(
        face,
        label=words,
        identifier=f"place-{post.id}",
        on_press=on_press,
        align=ft.Alignment.CENTER_LEFT,
    )


def _fact(icon: ft.IconData, words: str) -> ft.Control:
    return ft.Row(
        [silent(ft.Icon(icon, size=16, color=Color.muted)), text(words, "meta", expand=True)],
        spacing=Space.x2,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )


@ft.component
def Beside(item: PostItem, tie: PersonTie | None, at: str) -> ft.Control:
    """From 700 px: the pictures, and at their right all that is said about them."""
    stores = use_stores()
    window = ft.use_context(WindowContext)
    comments: Comments = ft.use_memo(lambda: stores.comments(item, at), [])
    ft.use_effect(comments.begin, [], cleanup=lambda: None)

    async def back() -> None:
        await stores.trail.back()

    async def look_closer() -> None:
        await stores.trail.go(f"/p/{item.id}/view")

    ratio = item.post.ratio
    room = window.main - 2 * Space.x6
    most = min(window.height - 2 * Space.x6 - 56, 720)
    words_width = min(_WORDS, room * 0.42)
    width = min(most * ratio, room - words_width)
    height = width / ratio
    pictures = Carousel(item, look_closer, 0, arrows=True, alone=True)
    stage = ft.Container(
        ft.Container(pictures, width=width, height=height),
        width=width,
        bgcolor=Color.well,
        alignment=ft.Alignment.CENTER,
    )
    side = Side(comments, item, tie)
    panel = ft.Container(
        ft.Row(
            [stage, ft.Container(side, width=words_width)],
            spacing=0,
            tight=True,
            vertical_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        height=max(height, min(most, _LEAST)),
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


@ft.component
def Side(comments: Comments, item: PostItem, tie: PersonTie | None) -> ft.Control:
    stores = use_stores()
    rows_ref = ft.use_ref(None)
    built = use_found(comments, rows_ref)
    closed = closed_because(item.post, stores.handle, tie)

    async def scrolled(event: ft.OnScrollEvent) -> None:
        await more_near_end(comments, event)

    def call() -> None:
        if closed:
            stores.toasts.show(closed, icon=ft.Icons.COMMENTS_DISABLED_OUTLINED)
        else:
            comments.call()

    use_post_keys(stores, item, call)
    words = ft.Container(Words(item), padding=ft.Padding(Space.x2, Space.x2, Space.x3, Space.x2), key="words")
    listing = ft.ListView(
        [words, *comment_rows(comments, closed)],
        padding=ft.Padding(Space.x2, Space.x2, 0, Space.x2),
        spacing=Space.x1,
        expand=True,
        on_scroll=scrolled,
        scroll_interval=120,
        cache_extent=built,
    )
    rows_ref.current = listing
    bar = ft.Container(
        ActionBar(item, item.heart, item.bookmark, call), padding=ft.Padding.symmetric(horizontal=Space.x2)
    )
    return ft.Column(
        [
            ft.Container(_head(stores, item), padding=ft.Padding(Space.x3, Space.x2, Space.x1, Space.x2)),
            hairline(),
            listing,
            hairline(),
            bar,
            comments_closed(closed) if closed else CommentField(comments, key="field"),
        ],
        spacing=0,
    )
