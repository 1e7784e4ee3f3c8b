"""Of what one wants to be told, from whom, and a pause from all of it."""

from datetime import timedelta
from typing import Final, cast

import flet as ft

from client.state.notification_preferences import FOREVER, NotificationPreferences
from client.state.stores import Stores, use_stores, watch
from client.widgets.frame import frame
from shared.notifications import From
from shared.ui.buttons import button
from shared.ui.dialogs import Choice, Menu
from shared.ui.empty import empty
from shared.ui.panel import line_button, section
from shared.ui.segmented import segmented
from shared.ui.skeleton import skeleton_people
from shared.ui.theme import Color, Space
from shared.ui.typography import text
from shared.ui.window import Window, WindowContext
from shared.ui.words import lasting

_I = ft.Icons
_BESIDE: Final = 270
"""Width of a switch that stands beside its words, in pixels."""
_WHOSE: Final = (("everyone", "Everyone"), ("following", "I follow"), ("nobody", "Off"))
# field -> icon, title, what it means
_KINDS: Final = (
    ("likes", _I.FAVORITE_BORDER_ROUNDED, "Likes", "Of your posts"),
    ("comments", _I.MODE_COMMENT_OUTLINED, "Comments", "On your posts, and replies to what you wrote"),
    ("comment_likes", _I.FAVORITE_BORDER_ROUNDED, "Likes of comments", "Of what you wrote below posts"),
    ("mentions", _I.ALTERNATE_EMAIL_ROUNDED, "Mentions and tags", "Your handle in words, or you in a picture"),
    ("shares", _I.SEND_OUTLINED, "Shared posts", "Somebody hands you a post"),
    ("follows", _I.PERSON_ADD_ALT_OUTLINED, "New followers", "And answers to your own requests"),
)
_PAUSES: Final = (
    ("15", "15 minutes", timedelta(minutes=15)),
    ("60", "1 hour", timedelta(hours=1)),
    ("480", "8 hours", timedelta(hours=8)),
    ("on", "Until I turn it on", FOREVER),
)


@ft.component
def NotificationSettingsScreen() -> ft.Control:
    stores = use_stores()
    window = ft.use_context(WindowContext)
    preferences: NotificationPreferences = watch(
        ft.use_memo(lambda: NotificationPreferences(stores.session.api, stores.toasts), [])
    )
    ft.use_effect(preferences.load, [], cleanup=lambda: None)

    async def back() -> None:
        await stores.trail.go("/settings")

    body: list[ft.Control]
    if preferences.settings is None:
        body = [skeleton_people(6)]
        if preferences.failure:
            again = button("Try again", "preferences-retry", preferences.load, kind="soft")
            words = f"{preferences.failure}."
            body = [empty(_I.CLOUD_OFF_ROUNDED, "That didn’t load", words, "preferences-failed", again)]
    else:
        kinds = [_kind(preferences, *kind, window) for kind in _KINDS]
        body = [
            section("Pause", [_pause(stores, preferences)], note="What happens meanwhile still stands in the list."),
            section("Tell me about", kinds, note="Requests to follow you always arrive."),
        ]
    return frame(window, "Notifications", body, on_back=back, spacing=Space.x5)


def _pause(stores: Stores, preferences: NotificationPreferences) -> ft.Control:
    left = preferences.paused_for
    if left is not None:
        still = "Until you turn it on" if preferences.paused_without_end else f"{lasting(left.total_seconds())} more"
        words = ft.Column(
            [text("All notifications are paused"), text(still, "meta")], spacing=0, tight=True, expand=True
        )
        wake = button("Turn on", "pause-end", preferences.wake, kind="tint", compact=True, name="Turn notifications on")
        icon = ft.Icon(_I.NOTIFICATIONS_PAUSED_OUTLINED, size=22, color=Color.lamp)
        return ft.Container(
            ft.Row([icon, words, wake], spacing=Space.x4), padding=ft.Padding.symmetric(horizontal=Space.x4, vertical=6)
        )

    def choice(name: str, label: str, length: timedelta) -> Choice:
        return Choice(label, f"pause-{name}", lambda: preferences.pause(length), _I.SCHEDULE_ROUNDED)

    def ask() -> None:
        stores.dialogs.open(Menu("pause-menu", "Pause all notifications", [choice(*pause) for pause in _PAUSES]))

    return line_button(_I.NOTIFICATIONS_PAUSED_OUTLINED, "Pause all", "pause-all", ask)


def _kind(
    preferences: NotificationPreferences, kind: str, icon: ft.IconData, title: str, detail: str, window: Window
) -> ft.Control:
    now = cast(From, getattr(preferences.settings, kind))

    async def choose(whose: str) -> None:
        await preferences.choose(kind, cast(From, whose))

    words = ft.Column([text(title), text(detail, "meta", lines=1)], spacing=0, tight=True, expand=True)
    drawn = ft.Icon(icon, size=22, color=Color.ink)
    width = _BESIDE if window.rail else window.width - 2 * Space.x3 - 2 * Space.x4 - 2
    switch = segmented(_WHOSE, now, f"tell-{kind}", choose, width=width, label=title)
    if window.rail:
        beside = ft.Row([drawn, words, switch], spacing=Space.x4)
        return ft.Container(beside, padding=ft.Padding.symmetric(horizontal=Space.x4, vertical=Space.x3))
    head = ft.Row([drawn, words], spacing=Space.x4)
    return ft.Container(ft.Column([head, ft.Row([switch], spacing=0)], spacing=Space.x3, tight=True), padding=Space.x4)
