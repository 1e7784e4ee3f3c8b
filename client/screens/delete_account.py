"""The way out for good: what goes and when, the password, and one question more."""

from datetime import UTC, datetime, timedelta

import flet as ft

from client.state.stores import use_stores
from client.widgets.frame import frame
from shared.problems import ApiError
from shared.ui.buttons import button
from shared.ui.dialogs import Choice, Question
from shared.ui.empty import empty
from shared.ui.field import field
from shared.ui.panel import section
from shared.ui.refusals import field_errors, reason
from shared.ui.skeleton import skeleton_people
from shared.ui.theme import Color, Space, Width
from shared.ui.typography import text
from shared.ui.window import WindowContext
from shared.ui.words import calendar_day, counted

_I = ft.Icons


@ft.component
def DeleteAccount() -> ft.Control:
    stores = use_stores()
    window = ft.use_context(WindowContext)
    days, set_days = ft.use_state(None)
    failure, set_failure = ft.use_state("")
    typed = ft.use_ref(lambda: {"password": ""})
    error, set_error = ft.use_state("")
    busy, set_busy = ft.use_state(False)

    async def load() -> None:
        set_failure("")
        try:
            set_days((await stores.session.api.deletion_terms()).days)
        except ApiError as refused:
            set_failure(reason(refused))

    ft.use_effect(load, [], cleanup=lambda: None)

    async def back() -> None:
        await stores.trail.back("/settings")

    def write(value: str) -> None:
        typed.current["password"] = value
        if error:
            set_error("")

    async def leave() -> None:
        set_busy(True)
        try:
            await stores.viewing.close()
            await stores.session.delete_account(typed.current["password"], _notice(days))
            # Whoever keeps the account does not come back to this screen.
            await stores.trail.go("/")
        except ApiError as refused:
            set_error(field_errors(refused, {"password": "form"})["form"])
            if refused.offline:
                stores.toasts.show(reason(refused), icon=_I.CLOUD_OFF_ROUNDED)
            set_busy(False)

    def ask() -> None:
        if busy:
            return
        if not typed.current["password"]:
            set_error("Type your password")
            return
        sentence = f"You are signed out everywhere at once. {_until(days)}"
        if stores.posting.busy:
            sentence = "Some pictures are still being sent and would be lost. " + sentence
        choice = Choice("Delete account", "delete-confirm", leave, danger=True)
        stores.dialogs.open(
            Question("delete-dialog", f"Delete @{stores.handle}?", sentence, choice, back="Keep my account")
        )

    body: list[ft.Control]
    if days is None:
        body = [skeleton_people(4)]
        if failure:
            again = button("Try again", "delete-retry", load, kind="soft")
            body = [empty(_I.CLOUD_OFF_ROUNDED, "That didn’t load", f"{failure}.", "delete-failed", again)]
    else:
        body = [
            section(
                "At once",
                [
                    _line(_I.VISIBILITY_OFF_OUTLINED, "Nobody finds or sees you, or anything of yours"),
                    _line(_I.LOGOUT_ROUNDED, "You are signed out on every device"),
                ],
            ),
            section(
                _day(days),
                [
                    _line(_I.PHOTO_LIBRARY_OUTLINED, "Your posts and drafts, with all pictures and videos"),
                    _line(_I.MODE_COMMENT_OUTLINED, "Your comments, with the replies to them, and your likes"),
                    _line(_I.PEOPLE_OUTLINE_ROUNDED, "Your followers, and whom you follow, block or mute"),
                    _line(_I.BOOKMARK_BORDER_ROUNDED, "What you saved, searched for and chose, and all the rest"),
                ],
                note=_note(days),
            ),
            field(
                "delete-password",
                "Your password",
                write,
                password=True,
                autofill=ft.AutofillHint.PASSWORD,
                error=error,
                on_submit=ask,
            ),
            ft.Row(
                [button("Delete my account", "delete-account", ask, kind="danger", busy=busy)],
                alignment=ft.MainAxisAlignment.END,
            ),
        ]
    return frame(window, "Delete account", body, on_back=back, column=Width.feed, spacing=Space.x5)


def _line(icon: ft.IconData, words: str) -> ft.Control:
    row = ft.Row([ft.Icon(icon, size=22, color=Color.ink), text(words, "body", expand=True)], spacing=Space.x4)
    return ft.Container(row, padding=ft.Padding.symmetric(horizontal=Space.x4, vertical=Space.x3))


def _on(days: int) -> str:
    return calendar_day(datetime.now(UTC) + timedelta(days=days))


def _day(days: int) -> str:
    return f"For good, on {_on(days)}" if days else "For good, within the hour"


def _note(days: int) -> str:
    if not days:
        return "There is no way back."
    return f"For {counted(days, 'day', 'days')} you can sign in and keep all of it. Afterwards there is no way back."


def _until(days: int) -> str:
    if not days:
        return "Everything of yours goes within the hour, and there is no way back."
    return f"Until {_on(days)} you can sign in and keep everything. Then it is gone for good."


def _notice(days: int) -> str:
    if not days:
        return "Your account is being deleted."
    return f"Your account goes on {_on(days)}. Sign in before that to keep it."
