"""Where one is signed in, and ending any of it."""

from collections.abc import Awaitable, Callable

import flet as ft

from client.state.stores import use_stores
from client.widgets.frame import frame
from shared.accounts import Session as SignedIn
from shared.problems import ApiError
from shared.ui.buttons import button
from shared.ui.chips import tag
from shared.ui.empty import empty
from shared.ui.panel import section
from shared.ui.refusals import reason
from shared.ui.skeleton import skeleton_people
from shared.ui.theme import Color, Space
from shared.ui.typography import text
from shared.ui.window import WindowContext
from shared.ui.words import ago


@ft.component
def Devices() -> ft.Control:
    stores = use_stores()
    window = ft.use_context(WindowContext)
    sessions, set_sessions = ft.use_state(None)
    failure, set_failure = ft.use_state("")

    async def load() -> None:
        set_failure("")
        try:
            set_sessions((await stores.session.api.sessions()).items)
        except ApiError as error:
            set_failure(reason(error))

    ft.use_effect(load, [], cleanup=lambda: None)

    async def back() -> None:
        await stores.trail.go("/settings")

    async def end(one: SignedIn) -> None:
        before = sessions
        set_sessions([other for other in sessions if other.id != one.id])
        try:
            await stores.session.api.end_session(one.id)
        except ApiError as error:
            set_sessions(before)
            stores.toasts.show(f"Couldn’t end it. {reason(error)}", icon=ft.Icons.ERROR_OUTLINE_ROUNDED)
            return
        stores.toasts.show("Signed out there", icon=ft.Icons.CHECK_CIRCLE_OUTLINE_ROUNDED)

    body: list[ft.Control]
    if sessions is None:
        body = [skeleton_people(3)]
        if failure:
            again = button("Try again", "devices-retry", load, kind="soft")
            body = [empty(ft.Icons.CLOUD_OFF_ROUNDED, "That didn’t load", f"{failure}.", "devices-failed", again)]
    else:
        here = [_row(one, end) for one in sessions if one.current]
        others = [_row(one, end) for one in sessions if not one.current]
        body = [section("This device", here)] if here else []
        if others:
            body.append(section("Elsewhere", others, note="Ended devices must sign in again."))
        else:
            body.append(text("You are signed in nowhere else.", "meta"))
    return frame(window, "Signed-in devices", body, on_back=back, spacing=Space.x5)


def _row(one: SignedIn, end: Callable[[SignedIn], Awaitable[None]]) -> ft.Control:
    async def act() -> None:
        await end(one)

    phone = any(word in one.device for word in ("Android", "iPhone"))
    icon = ft.Icons.SMARTPHONE_ROUNDED if phone else ft.Icons.COMPUTER_ROUNDED
    name = one.device or "Unknown device"
    when = "Active now" if one.current else f"Last used {ago(one.last_used_at)}"
    words = ft.Column(
        [text(name, lines=1), text(f"{when} · {one.address}", "meta", lines=1)], spacing=0, tight=True, expand=True
    )
    trail: ft.Control = tag("This one", "good")
    if not one.current:
        trail = button("End", f"end-{one.id}", act, kind="soft", name=f"End the session of {name}", compact=True)
    return ft.Container(
        ft.Row([ft.Icon(icon, size=22, color=Color.ink), words, trail], spacing=Space.x4),
        padding=ft.Padding.symmetric(horizontal=Space.x4, vertical=10),
    )
