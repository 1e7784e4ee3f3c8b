"""A post in the feed: who, the picture, the words. No box around it."""

import flet as ft

from client.state.posts import PostItem
from client.state.stores import use_stores
from client.widgets.caption import Caption
from client.widgets.post_menu import open_post_menu
from shared.posts import Post
from shared.ui.avatar import avatar
from shared.ui.buttons import icon_button
from shared.ui.layout import pinned
from shared.ui.photo import framed, photo, shape
from shared.ui.press import Handler, press
from shared.ui.theme import Color, Radius, Space
from shared.ui.typography import text
from shared.ui.words import ago


def age(post: Post) -> str:
    return f"{ago(post.published_at)} · edited" if post.edited_at else ago(post.published_at)


def post_head(post: Post, on_author: Handler, on_more: Handler) -> ft.Row:
    words = ft.Column(
        [text(post.author.handle, "strong", lines=1), text(age(post), "meta", lines=1)],
        spacing=0,
        tight=True,
        expand=True,
    )
    who = ft.Row([avatar(post.author.avatar, post.author.name, post.author.handle, 40), words], spacing=10)
    author = press(
        who,
        label=f"{post.author.handle}, {age(post)}",
        identifier=f"author-{post.id}",
        on_press=on_author,
        height=52,
        padding=ft.Padding.symmetric(horizontal=Space.x1),
        expand=True,
    )
    more = icon_button(
        ft.Icons.MORE_HORIZ_ROUNDED,
        f"More about this post by {post.author.handle}",
        f"more-{post.id}",
        on_more,
        color=Color.muted,
        hint=False,
    )
    return ft.Row([author, more], spacing=0)


def post_photo(post: Post, on_open: Handler | None, radius: int = Radius.photo) -> ft.Container:
    """At its own shape. With `on_open` it is a button that says what the photo shows."""
    words = post.picture.alt or "No description"
    if on_open is None:
        return framed(photo(post.picture, 1080, alt=words), aspect=shape(post.picture), radius=radius)
    opener = press(
        photo(post.picture, 1080, alt=""),
        label=f"Photo by {post.author.handle}. {words}",
        identifier=f"photo-{post.id}",
        on_press=on_open,
        radius=radius,
        height=None,
    )
    stack = ft.Stack([pinned(ft.Container(opener))], expand=True)
    return framed(stack, aspect=shape(post.picture), radius=radius)


@ft.component
def PostCard(item: PostItem, wide: bool = False) -> ft.Control:
    stores = use_stores()
    post = item.post

    async def open_author() -> None:
        await stores.trail.go(f"/u/{post.author.handle}")

    async def open_post() -> None:
        await stores.trail.go(f"/p/{post.id}")

    inset = 0 if wide else Space.x2
    head = ft.Container(
        post_head(post, open_author, lambda: open_post_menu(stores, item)),
        padding=ft.Padding.only(left=0 if wide else Space.x1, bottom=Space.x1),
    )
    parts: list[ft.Control] = [
        head,
        ft.Container(post_photo(post, open_post), padding=ft.Padding.symmetric(horizontal=inset)),
    ]
    if post.caption:
        parts.append(ft.Container(Caption(post), padding=ft.Padding(inset + 6, 10, inset + 6, 0)))
    return ft.Container(ft.Column(parts, spacing=0), padding=ft.Padding.only(bottom=Space.x6))
