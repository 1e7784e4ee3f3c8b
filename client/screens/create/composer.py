"""The composer: pick, look, details. What is made is kept by itself, and posted while one goes on."""

from dataclasses import dataclass
from typing import Any, Final

import flet as ft

from client.screens.create.details import DetailsPanel, Tagging
from client.screens.create.look import LookPanel, Tool
from client.screens.create.pick import Chosen, Invitation
from client.state.draft import Draft
from client.state.files import refusal
from client.state.item import Item
from client.state.picker import MediaPicker
from client.state.stores import use_stores, watch
from client.state.upload import Upload
from client.widgets.stage import CropStage, Stage
from shared.media import Limits, Quota
from shared.problems import ApiError
from shared.ui.buttons import button, icon_button
from shared.ui.layout import gap, hairline, region, silent
from shared.ui.press import Handler
from shared.ui.refusals import reason
from shared.ui.theme import Color, Motion, Radius, Space
from shared.ui.typography import heading, text
from shared.ui.window import WindowContext

TITLES: Final = ("New post", "Look", "Details")
_PANEL: Final = 400
_HEAD: Final = 72


@dataclass(frozen=True)
class Told:
    """What the server accepts, and what this account has left."""

    limits: Limits | None = None
    quota: Quota | None = None


@ft.component
def Create() -> ft.Control:
    posting = watch(use_stores().posting)
    return ft.Container(Composer(posting.draft, key=str(id(posting.draft))), expand=True)


@ft.component
def Composer(draft: Draft) -> ft.Control:
    stores = use_stores()
    window = ft.use_context(WindowContext)
    step, set_step = ft.use_state(0)
    chosen, choose = ft.use_state(None)
    tool, set_tool = ft.use_state("filter")
    tagging, tag = ft.use_state(None)
    refusals, set_refusals = ft.use_state([])
    told, set_told = ft.use_state(Told())
    picker, set_picker = ft.use_state(None)
    picks, count_pick = ft.use_state(0)
    known = ft.use_ref(told)

    def picked(uploads: list[Upload]) -> None:
        limits, quota = known.current.limits, known.current.quota
        reasons, welcome = [], []
        room = (limits.post_items_max if limits else 10) - len(draft.items)
        for upload in uploads:
            why = refusal(upload.name, upload.size, limits, quota)
            if why:
                reasons.append(why)
            elif len(welcome) == room:
                reasons.append(f"{upload.name} is one too many: a post holds {len(draft.items) + room}.")
            else:
                welcome.append(upload)
        set_refusals(reasons)
        draft.add(welcome)
        # Each selection needs a picker of its own, whose action the button has to get.
        count_pick(picks + 1)

    async def prepare() -> None:
        set_picker(MediaPicker(stores.session.api, picked))
        try:
            limits = await stores.session.api.limits()
            known.current = Told(limits)
            set_told(known.current)
            known.current = Told(limits, await stores.session.api.quota())
            set_told(known.current)
        except ApiError:
            return

    async def leave() -> None:
        try:
            await draft.save()
        except ApiError:
            return

    ft.use_effect(prepare, [], cleanup=leave)
    if picker:
        picker.on_picked = picked

    current: Item | None = chosen if chosen in draft.items else (draft.items[0] if draft.items else None)

    async def close() -> None:
        await stores.trail.back()
        try:
            if await stores.posting.set_aside():
                stores.toasts.show("Saved as draft", icon=ft.Icons.BOOKMARK_ADDED_OUTLINED)
        except ApiError as error:
            stores.toasts.show(f"Kept here, not saved yet. {reason(error)}", icon=ft.Icons.CLOUD_OFF_ROUNDED)

    async def share() -> None:
        stores.posting.share()
        await stores.trail.go("/")

    def back() -> None:
        if tagging:
            tag(None)
        else:
            set_step(max(step - 1, 0))

    if not draft.items:
        step = 0
    head = _head(draft, step, tagging, close, back, lambda: set_step(step + 1), share)
    wide = window.rail
    outer = (min(920.0, window.main - 2 * Space.x6), min(window.height - 2 * Space.x6, 720.0))
    width = _PANEL if wide else window.width
    body: ft.Control
    if current is None:
        body = Invitation(picker, told.limits, told.quota, refusals)
    elif tagging:
        room = (min(outer[0] - 2 * Space.x8, 480), 400.0) if wide else (window.width - 32, window.height * 0.45)
        body = Tagging(draft, tagging, tagging.upload, *room)
    else:
        room = (outer[0] - _PANEL - 48, outer[1] - _HEAD - 48) if wide else (window.width - 16, window.height * 0.46)
        stage = _stage(draft, current, step, tool, room)
        panel: ft.Control
        if step == 0:
            panel = Chosen(
                draft, picker, told.limits, told.quota, refusals, current, choose, width - 2 * Space.x4, key="chosen"
            )
        elif step == 1:
            panel = LookPanel(draft, current, tool, set_tool, choose, width, key="look")
        else:
            panel = DetailsPanel(draft, told.limits, tag, width, key="details")
        body = _lay_out(stage, panel, wide=wide, stage_shown=wide or step == 1)
    if not wide:
        return ft.Column([head, body], spacing=0, expand=True)
    sheet = ft.Container(
        ft.Column([head, gap(Space.x3), hairline(), body], spacing=0),
        width=outer[0],
        height=outer[1],
        bgcolor=Color.card,
        border=ft.Border.all(1, Color.line),
        border_radius=Radius.sheet,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
    )
    return ft.Container(sheet, alignment=ft.Alignment.CENTER, expand=True)


