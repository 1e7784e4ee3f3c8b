"""A new account: a handle, a password, a name if one likes."""

import flet as ft

from client.state.sign_up_form import SignUpForm
from client.state.trail import Trail
from client.widgets.front_door import front_door
from shared.limits import HANDLE_MAX, NAME_MAX, PASSWORD_MIN
from shared.ui.banner import banner
from shared.ui.buttons import button
from shared.ui.field import field
from shared.ui.layout import gap
from shared.ui.session import SessionContext
from shared.ui.theme import Color, Space
from shared.ui.typography import text
from shared.ui.window import WindowContext
from shared.ui.wordmark import wordmark


@ft.component
def SignUp() -> ft.Control:
    session = ft.use_context(SessionContext)
    window = ft.use_context(WindowContext)
    trail = Trail(ft.context.page)
    form, _ = ft.use_state(lambda: SignUpForm(session.api))

    async def submit() -> None:
        await form.submit(session)

    async def to_sign_in() -> None:
        await trail.go("/sign-in")

    errors = form.errors
    handle_help = "Small letters, digits, dots and underscores."
    if form.free and not errors.get("handle"):
        handle_help = f"{form.handle} is free"
    parts: list[ft.Control] = [
        wordmark(44),
        gap(Space.x1),
        text("A place of your own, without ads or tracking.", "body", Color.muted),
        gap(Space.x3),
    ]
    if errors.get("form"):
        parts += [banner(ft.Icons.ERROR_OUTLINE_ROUNDED, errors["form"], "sign-up-problem", rounded=True)]
    parts += [
        field(
            "sign-up-handle",
            "Handle",
            form.type_handle,
            value=form.handle,
            helper=handle_help,
            error=errors.get("handle", ""),
            max_length=HANDLE_MAX + 1,
            autofill=ft.AutofillHint.NEW_USERNAME,
            on_submit=submit,
        ),
        field(
            "sign-up-name",
            "Name",
            form.type_name,
            value=form.name,
            helper="If you like. It can be changed later.",
            error=errors.get("name", ""),
            max_length=NAME_MAX,
            on_submit=submit,
        ),
        field(
            "sign-up-password",
            "Password",
            form.type_password,
            value=form.password,
            helper=f"{PASSWORD_MIN} characters or more. A sentence is fine.",
            error=errors.get("password", ""),
            password=True,
            autofill=ft.AutofillHint.NEW_PASSWORD,
            on_submit=submit,
            on_leave=form.leave_password,
        ),
        gap(Space.x1),
        button("Create account", "sign-up", submit, height=48, busy=form.busy),
        ft.Row(
            [
                text("Here before?", "body", Color.muted),
                button("Sign in", "to-sign-in", to_sign_in, kind="ghost"),
            ],
            spacing=2,
            alignment=ft.MainAxisAlignment.CENTER,
        ),
    ]
    column = ft.Column(parts, spacing=Space.x3, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    return front_door(window, ft.AutofillGroup(content=column))
