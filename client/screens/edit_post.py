"""What may still change about one's own post: caption, place, comments, each picture's description and people."""

from functools import partial

import flet as ft
from msgspec.structs import replace

from client.state.posts import PostItem
from client.state.stores import use_stores
from client.widgets.frame import frame
from client.widgets.place_field import PlaceField
from client.widgets.tag_editor import TagEditor
from client.widgets.who_comments import who_may_comment
from client.widgets.words_form import AltField, CaptionField
from shared.media import Tag
from shared.posts import NewItem, PostChange
from shared.problems import ApiError
from shared.ui.buttons import button
from shared.ui.empty import empty
from shared.ui.layout import gap, hairline, silent
from shared.ui.photo import framed, photo
from shared.ui.refusals import reason
from shared.ui.skeleton import bone, shimmer
from shared.ui.theme import Radius, Space, Width
from shared.ui.typography import heading, text
from shared.ui.window import WindowContext
from shared.ui.words import counted, listed


@ft.component
def EditPost() -> ft.Control:
    stores = use_stores()
    window = ft.use_context(WindowContext)
    post_id = ft.use_route_params().get("id", "")
    loaded, set_loaded = ft.use_state(None)
    failure, set_failure = ft.use_state("")

    async def load() -> None:
        try:
            item = await stores.posts.open(post_id)
            own = await stores.session.api.own_post(post_id)
        except ApiError as error:
            set_failure(reason(error))
            return
        items = [NewItem(media_id=one.media_id, alt=one.alt, look=one.look, tags=list(one.tags)) for one in own.items]
        set_loaded((item, items))

    ft.use_effect(load, [post_id], cleanup=lambda: None)

    async def back() -> None:
        await stores.trail.back(f"/p/{post_id}")

    if loaded is None:
        body: list[ft.Control] = [shimmer(ft.Column([bone(height=180, radius=20), bone(height=90, radius=12)]))]
        if failure:
            again = button("Try again", "edit-retry", load, kind="soft")
            body = [empty(ft.Icons.CLOUD_OFF_ROUNDED, "That didn’t load", f"{failure}.", "edit-failed", again)]
        return frame(window, "Edit post", body, on_back=back)
    return EditForm(*loaded, key=post_id)


@ft.component
def EditForm(item: PostItem, items: list[NewItem]) -> ft.Control:
    stores = use_stores()
    window = ft.use_context(WindowContext)
    post = item.post
    words = ft.use_ref(lambda: post.caption)
    place = ft.use_ref(lambda: (post.place, post.place_id))
    made = ft.use_ref(lambda: list(items))
    busy, set_busy = ft.use_state(False)
    tagging, tag = ft.use_state(None)
    commenting, let_comment = ft.use_state(post.who_may_comment)

    async def back() -> None:
        if tagging is not None:
            tag(None)
        else:
            await stores.trail.back(f"/p/{item.id}")

    async def save() -> None:
        set_busy(True)
        change = PostChange(
            caption=words.current.strip(),
            place=place.current[0].strip(),
            place_id=place.current[1],
            items=made.current,
            who_may_comment=commenting,
        )
        try:
            await stores.posts.edit(item, change)
        except ApiError as error:
            stores.toasts.show(f"Couldn’t save. {reason(error)}", icon=ft.Icons.ERROR_OUTLINE_ROUNDED)
            set_busy(False)
            return
        stores.toasts.show("Saved", icon=ft.Icons.CHECK_CIRCLE_OUTLINE_ROUNDED)
        await stores.trail.back(f"/p/{item.id}")

    def write(caption: str) -> None:
        words.current = caption

    def put(where: str, place_id: str | None) -> None:
        place.current = where, place_id

    def describe(at: int, alt: str) -> None:
        made.current[at] = replace(made.current[at], alt=alt.strip())

    def tag_in(at: int, tags: list[Tag]) -> None:
        made.current[at] = replace(made.current[at], tags=tags)

    if tagging is not None:
        column = min(Width.feed, window.main) - 2 * Space.x4
        wide = min(column, window.height * 0.5 * post.ratio)
        editor = TagEditor(
            photo(post.pictures[tagging], 1080, alt=""),
            (wide, wide / post.ratio),
            made.current[tagging].tags,
            [],
            lambda tags: tag_in(tagging, tags),
            key=f"tags-{tagging}",
        )
        done = button("Done", "tag-done", lambda: tag(None))
        return frame(window, "People", [editor], on_back=back, actions=[done], column=Width.feed, inset=Space.x4)

    body: list[ft.Control] = [
        CaptionField(words.current, write),
        PlaceField(*place.current, put, key="placing"),
        who_may_comment(commenting, let_comment, min(Width.feed, window.main - 2 * Space.x4)),
        gap(Space.x2),
        heading("Descriptions and people", "head", level=2),
    ]
    many = len(post.pictures) > 1
    for at, picture in enumerate(post.pictures[: len(made.current)]):
        kind = "video" if picture.video else "photo"
        tags = made.current[at].tags
        people = f"With {listed([one.handle for one in tags])}" if tags else "Nobody is tagged"
        width = 88 if post.ratio >= 1 else round(88 * post.ratio)
        small = framed(
            photo(picture, 320, alt=""), width=width, height=round(width / post.ratio), radius=Radius.control
        )
        acts = button(
            counted(len(tags), "person", "people") if tags else "Tag people",
            f"tag-{at + 1}",
            partial(tag, at),
            kind="soft",
            compact=True,
            icon=ft.Icons.PERSON_ADD_ALT_OUTLINED,
            name=f"Tag people in {kind} {at + 1}. {people}",
        )
        side = ft.Column([text(people, "meta", lines=2), acts], spacing=0, tight=True, expand=True)
        label = f"What {kind} {at + 1} shows" if many else "What it shows"
        body += [
            ft.Row([silent(small), side], spacing=Space.x3),
            AltField(f"alt-{at + 1}", label, made.current[at].alt, partial(describe, at)),
            hairline(),
        ]
    act = button("Save", "save-post", save, busy=busy)
    body.append(ft.Row([act], alignment=ft.MainAxisAlignment.END))
    return frame(window, "Edit post", body, on_back=back, column=Width.feed, inset=Space.x4, spacing=Space.x2)
