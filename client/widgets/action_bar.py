"""What is done about a post from under its pictures, with the counts."""

import flet as ft

from client.state.heart import Heart
from client.state.posts import PostItem
from client.state.stores import use_stores
from shared.ui.heart import heart as drawn_heart
from shared.ui.press import Handler, press
from shared.ui.theme import Color, Radius, Space
from shared.ui.typography import text
from shared.ui.words import count, counted

_DIGIT = 10
"""Room in pixels for one, at the largest text."""


@ft.component
def ActionBar(item: PostItem, heart: Heart, on_comments: Handler) -> ft.Control:
    stores = use_stores()
    post = item.post
    likes = counted(heart.likes, "like", "likes")

    async def open_likers() -> None:
        await stores.trail.go(f"/p/{post.id}/likes")

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
    if post.comments:
        comments.append(text(count(post.comments), "meta_strong", no_wrap=True))
    parts.append(
        press(
            ft.Row(comments, spacing=6, tight=True),
            label=f"Comment, {counted(post.comments, 'comment', 'comments')}",
            identifier=f"comments-{post.id}",
            on_press=on_comments,
            radius=Radius.full,
            padding=ft.Padding.symmetric(horizontal=10),
            align=ft.Alignment.CENTER_LEFT,
            key="comments",
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
