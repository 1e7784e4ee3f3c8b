"""The composer: pick a photo, give it its words, and go on while it is posted."""

import flet as ft

from client.state.posting import Draft
from client.state.stores import Stores, use_stores, watch
from client.state.upload import PhotoPicker, Upload
from client.widgets.preview import Preview
from client.widgets.words_form import WordsForm
from shared.media import Limits
from shared.problems import ApiError
from shared.ui.banner import banner
from shared.ui.buttons import button, icon_button
from shared.ui.dialogs import Choice, Question
from shared.ui.layout import gap, hairline, silent
from shared.ui.photo import arch
from shared.ui.press import Handler
from shared.ui.theme import Color, Motion, Radius, Space
from shared.ui.typography import heading, text
from shared.ui.window import Window, WindowContext
from shared.ui.words import size


@ft.component
def Create() -> ft.Control:
    stores = use_stores()
    posting = watch(stores.posting)
    return ft.Container(Composer(posting.draft, key=str(id(posting.draft))), expand=True)


@ft.component
def Composer(draft: Draft) -> ft.Control:
    stores = use_stores()
    window = ft.use_context(WindowContext)
    limits, set_limits = ft.use_state(None)
    refusal, set_refusal = ft.use_state("")
    told = ft.use_ref(None)

    def picked(file: ft.FilePickerFile) -> None:
        known: Limits | None = told.current
        if known and file.size > known.photo_max_bytes:
            set_refusal(f"{file.name} is {size(file.size)}. The most is {size(known.photo_max_bytes)}.")
            return
        set_refusal("")
        if draft.upload:
            draft.upload.stop()
        if draft.picker:
            upload = draft.picker.upload(file)
            upload.start()
            draft.upload = upload

    async def prepare() -> None:
        if draft.picker is None:
            draft.picker = PhotoPicker(stores.session.api, picked)
        else:
            draft.picker.on_picked = picked
        try:
            told.current = await stores.session.api.limits()
            set_limits(told.current)
        except ApiError:
            return

    ft.use_effect(prepare, [], cleanup=lambda: None)

    async def share() -> None:
        stores.posting.share()
        await stores.trail.go("/")

    async def close() -> None:
        if draft.empty:
            await stores.trail.back()
            return
        stores.dialogs.open(_discard(stores))

    upload = draft.upload
    step = 0 if upload is None else 1
    head = _head(step, close, share, ready=upload is not None)
    body = _pick(draft, limits, refusal) if upload is None else _details(stores, draft, upload, window, refusal)
    if not window.rail:
        return ft.Column([head, body], spacing=0, expand=True)
    sheet = ft.Container(
        ft.Column([head, gap(Space.x3), hairline(), body], spacing=0),
        width=min(920, window.main - 2 * Space.x6),
        height=min(window.height - 2 * Space.x6, 700),
        bgcolor=Color.card,
        border=ft.Border.all(1, Color.line),
        border_radius=Radius.sheet,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
    )
    return ft.Container(sheet, alignment=ft.Alignment.CENTER, expand=True)


def _discard(stores: Stores) -> Question:
    async def discard() -> None:
        stores.posting.start_over()
        await stores.trail.back()

    choice = Choice("Discard", "discard-confirm", discard, danger=True)
    return Question(
        "discard-dialog", "Discard this post", "The photo and what you wrote will be lost.", choice, back="Keep writing"
    )


def _head(step: int, close: Handler, share: Handler, *, ready: bool) -> ft.Control:
    bars = silent(
        ft.Row(
            [
                ft.Container(
                    height=3,
                    expand=True,
                    border_radius=2,
                    bgcolor=Color.primary if at <= step else Color.well_high,
                    animate=Motion.state,
                )
                for at in range(2)
            ],
            spacing=4,
        )
    )
    title = heading("New post" if step == 0 else "Details")
    parts: list[ft.Control] = [
        icon_button(ft.Icons.CLOSE_ROUNDED, "Close", "create-close", close, hint=False),
        ft.Container(title, expand=True),
    ]
    if ready:
        parts.append(button("Share", "share", share, width=92))
    row = ft.Container(ft.Row(parts, spacing=Space.x1), height=60, padding=ft.Padding(Space.x2, 0, Space.x4, 0))
    return ft.Column(
        [row, ft.Container(bars, padding=ft.Padding.symmetric(horizontal=Space.x4))], spacing=0, tight=True
    )