def _stage(draft: Draft, item: Item, step: int, tool: Tool, room: tuple[float, float]) -> ft.Control:
    name = f"stage-{id(item)}"
    if step == 1 and (tool == "crop" or item.kind == "video"):
        return CropStage(draft, item, item.upload, item.whole, draft.ratio, room, key=f"{name}-crop")
    return Stage(item, item.upload, item.exact, item.before, draft.ratio, room, key=name)


def _lay_out(stage: ft.Control, panel: ft.Control, *, wide: bool, stage_shown: bool) -> ft.Control:
    if not wide:
        held = ft.Container(stage, alignment=ft.Alignment.CENTER, padding=ft.Padding.symmetric(vertical=Space.x2))
        parts: list[ft.Control] = [held] if stage_shown else []
        return ft.Column([*parts, ft.Container(panel, expand=True)], spacing=0, expand=True)
    return ft.Row(
        [
            ft.Container(stage, expand=True, alignment=ft.Alignment.CENTER, padding=Space.x6),
            ft.Container(width=1, bgcolor=Color.line),
            ft.Container(panel, width=_PANEL),
        ],
        spacing=0,
        expand=True,
        vertical_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _head(
    draft: Draft, step: int, tagging: Item | None, close: Handler, back: Handler, on: Handler, share: Handler
) -> ft.Control:
    first = step == 0 and not tagging
    leave = (
        icon_button(ft.Icons.CLOSE_ROUNDED, "Close", "create-close", close, hint=False)
        if first
        else icon_button(ft.Icons.ARROW_BACK_ROUNDED, "Back", "create-back", back, hint=False)
    )
    title = heading("People" if tagging else TITLES[step])
    parts: list[ft.Control] = [leave, title, ft.Container(_kept(draft), expand=True)]
    if tagging:
        parts.append(button("Done", "tag-done", back, width=92))
    elif draft.items and step < 2:
        parts.append(button("Next", "create-next", on, width=92))
    elif draft.items:
        parts.append(button("Share", "share", share, width=92, disabled=not draft.ready))
    bars: list[ft.Control] = [
        ft.Container(
            height=3,
            expand=True,
            border_radius=2,
            bgcolor=Color.primary if at <= step else Color.well_high,
            animate=Motion.state,
        )
        for at in range(3)
    ]
    row = ft.Container(ft.Row(parts, spacing=Space.x2), height=60, padding=ft.Padding(Space.x2, 0, Space.x4, 0))
    steps = silent(ft.Row(bars, spacing=4))
    return ft.Column(
        [row, ft.Container(steps, padding=ft.Padding.symmetric(horizontal=Space.x4))], spacing=0, tight=True
    )


def _kept(draft: Draft) -> ft.Control:
    """Whether all of it is on the server by now."""
    words: dict[Any, str] = {
        "": "",
        "saving": "Saving",
        "saved": "Saved",
        "unsaved": f"Not saved. {draft.unsaved_because}",
    }
    return region(
        ft.Container(text(words[draft.keeping], "meta", lines=1), padding=ft.Padding.only(left=Space.x2, top=4)),
        "draft-kept",
        live=True,
    )
