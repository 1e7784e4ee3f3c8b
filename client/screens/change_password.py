"""A new password for oneself, which signs out every other device."""

import flet as ft

from client.state.sign_up_form import password_problem
from client.state.stores import use_stores
from client.widgets.frame import frame
from shared.limits import PASSWORD_MIN
from shared.problems import ApiError
from shared.ui.buttons import button
from shared.ui.field import field
from shared.ui.layout import gap
from shared.ui.refusals import field_errors, reason
from shared.ui.theme import Color, Space, Width
from shared.ui.typography import text
from shared.ui.window import WindowContext

_FIELDS = {"current": "current", "new": "new"}


@ft.component
def ChangePassword() -> ft.Control:
    stores = use_stores()
    window = ft.use_context(WindowContext)
    typed = ft.use_ref(lambda: {"current": "", "new": ""})
    errors, set_errors = ft.use_state({})
    busy, set_busy = ft.use_state(False)

    async def back() -> None:
        await stores.trail.back("/settings")

    def write(which: str, value: str) -> None:
        typed.current[which] = value
        if errors.get(which) or errors.get("form"):
            set_errors({**errors, which: "", "form": ""})

    async def save() -> None:
        current, new = typed.current["current"], typed.current["new"]
        wrong = {
            "current": "" if current else "Type the password you have now",
            "new": password_problem(new, stores.handle) or ("Not the one you have now" if new == current else ""),
        }
        if busy or any(wrong.values()):
            set_errors(wrong)
            return
        set_busy(True)
        set_errors({})
        try:
            await stores.session.api.change_password(current, new)
        except ApiError as error:
            set_errors(field_errors(error, _FIELDS))
            if error.offline:
                stores.toasts.show(reason(error), icon=ft.Icons.CLOUD_OFF_ROUNDED)
        else:
            words = "Password changed. Other devices are signed out"
            stores.toasts.show(words, icon=ft.Icons.CHECK_CIRCLE_OUTLINE_ROUNDED)
            await back()
        finally:
            set_busy(False)

    body: list[ft.Control] = [
        text("Every other device is signed out and needs the new password. This one stays.", "body", Color.muted),
        gap(Space.x2),
    ]
    if errors.get("form"):
        body.append(text(f"{errors['form']}.", "meta_strong", Color.danger, key="problem"))
    body += [
        field(
            "password-current",
            "Current password",
            lambda value: write("current", value),
            password=True,
            autofill=ft.AutofillHint.PASSWORD,
            error=errors.get("current", ""),
        ),
        gap(Space.x1),
        field(
            "password-new",
            "New password",
            lambda value: write("new", value),
            password=True,
            autofill=ft.AutofillHint.NEW_PASSWORD,
            helper=f"{PASSWORD_MIN} characters or more. A sentence is easy to remember.",
            error=errors.get("new", ""),
            on_submit=save,
        ),
        gap(Space.x2),
        ft.Row([button("Change password", "save-password", save, busy=busy)], alignment=ft.MainAxisAlignment.END),
    ]
    return frame(window, "Change password", body, on_back=back, column=Width.feed, inset=Space.x4, spacing=Space.x2)
