"""What is done about a post from under its pictures, with the counts."""

import flet as ft

from client.state.bookmark import Bookmark
from client.state.heart import Heart
from client.state.posts import PostItem
from client.state.stores import use_stores
from client.widgets.saving import turn_saved
from client.widgets.sharing import open_share
from shared.ui.buttons import icon_button
from shared.ui.heart import heart as drawn_heart
from shared.ui.press import Handler, press
from shared.ui.theme import Color, Radius, Space
from shared.ui.typography import text
from shared.ui.words import count, counted

_DIGIT = 10
"""Room in pixels for one, at the largest text."""


@ft.component
def ActionBar(item: PostItem, heart: Heart, bookmark: Bookmark, on_comments: Handler) -> ft.Control:
    stores = use_stores()
    post = item.post
    likes = counted(heart.likes, "like", "likes")

    async def open_likers() -> None:
        await stores.trail.go(f"/p/{post.id}/likes")

    async def save() -> None:
        await turn_saved(stores, item)

    parts: list[ft.Control] = [
        press(
            drawn_heart(heart.liked, 24),
            label=f"{'Unlike' if heart.liked else 'Like'}, {likes}",
            identifier=f"like-{post.id}",
            on_press=heart.turn,
            toggled=heart.liked,
            width=Space.touch,
            radius=Radius.full,
        )
    ]
    if heart.likes:
        number = count(heart.likes)
        parts.append(
            press(
                text(number, "meta_strong", no_wrap=True),
                label=f"{likes}. See who",
                identifier=f"likers-{post.id}",
                on_press=open_likers,
                radius=Radius.full,
                padding=ft.Padding.only(left=2),
                align=ft.Alignment.CENTER_LEFT,
                # Without a width it would be 64 px wide, and the next one far away.
                width=max(Space.touch, _DIGIT * len(number) + Space.x3),
                key="likers",
            )
        )
    comments: list[ft.Control] = [ft.Icon(ft.Icons.MODE_COMMENT_OUTLINED, size=23, color=Color.ink)]
    room = 0
    if post.comments:
        number = count(post.comments)
        comments.append(text(number, "meta_strong", no_wrap=True))
        room = 6 + _DIGIT * len(number)
    parts.append(
        press(
            ft.Row(comments, spacing=6, tight=True),
            label=f"Comment, {counted(post.comments, 'comment', 'comments')}",
            identifier=f"comments-{post.id}",
            on_press=on_comments,
            radius=Radius.full,
            padding=ft.Padding.only(left=10),
            align=ft.Alignment.CENTER_LEFT,
            width=Space.touch + room,
            key="comments",
        )
    )
    author = post.author.handle
    parts.append(
        icon_button(
            ft.Icons.SEND_OUTLINED,
            f"Share this post by {author}",
            f"share-{post.id}",
            lambda: open_share(stores, item),
            size=23,
            hint=False,
            key="share",
        )
    )
    parts.append(ft.Container(expand=True, key="between"))
    parts.append(
        icon_button(
            ft.Icons.BOOKMARK_ROUNDED if bookmark.saved else ft.Icons.BOOKMARK_BORDER_ROUNDED,
            f"Remove this post by {author} from saved" if bookmark.saved else f"Save this post by {author}",
            f"save-{post.id}",
            save,
            size=25,
            toggled=bookmark.saved,
            hint=False,
            key="save",
        )
    )
    return ft.Row(parts, spacing=0)


def all_comments(item: PostItem, on_press: Handler) -> ft.Control:
    """One line that leads to them."""
    many = item.post.comments
    words = "View 1 comment" if many == 1 else f"View all {count(many)} comments"
    line = press(
        text(words, "meta"),
        label=words,
        identifier=f"all-comments-{item.id}",
        on_press=on_press,
        align=ft.Alignment.CENTER_LEFT,
    )
    return ft.Row([line], spacing=0)
