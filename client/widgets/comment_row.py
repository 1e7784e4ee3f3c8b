"""One comment: who, the words, when, how liked; below it the replies, folded behind a line."""

from collections.abc import Sequence

import flet as ft

from client.state.comments import CommentItem, Comments, Stretch
from client.state.heart import Heart
from client.state.stores import Stores, use_stores
from client.widgets.caption import marked, mentioned
from shared.ui.avatar import avatar
from shared.ui.buttons import icon_button
from shared.ui.dialogs import Choice, Menu, Question
from shared.ui.direction import paragraph
from shared.ui.heart import heart as drawn_heart
from shared.ui.layout import silent, spoken
from shared.ui.press import Handler, press
from shared.ui.theme import Color, Motion, Radius, Space
from shared.ui.typography import span, text
from shared.ui.words import ago, count, counted

_PORTRAIT = 36
_SMALL_PORTRAIT = 28


@ft.component
def CommentThread(comments: Comments, item: CommentItem, answers: Stretch, may_reply: bool) -> ft.Control:
    """A comment on the post itself with what stands below it."""

    def row(one: CommentItem, small: bool) -> ft.Control:
        return CommentRow(comments, one, one.heart, may_reply, small, key=f"row-{id(one)}")

    rows = [row(item, False)]
    below: list[ft.Control] = [row(reply, True) for reply in item.replies]
    folded = item.folded
    if item.unfolded and answers.above:
        below.insert(0, _line("View earlier replies", f"replies-above-{item.id}", answers.from_top))
    if answers.failure:
        below.append(_line(f"{answers.failure}. Retry", f"replies-{item.id}", item.unfold))
    elif answers.loading:
        below.append(_line("Loading replies", f"replies-{item.id}", item.unfold))
    elif folded:
        more = " more" if item.unfolded else ""
        words = f"View {count(folded)}{more} {'reply' if folded == 1 else 'replies'}"
        if item.unfolded and answers.above:
            # Of those that are not on screen, some stand above.
            words = "View more replies"
        below.append(_line(words, f"replies-{item.id}", item.unfold))
    elif item.unfolded and item.replies:
        below.append(_line("Hide replies", f"replies-{item.id}", item.fold))
    if below:
        inset = ft.Padding.only(left=_PORTRAIT + Space.x4)
        rows.append(ft.Container(ft.Column(below, spacing=0, tight=True), padding=inset))
    return ft.Column(rows, spacing=0, tight=True)


def _line(words: str, identifier: str, on_press: Handler) -> ft.Control:
    dash = ft.Container(width=24, height=1, bgcolor=Color.edge)
    content = ft.Row([dash, text(words, "meta_strong", Color.muted)], spacing=Space.x2, tight=True)
    opener = press(
        content, label=words, identifier=identifier, on_press=on_press, align=ft.Alignment.CENTER_LEFT, key=identifier
    )
    return ft.Row([opener], spacing=0)


