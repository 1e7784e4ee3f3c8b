"""The desk's door. Only moderators pass; others are told so plainly."""

import flet as ft

from shared.problems import ApiError
from shared.ui.banner import banner
from shared.ui.buttons import button
from shared.ui.field import field
from shared.ui.layout import gap
from shared.ui.panel import panel
from shared.ui.refusals import reason
from shared.ui.session import SessionContext
from shared.ui.theme import Color, Space
from shared.ui.typography import text
from shared.ui.window import WindowContext
from shared.ui.wordmark import wordmark


@ft.component
def SignIn() -> ft.Control:
    session = ft.use_context(SessionContext)
    window = ft.use_context(WindowContext)
    typed = ft.use_ref(lambda: {"handle": "", "password": ""})
    error, set_error = ft.use_state("")
    busy, set_busy = ft.use_state(False)

    def note(field: str, value: str) -> None:
        typed.current[field] = value
        set_error("")

    async def submit() -> None:
        handle = typed.current["handle"].strip().removeprefix("@").lower()
        if not handle or not typed.current["password"]:
            set_error("Both are needed")
            return
        set_busy(True)
        try:
            await session.sign_in(handle, typed.current["password"])
        except ApiError as refused:
            wrong = refused.status in (400, 401, 422)
            set_error("Handle or password is not right" if wrong else reason(refused))
        finally:
            set_busy(False)

    parts: list[ft.Control] = [wordmark(34), text("Moderation desk", "meta"), gap(Space.x2)]
    if session.notice:
        parts.append(banner(ft.Icons.INFO_OUTLINE_ROUNDED, session.notice, "notice", rounded=True))
    parts += [
        field("desk-handle", "Handle", lambda value: note("handle", value), on_submit=submit),
        field(
            "desk-password",
            "Password",
            lambda value: note("password", value),
            password=True,
            error=error,
            on_submit=submit,
        ),
        gap(Space.x1),
        button("Sign in", "desk-sign-in", submit, height=48, busy=busy),
        text("For moderators of this server. Whatever is decided here is written to a log.", "meta", Color.muted),
    ]
    form = ft.Column(parts, spacing=Space.x3, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    card = panel(form, Space.x8)
    column = ft.Column(
        [ft.Container(card, width=min(420, window.width - 2 * Space.x4))],
        alignment=ft.MainAxisAlignment.CENTER,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        scroll=ft.ScrollMode.AUTO,
        expand=True,
    )
    return ft.Container(column, alignment=ft.Alignment.CENTER, expand=True)
