"""Where a comment is written: the field at the foot, what it replies to, how much room is left."""

import flet as ft

from client.state.comments import Comments
from client.state.people import PersonTie
from client.state.stores import use_stores
from shared.limits import COMMENT_MAX
from shared.posts import Post
from shared.ui.avatar import avatar
from shared.ui.buttons import icon_button
from shared.ui.field import field
from shared.ui.layout import region, silent
from shared.ui.theme import Color, Space
from shared.ui.typography import text
from shared.ui.window import WindowContext
from shared.ui.words import THIN, count

_TIGHT = 0.9
"""Share of the room from which on the counter shows."""


def closed_because(post: Post, me: str, tie: PersonTie | None) -> str:
    """Why this reader may not comment, in a sentence; nothing when they may."""
    if post.who_may_comment == "nobody":
        return "Comments are closed"
    followers = post.who_may_comment == "followers" and post.author.handle != me
    if followers and (tie is None or tie.relationship.tie != "following"):
        return "Only followers can comment"
    return ""


def comments_closed(words: str) -> ft.Control:
    """Stands where the field would."""
    row = ft.Row(
        [silent(ft.Icon(ft.Icons.COMMENTS_DISABLED_OUTLINED, size=18, color=Color.muted)), text(words, "meta")],
        spacing=Space.x2,
        alignment=ft.MainAxisAlignment.CENTER,
    )
    return region(
        ft.Container(row, height=56, border=ft.Border.only(top=ft.BorderSide(1, Color.line))), "comments-closed"
    )


@ft.component
def CommentField(comments: Comments) -> ft.Control:
    stores = use_stores()
    window = ft.use_context(WindowContext)
    words = ft.use_ref("")
    used, set_used = ft.use_state(0)
    emptied, set_emptied = ft.use_state(0)
    answering = comments.answering

    def write(value: str) -> None:
        words.current = value
        # Drawn anew only for what shows: the button wakes with the first letter, the counter comes near the end.
        tight = len(value) > COMMENT_MAX * _TIGHT
        set_used(len(value) if tight else int(bool(value.strip())))

    async def send() -> None:
        said = words.current.strip()
        if not said:
            comments.call()
            return
        write("")
        set_emptied(emptied + 1)
        if await comments.write(said):
            stores.posts.did(comments.post.id, "comment")
        elif not words.current:
            write(said)
            set_emptied(emptied + 2)

    handle = comments.post.post.author.handle
    name = f"Add a comment for {handle}" if not answering else f"Reply to {answering.comment.author.handle}"
    entry = field(
        "comment",
        name,
        write,
        value=words.current,
        grow=5,
        max_length=COMMENT_MAX,
        called=comments.calls + (emptied if window.rail else 0),
        key=f"comment-{emptied}",
    )
    post = icon_button(
        ft.Icons.ARROW_UPWARD_ROUNDED,
        "Post comment",
        "comment-send",
        send,
        size=20,
        color=Color.on_primary if used else Color.muted,
        fill=Color.primary if used else Color.well,
        hint=False,
    )
    me = stores.session.me
    portrait = avatar(me.avatar if me else None, me.name if me else "", stores.handle, 36)
    rows: list[ft.Control] = []
    if answering:
        back = icon_button(
            ft.Icons.CLOSE_ROUNDED,
            "Comment on the post instead",
            "reply-cancel",
            lambda: comments.answer(None),
            size=18,
            color=Color.muted,
            hint=False,
        )
        chip = text(f"Replying to {answering.comment.author.handle}", "meta", expand=True)
        rows.append(region(ft.Row([chip, back], spacing=Space.x2), "replying", key="replying"))
    rows.append(ft.Row([silent(portrait), ft.Container(entry, expand=True), post], spacing=Space.x2, key="entry"))
    if used > COMMENT_MAX * _TIGHT:
        left = text(f"{count(used)}{THIN}/{THIN}{count(COMMENT_MAX)}", "meta", Color.danger)
        rows.append(ft.Row([left], alignment=ft.MainAxisAlignment.END, key="left"))
    return ft.Container(
        ft.Column(rows, spacing=Space.x1, tight=True),
        border=ft.Border.only(top=ft.BorderSide(1, Color.line)),
        padding=ft.Padding.symmetric(horizontal=Space.x3, vertical=Space.x2),
    )
