"""Settings: what is one's own, look, privacy, password and devices, the way out."""

import flet as ft

from client.state.stores import Stores, use_stores, watch
from client.widgets.app_keys import open_keys
from client.widgets.frame import frame
from shared.accounts import Author, ProfileChange
from shared.problems import ApiError
from shared.ui.dialogs import Choice, Question
from shared.ui.layout import gap
from shared.ui.panel import line_button, section
from shared.ui.person_row import person_row
from shared.ui.press import Handler
from shared.ui.refusals import reason
from shared.ui.segmented import segmented
from shared.ui.switch_row import switch_row
from shared.ui.theme import Color, Space, Width
from shared.ui.typography import text
from shared.ui.window import Window, WindowContext, kept_theme

_THEMES = (("system", "Automatic"), ("light", "Light"), ("dark", "Dark"))


@ft.component
def Settings() -> ft.Control:
    stores = use_stores()
    window = ft.use_context(WindowContext)
    session = watch(stores.session)
    me = session.me
    hoped, hope = ft.use_state(None)
    if me is None:
        return ft.Container()

    def go(path: str) -> Handler:
        async def act() -> None:
            await stores.trail.go(path)

        return act

    async def set_private(private: bool) -> None:
        hope(private)
        try:
            session.me = await session.api.change_profile(ProfileChange(private=private))
            stores.profiles.renewed(session.me)
        except ApiError as error:
            stores.toasts.show(f"Couldn’t change that. {reason(error)}", icon=ft.Icons.ERROR_OUTLINE_ROUNDED)
        finally:
            hope(None)

    async def leave() -> None:
        await stores.viewing.close()
        await session.sign_out()

    def ask_to_leave() -> None:
        sentence = "You can come back with your handle and password."
        if stores.posting.busy:
            sentence = "Some pictures are still being sent and would be lost. " + sentence
        choice = Choice("Sign out", "sign-out-confirm", leave)
        stores.dialogs.open(Question("sign-out-dialog", "Sign out", sentence, choice, back="Stay"))

    private = me.private if hoped is None else hoped
    you = Author(id=me.id, handle=me.handle, name=me.name, avatar=me.avatar)
    chevron = ft.Icon(ft.Icons.CHEVRON_RIGHT_ROUNDED, color=Color.muted)
    detail = f"{me.name} · Edit profile" if me.name else "Edit profile"
    body: list[ft.Control] = [
        person_row(
            you, "me", go("/settings/profile"), detail=detail, action=ft.Container(chevron, padding=12), size=52
        ),
        section(
            "Yours",
            [
                line_button(ft.Icons.BOOKMARK_BORDER_ROUNDED, "Saved", "open-saved", go("/saved")),
                line_button(ft.Icons.HOME_OUTLINED, "Home", "open-home-settings", go("/settings/home")),
                line_button(
                    ft.Icons.NOTIFICATIONS_NONE_ROUNDED,
                    "Notifications",
                    "open-notification-settings",
                    go("/settings/notifications"),
                ),
            ],
        ),
        section("Appearance", [_theme(window), *_keys(stores, window)]),
        section(
            "Privacy",
            [
                switch_row(
                    ft.Icons.LOCK_OUTLINE_ROUNDED,
                    "Private account",
                    "People ask before they can follow you",
                    "private-account",
                    private,
                    set_private,
                ),
                line_button(
                    ft.Icons.STAR_OUTLINE_ROUNDED, "Close friends", "open-close-friends", go("/settings/close-friends")
                ),
                line_button(ft.Icons.BLOCK_ROUNDED, "Blocked and muted", "open-hidden", go("/settings/hidden")),
            ],
            note="A public account becomes private at once. Whoever follows already keeps following.",
        ),
        section(
            "Account",
            [
                line_button(ft.Icons.KEY_ROUNDED, "Change password", "open-password", go("/settings/password")),
                line_button(ft.Icons.DEVICES_ROUNDED, "Signed-in devices", "open-devices", go("/settings/devices")),
                line_button(ft.Icons.DOWNLOAD_ROUNDED, "Download your data", "open-archive", go("/settings/archive")),
                line_button(
                    ft.Icons.PERSON_REMOVE_OUTLINED, "Delete account", "open-delete-account", go("/settings/delete")
                ),
                line_button(ft.Icons.LOGOUT_ROUNDED, "Sign out", "sign-out", ask_to_leave, danger=True, leads=False),
            ],
        ),
        gap(Space.x4),
    ]
    back = None if window.rail else go(f"/u/{me.handle}")
    return frame(window, "Settings", body, on_back=back, spacing=Space.x5)


def _keys(stores: Stores, window: Window) -> list[ft.Control]:
    """Where there is a keyboard, mostly."""
    if not window.rail:
        return []
    return [line_button(ft.Icons.KEYBOARD_OUTLINED, "Keys", "open-keys", lambda: open_keys(stores))]


def _theme(window: Window) -> ft.Control:
    width = (Width.reading if window.rail else window.width - 2 * Space.x3) - 2 * Space.x4 - 2

    async def choose(theme: str) -> None:
        await window.choose_theme(kept_theme(theme))

    head = ft.Row([ft.Icon(ft.Icons.TONALITY_ROUNDED, size=22, color=Color.ink), text("Theme")], spacing=Space.x4)
    switch = segmented(_THEMES, window.theme, "theme", choose, width=width, label="Theme")
    return ft.Container(ft.Column([head, ft.Row([switch], spacing=0)], spacing=Space.x3, tight=True), padding=Space.x4)
