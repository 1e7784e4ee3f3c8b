"""Sign in. Shown at whatever address was wanted, which stays in place until one is inside."""

import flet as ft

from client.state.trail import Trail
from client.widgets.front_door import front_door
from shared.problems import ApiError
from shared.ui.banner import banner
from shared.ui.buttons import button
from shared.ui.dialogs import Choice, DialogsContext, Question
from shared.ui.field import field
from shared.ui.layout import gap
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
    dialogs = ft.use_context(DialogsContext)
    page = ft.context.page
    trail = Trail(page)
    typed = ft.use_ref(lambda: {"handle": "", "password": ""})
    error, set_error = ft.use_state("")
    busy, set_busy = ft.use_state(False)

    def note(field: str, value: str) -> None:
        typed.current[field] = value
        set_error("")

    async def submit() -> None:
        await enter()

    async def enter(keep: bool = False) -> None:
        handle = typed.current["handle"].strip().removeprefix("@").lower()
        if not handle or not typed.current["password"]:
            set_error("Both are needed")
            return
        set_busy(True)
        try:
            await session.sign_in(handle, typed.current["password"], keep=keep)
        except ApiError as refused:
            if refused.type == "/problems/account-leaving":
                set_busy(False)
                choice = Choice("Keep my account", "keep-account", lambda: enter(keep=True))
                dialogs.open(
                    Question("keep-dialog", "Keep your account?", refused.problem.detail, choice, back="Not now")
                )
                return
            wrong = refused.status in (400, 401, 422)
            set_error("Handle or password is not right" if wrong else reason(refused))
            set_busy(False)

    async def to_sign_up() -> None:
        # The router shows this screen for want of another, and tells such a one no location.
        if page.route not in ("/sign-in", "/sign-up"):
            session.wanted = page.route or ""
        await trail.go("/sign-up")

    parts: list[ft.Control] = [
        wordmark(44),
        gap(Space.x1),
        text("A quiet place for the pictures you want to keep.", "body", Color.muted),
        gap(Space.x4),
    ]
    if session.notice:
        parts += [banner(ft.Icons.INFO_OUTLINE_ROUNDED, session.notice, "notice", tone="soft", rounded=True)]
    parts += [
        field(
            "sign-in-handle",
            "Handle",
            lambda value: note("handle", value),
            value=typed.current["handle"],
            autofill=ft.AutofillHint.USERNAME,
            on_submit=submit,
        ),
        field(
            "sign-in-password",
            "Password",
            lambda value: note("password", value),
            value=typed.current["password"],
            password=True,
            error=error,
            autofill=ft.AutofillHint.PASSWORD,
            on_submit=submit,
        ),
        gap(Space.x1),
        button("Sign in", "sign-in", submit, height=48, busy=busy),
        ft.Row(
            [
                text("New here?", "body", Color.muted),
                button("Create an account", "to-sign-up", to_sign_up, kind="ghost"),
            ],
            spacing=2,
            alignment=ft.MainAxisAlignment.CENTER,
        ),
    ]
    form = ft.Column(parts, spacing=Space.x3, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    return front_door(window, ft.AutofillGroup(content=form))
