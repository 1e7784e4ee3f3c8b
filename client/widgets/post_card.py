"""A post in the feed: who, the pictures, the words. No box around it."""

import flet as ft

from client.state.posts import PostItem
from client.state.stores import use_stores
from client.widgets.action_bar import ActionBar, all_comments
from client.widgets.caption import Caption
from client.widgets.carousel import Carousel
from client.widgets.post_menu import open_post_menu
from shared.posts import Post
from shared.ui.avatar import avatar
from shared.ui.buttons import icon_button
from shared.ui.press import Handler, press
from shared.ui.theme import Color, Space
from shared.ui.typography import text
from shared.ui.words import ago


def under_name(post: Post) -> str:
    """Where, how long ago, whether it was changed since, and whether it is for followers alone."""
    parts = [
        post.place,
        ago(post.published_at),
        "edited" if post.edited_at else "",
        "followers only" if post.audience == "followers" else "",
    ]
    return " · ".join(part for part in parts if part)


def post_head(post: Post, on_author: Handler, on_more: Handler) -> ft.Row:
    words = ft.Column(
        [text(post.author.handle, "strong", lines=1), text(under_name(post), "meta", lines=1)],
        spacing=0,
        tight=True,
        expand=True,
    )
    who = ft.Row([avatar(post.author.avatar, post.author.name, post.author.handle, 40), words], spacing=10)
    author = press(
        who,
        label=f"{post.author.handle}, {under_name(post)}",
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


@ft.component
def PostCard(item: PostItem, wide: bool = False) -> ft.Control:
    stores = use_stores()
    post = item.post

    async def open_author() -> None:
        await stores.trail.go(f"/u/{post.author.handle}")

    async def open_post() -> None:
        await stores.trail.go(f"/p/{post.id}")

    async def open_comments() -> None:
        await stores.trail.go(f"/p/{post.id}/comments")

    inset = 0 if wide else Space.x2
    head = ft.Container(
        post_head(post, open_author, lambda: open_post_menu(stores, item)),
        padding=ft.Padding.only(left=0 if wide else Space.x1, bottom=Space.x1),
    )
    pictures = Carousel(item, open_post, arrows=wide)
    parts: list[ft.Control] = [head, ft.Container(pictures, padding=ft.Padding.symmetric(horizontal=inset))]
    beside = ft.Padding.only(left=0 if wide else Space.x1)
    parts.append(ft.Container(ActionBar(item, item.heart, open_comments), padding=beside))
    under = ft.Padding.symmetric(horizontal=inset + 6)
    if post.caption:
        parts.append(ft.Container(Caption(post), padding=under))
    if post.comments:
        parts.append(ft.Container(all_comments(item, open_comments), padding=under))
    return ft.Container(ft.Column(parts, spacing=0), padding=ft.Padding.only(bottom=Space.x5))