def _kinds(limits: Limits) -> str:
    names = [kind.removeprefix("image/").upper().replace("JPG", "JPEG") for kind in limits.photo_types]
    names = ["WebP" if name == "WEBP" else name for name in dict.fromkeys(names) if name != "HEIF"]
    return f"{', '.join(names[:-1])} or {names[-1]}" if len(names) > 1 else "".join(names)


def _pick(draft: Draft, limits: Limits | None, refusal: str) -> ft.Control:
    niche = ft.Container(
        ft.Icon(ft.Icons.ADD_PHOTO_ALTERNATE_OUTLINED, size=36, color=Color.muted),
        width=132,
        height=164,
        alignment=ft.Alignment(0, 0.15),
        border=ft.Border.all(1.5, Color.edge),
        border_radius=arch(132),
    )
    rules = "One photo. It is made smaller and freed of its place and camera before anyone sees it."
    if limits:
        pixels = limits.photo_max_pixels // 1_000_000
        rules = f"{_kinds(limits)}, up to {size(limits.photo_max_bytes)} and {pixels} megapixels."
        rules += " Its place and camera data are removed."
    choose = button(
        "Choose a photo",
        "pick-photo",
        icon=ft.Icons.PHOTO_LIBRARY_OUTLINED,
        action=draft.picker.action() if draft.picker else None,
        disabled=draft.picker is None,
        height=48,
    )
    parts: list[ft.Control] = [
        silent(niche),
        gap(Space.x2),
        heading("What would you like to show", level=2, text_align=ft.TextAlign.CENTER),
        ft.Container(text(rules, "meta", text_align=ft.TextAlign.CENTER), width=320),
        gap(Space.x2),
        choose,
    ]
    if refusal:
        parts += [
            gap(Space.x2),
            ft.Container(banner(ft.Icons.ERROR_OUTLINE_ROUNDED, refusal, "pick-refused", rounded=True), width=340),
        ]
    column = ft.Column(
        parts,
        spacing=Space.x2,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        alignment=ft.MainAxisAlignment.CENTER,
        expand=True,
    )
    return ft.Container(column, alignment=ft.Alignment.CENTER, expand=True, padding=Space.x6)


def _audience(stores: Stores) -> ft.Control:
    private = stores.session.me is not None and stores.session.me.private
    icon = ft.Icons.LOCK_OUTLINE_ROUNDED if private else ft.Icons.PUBLIC_ROUNDED
    title = "Your followers" if private else "Everyone here"
    words = "Your account is private" if private else "Your account is public"
    column = ft.Column([text(title, "strong"), text(words, "meta")], spacing=0, tight=True, expand=True)
    row = ft.Container(
        ft.Row([silent(ft.Icon(icon, size=22, color=Color.ink)), column], spacing=14),
        bgcolor=Color.well,
        border_radius=Radius.control,
        padding=ft.Padding.symmetric(horizontal=Space.x4, vertical=10),
    )
    return ft.Column(
        [text("Who can see it", "meta_strong", Color.muted), row],
        spacing=6,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _details(stores: Stores, draft: Draft, upload: Upload, window: Window, refusal: str) -> ft.Control:
    form = WordsForm(draft.caption, draft.alt, draft.write_caption, draft.write_alt, stores.session.api.limits)
    picker = draft.picker
    preview = Preview(upload, picker) if picker else ft.Container()
    fields: list[ft.Control] = [form, gap(Space.x4), _audience(stores), gap(Space.x6)]
    if refusal:
        fields.insert(0, banner(ft.Icons.ERROR_OUTLINE_ROUNDED, refusal, "pick-refused", rounded=True))
    if not window.rail:
        stage = ft.Container(preview, height=min(window.height * 0.38, window.width), alignment=ft.Alignment.CENTER)
        return ft.ListView(
            [stage, gap(Space.x4), *fields], expand=True, padding=ft.Padding(Space.x4, Space.x3, Space.x4, 0)
        )
    return ft.Row(
        [
            ft.Container(preview, expand=True, alignment=ft.Alignment.CENTER, padding=Space.x6),
            ft.Container(width=1, bgcolor=Color.line),
            ft.Container(ft.ListView(fields, expand=True, padding=Space.x6), width=400),
        ],
        spacing=0,
        expand=True,
        vertical_alignment=ft.CrossAxisAlignment.STRETCH,
    )
