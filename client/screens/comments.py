"""The comments on a post: a screen of their own on the phone, a part of the post's screen elsewhere."""

import flet as ft

from client.screens.post import PostOf
from client.state.comments import Comments
from client.state.people import PersonTie
from client.state.posts import PostItem
from client.state.stores import use_stores
from client.state.trail import asked
from client.widgets.caption import Caption
from client.widgets.comment_field import CommentField, closed_because, comments_closed
from client.widgets.comment_list import comment_rows, more_near_end, use_found
from client.widgets.opened_post import OpenedPost
from shared.ui.layout import hairline
from shared.ui.theme import Space
from shared.ui.top_bar import top_bar
from shared.ui.window import WindowContext


@ft.component
def CommentsScreen() -> ft.Control:
    post_id = ft.use_route_params().get("id", "")
    at = asked(ft.context.page.route or "", "at")
    if ft.use_context(WindowContext).rail:
        return ft.Container(PostOf(post_id, at, key=f"{post_id} {at}"), expand=True)

    def shown(item: PostItem, tie: PersonTie | None) -> ft.Control:
        return OpenComments(item, tie, at)

    return ft.Container(OpenedPost(post_id, "Comments", shown, key=f"comments-{post_id} {at}"), expand=True)


@ft.component
def OpenComments(item: PostItem, tie: PersonTie | None, at: str) -> ft.Control:
    stores = use_stores()
    comments: Comments = ft.use_memo(lambda: stores.comments(item, at), [])
    ft.use_effect(comments.begin, [], cleanup=lambda: None)

    async def back() -> None:
        await stores.trail.back(f"/p/{item.id}")

    return ft.Column([top_bar("Comments", on_back=back), CommentsBelow(comments, item, tie)], spacing=0, expand=True)


@ft.component
def CommentsBelow(comments: Comments, item: PostItem, tie: PersonTie | None) -> ft.Control:
    stores = use_stores()
    rows_ref = ft.use_ref(None)
    built = use_found(comments, rows_ref)
    post = item.post
    closed = closed_because(post, stores.handle, tie)

    async def scrolled(event: ft.OnScrollEvent) -> None:
        await more_near_end(comments, event)

    rows: list[ft.Control] = []
    if post.caption:
        words = ft.Container(Caption(post), padding=ft.Padding.symmetric(horizontal=Space.x2, vertical=Space.x2))
        rows += [words, hairline()]
    rows += comment_rows(comments, closed)
    listing = ft.ListView(
        rows,
        expand=True,
        spacing=Space.x1,
        padding=ft.Padding(Space.x2, 0, Space.x1, Space.x4),
        on_scroll=scrolled,
        scroll_interval=120,
        cache_extent=built,
    )
    rows_ref.current = listing
    foot = comments_closed(closed) if closed else CommentField(comments, key="field")
    return ft.Column([listing, foot], spacing=0, expand=True)