@ft.component
def CommentRow(comments: Comments, item: CommentItem, heart: Heart, may_reply: bool, small: bool) -> ft.Control:
    stores = use_stores()
    comment = item.comment
    handle = comment.author.handle

    def opener(name: str) -> Handler:
        async def act() -> None:
            await stores.trail.go(f"/u/{name}")

        return act

    doors = {name.lower(): opener(name) for name in comment.mentions}
    words = ft.Text(
        spans=[
            span(f"{handle}  ", "strong", on_click=opener(handle)),
            *marked(comment.text, {}, doors),
        ]
    )
    age = "Sending" if item.sending else ago(comment.written_at)
    said = f"{handle}: {comment.text}. {'Pinned. ' if comment.pinned else ''}{age}"
    size = _SMALL_PORTRAIT if small else _PORTRAIT
    portrait = press(
        avatar(comment.author.avatar, comment.author.name, handle, size),
        label=f"Profile of {handle}",
        identifier=f"comment-author-{item.id}",
        on_press=opener(handle),
        width=Space.touch,
        radius=Radius.full,
        align=ft.Alignment.TOP_CENTER,
    )
    parts: list[ft.Control] = []
    if comment.pinned:
        pin = [ft.Icon(ft.Icons.PUSH_PIN_ROUNDED, size=12, color=Color.muted), text("Pinned", "micro", Color.muted)]
        parts.append(silent(ft.Row(list(pin), spacing=Space.x1, tight=True)))
    parts.append(spoken(paragraph(words, comment.text), said, f"comment-{item.id}", live=item.lit))
    names = [mentioned(name, f"mention-{item.id}-{name}", opener(name)) for name in comment.mentions]
    parts.append(_foot(stores, comments, item, heart, age, may_reply, names))
    body = ft.Container(
        ft.Column(parts, spacing=0, tight=True),
        expand=True,
        padding=ft.Padding.only(top=2),
        opacity=0.6 if item.sending else 1,
    )
    row: list[ft.Control] = [portrait, body]
    if not item.sending:
        likes = counted(heart.likes, "like", "likes")
        row.append(
            press(
                drawn_heart(heart.liked, 16, Color.muted),
                label=f"{'Unlike' if heart.liked else 'Like'} the comment by {handle}, {likes}",
                identifier=f"like-comment-{item.id}",
                on_press=heart.turn,
                toggled=heart.liked,
                width=Space.touch,
                radius=Radius.full,
            )
        )
    line = ft.Row(row, spacing=Space.x2, vertical_alignment=ft.CrossAxisAlignment.START)
    if comments.at != item.id:
        return line
    return ft.Container(
        line,
        key=ft.ScrollKey(item.id),
        bgcolor=Color.lamp_soft if item.lit else Color.none,
        border_radius=Radius.control,
        padding=ft.Padding.only(top=Space.x1),
        animate=Motion.enter,
    )


def _foot(
    stores: Stores,
    comments: Comments,
    item: CommentItem,
    heart: Heart,
    age: str,
    may_reply: bool,
    names: Sequence[ft.Control],
) -> ft.Control:
    """Age, likes, what may be done; and the people mentioned, for whom the words themselves are no door."""
    handle = item.comment.author.handle
    facts = age + (f" · {counted(heart.likes, 'like', 'likes')}" if heart.likes else "")
    parts: list[ft.Control] = [silent(text(facts, "meta", no_wrap=True))]
    if item.sending:
        return ft.Container(ft.Row(parts), height=Space.touch)
    if may_reply:
        parts.append(
            press(
                text("Reply", "meta_strong", Color.muted),
                label=f"Reply to {handle}",
                identifier=f"reply-{item.id}",
                on_press=lambda: comments.answer(item),
                padding=ft.Padding.symmetric(horizontal=Space.x2),
                radius=Radius.full,
            )
        )
    if comments.may_delete(item) or comments.may_pin(item):
        parts.append(
            icon_button(
                ft.Icons.MORE_HORIZ_ROUNDED,
                f"More about the comment by {handle}",
                f"comment-more-{item.id}",
                lambda: open_comment_menu(stores, comments, item),
                size=18,
                color=Color.muted,
                hint=False,
            )
        )
    return ft.Row(
        [*parts, *names],
        spacing=Space.x1,
        run_spacing=0,
        wrap=True,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )


def open_comment_menu(stores: Stores, comments: Comments, item: CommentItem) -> None:
    comment = item.comment
    choices: list[Choice] = []
    if comments.may_pin(item):
        icon = ft.Icons.PUSH_PIN_OUTLINED
        choices.append(
            Choice("Unpin", "comment-unpin", lambda: comments.pin(item, False), icon)
            if comment.pinned
            else Choice("Pin to the top", "comment-pin", lambda: comments.pin(item, True), icon)
        )
    if comments.may_delete(item):
        choices.append(
            Choice(
                "Delete comment",
                "comment-delete",
                lambda: _ask_to_delete(stores, comments, item),
                ft.Icons.DELETE_OUTLINE_ROUNDED,
                danger=True,
            )
        )
    stores.dialogs.open(Menu("comment-menu", f"Comment by {comment.author.handle}", choices))


def _ask_to_delete(stores: Stores, comments: Comments, item: CommentItem) -> None:
    replies = item.comment.replies
    with_it = f", with {counted(replies, 'reply', 'replies')}" if replies else ""
    stores.dialogs.open(
        Question(
            "comment-delete-dialog",
            "Delete this comment",
            f"It is gone for good{with_it}.",
            Choice("Delete comment", "comment-delete-confirm", lambda: comments.delete(item), danger=True),
            back="Keep it",
        )
    )
