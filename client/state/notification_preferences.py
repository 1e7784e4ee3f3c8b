"""Of what one wants to be told, and from whom."""

from datetime import UTC, datetime, timedelta
from typing import Final

import flet as ft
import msgspec

from shared.api import Api
from shared.notifications import From, NotificationSettings, NotificationSettingsChange
from shared.problems import ApiError
from shared.ui.refusals import reason
from shared.ui.toast import Toasts

FOREVER: Final = timedelta(days=36_500)
_LONG: Final = timedelta(days=365)
"""From here on a pause has no end that is worth naming."""


class NotificationPreferences(ft.Observable):
    """Each change shows at once and is taken back with the reason when the server refuses."""

    def __init__(self, api: Api, toasts: Toasts) -> None:
        self._api = api
        self._toasts = toasts
        self.settings: NotificationSettings | None = None
        self.failure = ""

    async def load(self) -> None:
        self.failure = ""
        try:
            self.settings = await self._api.notification_settings()
        except ApiError as error:
            self.failure = reason(error)

    @property
    def paused_for(self) -> timedelta | None:
        """What is left of the pause; None when there is none."""
        until = self.settings.paused_until if self.settings else None
        left = until - datetime.now(UTC) if until else timedelta()
        return left if left > timedelta() else None

    @property
    def paused_without_end(self) -> bool:
        return self.paused_for is not None and self.paused_for > _LONG

    async def choose(self, kind: str, whose: From) -> None:
        """`kind` is a field of the settings."""
        await self._change(kind, whose)

    async def pause(self, length: timedelta) -> None:
        await self._change("paused_until", datetime.now(UTC) + length)

    async def wake(self) -> None:
        await self._change("paused_until", None)

    async def _change(self, field: str, value: object) -> None:
        if self.settings is None:
            return
        before = getattr(self.settings, field)
        self._set(field, value)
        try:
            await self._api.change_notification_settings(NotificationSettingsChange(**{field: value}))
        except ApiError as error:
            # Only this one: another may have been changed meanwhile.
            self._set(field, before)
            self._toasts.show(f"Couldn’t change that. {reason(error)}", icon=ft.Icons.ERROR_OUTLINE_ROUNDED)

    def _set(self, field: str, value: object) -> None:
        if self.settings:
            self.settings = msgspec.structs.replace(self.settings, **{field: value})
