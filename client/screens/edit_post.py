"""Caption and description of one's own post."""

import flet as ft

from client.state.posts import PostItem
from client.state.stores import use_stores
from client.widgets.frame import frame
from client.widgets.words_form import WordsForm
from shared.problems import ApiError
from shared.ui.buttons import button
from shared.ui.empty import empty
from shared.ui.layout import gap
from shared.ui.photo import framed, photo, shape
from shared.ui.refusals import reason
from shared.ui.skeleton import bone, shimmer
from shared.ui.theme import Radius, Space, Width
from shared.ui.window import WindowContext


@ft.component
def EditPost() -> ft.Control:
    stores = use_stores()
    window = ft.use_context(WindowContext)
    post_id = ft.use_route_params().get("id", "")
    item, set_item = ft.use_state(None)
    failure, set_failure = ft.use_state("")

    async def load() -> None:
        try:
            set_item(await stores.posts.open(post_id))
        except ApiError as error:
            set_failure(reason(error))

    ft.use_effect(load, [post_id], cleanup=lambda: None)

    async def back() -> None:
        await stores.trail.back(f"/p/{post_id}")

    if item is None:
        body: list[ft.Control] = [shimmer(ft.Column([bone(height=180, radius=20), bone(height=90, radius=12)]))]
        if failure:
            again = button("Try again", "edit-retry", load, kind="soft")
            body = [empty(ft.Icons.CLOUD_OFF_ROUNDED, "That didn’t load", f"{failure}.", "edit-failed", again)]
        return frame(window, "Edit post", body, on_back=back)
    return EditForm(item, key=post_id)


@ft.component
def EditForm(item: PostItem) -> ft.Control:
    stores = use_stores()
    window = ft.use_context(WindowContext)
    post = item.post
    typed = ft.use_ref(lambda: {"caption": post.caption, "alt": post.picture.alt})
    busy, set_busy = ft.use_state(False)

    async def back() -> None:
        await stores.trail.back(f"/p/{item.id}")

    async def save() -> None:
        set_busy(True)
        try:
            await stores.posts.edit(item, typed.current["caption"].strip(), typed.current["alt"].strip())
        except ApiError as error:
            stores.toasts.show(f"Couldn’t save. {reason(error)}", icon=ft.Icons.ERROR_OUTLINE_ROUNDED)
            set_busy(False)
            return
        stores.toasts.show("Saved", icon=ft.Icons.CHECK_CIRCLE_OUTLINE_ROUNDED)
        await stores.trail.back(f"/p/{item.id}")

    def write(field: str, value: str) -> None:
        typed.current[field] = value

    width = 120 if window.rail else 88
    small = framed(photo(post.picture, 320), width=width, height=width / shape(post.picture), radius=Radius.control)
    form = WordsForm(
        typed.current["caption"],
        typed.current["alt"],
        lambda value: write("caption", value),
        lambda value: write("alt", value),
        stores.session.api.limits,
    )
    act = button("Save", "save-post", save, busy=busy)
    body: list[ft.Control] = [
        ft.Container(ft.Row([small]), padding=ft.Padding.symmetric(vertical=Space.x2)),
        form,
        gap(Space.x4),
        ft.Row([act], alignment=ft.MainAxisAlignment.END),
    ]
    return frame(window, "Edit post", body, on_back=back, column=Width.feed, inset=Space.x4, spacing=Space.x2)
