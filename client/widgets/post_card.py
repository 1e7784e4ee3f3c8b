"""A post in the feed: who, the pictures, the words. No box around it."""

import flet as ft

from client.state.people import PersonTie
from client.state.posts import PostItem
from client.state.spot import Spot
from client.state.stores import use_stores
from client.widgets.action_bar import ActionBar, all_comments
from client.widgets.caption import Caption
from client.widgets.carousel import Carousel
from client.widgets.follow_button import FollowButton
from client.widgets.post_menu import open_post_menu
from client.widgets.source_line import source_line
from client.widgets.topic_links import to_place
from shared.posts import Post
from shared.ui.avatar import avatar
from shared.ui.buttons import icon_button
from shared.ui.direction import isolated
from shared.ui.press import Handler, press
from shared.ui.theme import Color, Space
from shared.ui.typography import span, text
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


def post_head(
    post: Post, on_author: Handler, on_more: Handler, on_place: Handler, stranger: PersonTie | None = None
) -> ft.Row:
    """The place opens by a press on its name; by the keyboard and by ear, from the post's own screen.

    A `stranger` can be followed from here.
    """
    under = under_name(post)
    after = under.removeprefix(post.place)
    spans = [span(isolated(post.place), "meta", Color.muted, on_click=on_place)] if post.place else []
    line = ft.Text(spans=[*spans, span(after, "meta", Color.muted)], max_lines=1, overflow=ft.TextOverflow.ELLIPSIS)
    words = ft.Column(
        [text(post.author.handle, "strong", lines=1), line],
        spacing=0,
        tight=True,
        expand=True,
    )
    who = ft.Row([avatar(post.author.avatar, post.author.name, post.author.handle, 40), words], spacing=10)
    author = press(
        who,
        label=f"{post.author.handle}, {under}",
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
    parts: list[ft.Control] = [author, more]
    if stranger:
        parts.insert(1, FollowButton(stranger, name=f"follow-author-{post.id}", key="follow"))
    return ft.Row(parts, spacing=0)


@ft.component
def PostCard(item: PostItem, spot: Spot, wide: bool = False, called: int = 0) -> ft.Control:
    """Takes the keyboard whenever `called` becomes another number than 0."""
    stores = use_stores()
    post = item.post
    stranger = ft.use_memo(
        lambda: stores.people.stranger(post.author.handle) if spot.of_stranger else None, [spot.of_stranger]
    )

    def measured(event: ft.LayoutSizeChangeEvent[ft.Container]) -> None:
        spot.reading.measured(post.id, event.height)

    def leave() -> None:
        """Who opens another screen by keyboard finds it here again on their way back."""
        if stores.keys.pressing:
            stores.feeds.current.mark(post.id)

    async def open_author() -> None:
        leave()
        stores.posts.did(post.id, "profile")
        await stores.trail.go(f"/u/{post.author.handle}")

    async def open_post() -> None:
        leave()
        await stores.trail.go(f"/p/{post.id}")

    async def open_comments() -> None:
        leave()
        await stores.trail.go(f"/p/{post.id}/comments")

    inset = 0 if wide else Space.x2
    to_its_place = to_place(stores, post.place_id, post.place)
    head = ft.Container(
        post_head(post, open_author, lambda: open_post_menu(stores, item, spot), to_its_place, stranger),
        padding=ft.Padding.only(left=0 if wide else Space.x1, bottom=Space.x1),
    )
    pictures = Carousel(item, open_post, arrows=wide, called=called)
    source = source_line(stores, item, spot)
    parts: list[ft.Control] = []
    if source:
        parts.append(ft.Container(source, padding=ft.Padding.only(left=inset + 6), key="source"))
    parts += [head, ft.Container(pictures, padding=ft.Padding.symmetric(horizontal=inset))]
    beside = ft.Padding.only(left=0 if wide else Space.x1)
    parts.append(ft.Container(ActionBar(item, item.heart, item.bookmark, open_comments), padding=beside))
    under = ft.Padding.symmetric(horizontal=inset + 6)
    if post.caption:
        parts.append(ft.Container(Caption(post), padding=under))
    if post.comments:
        parts.append(ft.Container(all_comments(item, open_comments), padding=under))
    return ft.Container(ft.Column(parts, spacing=0), padding=ft.Padding.only(bottom=Space.x5), on_size_change=measured)
