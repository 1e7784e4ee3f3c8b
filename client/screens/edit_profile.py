"""Name, words and picture of oneself."""

import flet as ft

from client.state.picker import MediaPicker
from client.state.stores import use_stores, watch
from client.state.upload import Upload, UploadFailed
from client.widgets.frame import frame
from shared.accounts import Me, ProfileChange
from shared.limits import BIO_MAX, NAME_MAX
from shared.problems import ApiError
from shared.ui.avatar import avatar
from shared.ui.buttons import button
from shared.ui.field import field
from shared.ui.layout import gap, spoken
from shared.ui.refusals import field_errors, reason
from shared.ui.theme import Color, Radius, Space, Width
from shared.ui.typography import text
from shared.ui.window import WindowContext

_FIELDS = {"name": "name", "bio": "bio", "picture_id": "form"}


@ft.component
def EditProfile() -> ft.Control:
    stores = use_stores()
    window = ft.use_context(WindowContext)
    me = watch(stores.session).me
    typed = ft.use_ref(lambda: {"name": me.name if me else "", "bio": me.bio if me else ""})
    used, set_used = ft.use_state(len(me.bio) if me else 0)
    picker, set_picker = ft.use_state(None)
    upload, set_upload = ft.use_state(None)
    removed, set_removed = ft.use_state(False)
    errors, set_errors = ft.use_state({})
    busy, set_busy = ft.use_state(False)

    def picked(uploads: list[Upload]) -> None:
        uploads[0].start()
        set_removed(False)
        set_upload(uploads[0])

    def prepare() -> None:
        set_picker(MediaPicker(stores.session.api, picked, photo=True))

    ft.use_effect(prepare, [])

    async def back() -> None:
        await stores.trail.back(f"/u/{stores.handle}")

    async def save() -> None:
        set_busy(True)
        set_errors({})
        try:
            change = ProfileChange(name=typed.current["name"].strip(), bio=typed.current["bio"].strip())
            if upload is not None:
                change.picture_id = (await upload.ready()).id
            elif removed:
                change.picture_id = None
            stores.session.me = await stores.session.api.change_profile(change)
        except UploadFailed as failed:
            set_errors({"form": str(failed)})
        except ApiError as error:
            set_errors(field_errors(error, _FIELDS))
            if error.offline:
                stores.toasts.show(reason(error), icon=ft.Icons.CLOUD_OFF_ROUNDED)
        else:
            stores.profiles.renewed(stores.session.me)
            stores.toasts.show("Saved", icon=ft.Icons.CHECK_CIRCLE_OUTLINE_ROUNDED)
            await back()
        finally:
            set_busy(False)

    def write_name(value: str) -> None:
        typed.current["name"] = value

    def write_bio(value: str) -> None:
        typed.current["bio"] = value
        set_used(len(value))

    if me is None:
        return ft.Container()
    has_picture = upload is not None or (me.picture is not None and not removed)
    choose = button(
        "Change picture" if has_picture else "Add a picture",
        "profile-picture",
        kind="soft",
        compact=True,
        action=picker.action() if picker else None,
        disabled=picker is None,
    )
    acts: list[ft.Control] = [choose]

    def remove() -> None:
        set_upload(None)
        set_removed(True)

    if has_picture:
        acts.append(
            button("Remove", "profile-picture-remove", remove, kind="ghost", compact=True, name="Remove picture")
        )
    picture = ft.Row([PictureNow(me, upload, removed), ft.Row(acts, spacing=Space.x1, tight=True)], spacing=Space.x4)
    body: list[ft.Control] = [ft.Container(picture, padding=ft.Padding.symmetric(vertical=Space.x2))]
    if errors.get("form"):
        body.append(text(errors["form"], "meta_strong", Color.danger, key="problem"))
    body += [
        field(
            "profile-name",
            "Name",
            write_name,
            value=typed.current["name"],
            error=errors.get("name", ""),
            max_length=NAME_MAX,
        ),
        gap(Space.x1),
        field(
            "profile-bio",
            "About you",
            write_bio,
            value=typed.current["bio"],
            error=errors.get("bio", ""),
            lines=3,
            max_length=BIO_MAX,
            hint="Potter. Slow mornings, wood ash glazes.",
        ),
        ft.Row(
            [text(f"{used} / {BIO_MAX}", "meta", Color.danger if used > BIO_MAX * 0.9 else Color.muted)],
            alignment=ft.MainAxisAlignment.END,
        ),
        ft.Row([button("Save", "save-profile", save, busy=busy, width=120)], alignment=ft.MainAxisAlignment.END),
    ]
    return frame(window, "Edit profile", body, on_back=back, column=Width.feed, inset=Space.x4, spacing=Space.x2)


@ft.component
def PictureNow(me: Me, upload: Upload | None, removed: bool) -> ft.Control:
    url = None if removed else me.avatar
    if upload is not None and upload.picture:
        url = upload.picture.url("square")
    face: ft.Control = avatar(url, me.name, me.handle, 88)
    if upload is not None and upload.picture is None:
        ring = ft.ProgressRing(
            value=upload.progress if upload.state == "sending" else None, stroke_width=3, width=88, height=88
        )
        face = ft.Stack([face, ring], width=88, height=88)
        if upload.state == "failed":
            face = ft.Container(
                ft.Icon(ft.Icons.ERROR_OUTLINE_ROUNDED, color=Color.danger),
                width=88,
                height=88,
                border_radius=Radius.full,
                border=ft.Border.all(2, Color.danger),
                alignment=ft.Alignment.CENTER,
            )
    return spoken(face, "Your picture")
