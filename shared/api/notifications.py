"""Notifications, what one wants to be told, and where the live line is."""

from datetime import datetime

from shared.api.transport import Transport
from shared.live import LiveDoor
from shared.notifications import (
    Notifications as NotificationPage,
)
from shared.notifications import (
    NotificationSettings,
    NotificationSettingsChange,
    SeenUpTo,
    Unread,
)


class Notifications(Transport):
    async def notifications(self, cursor: str | None = None) -> NotificationPage:
        return await self._call("GET", "/notifications", NotificationPage, query={"cursor": cursor})

    async def unread(self) -> Unread:
        return await self._call("GET", "/notifications/unread", Unread)

    async def seen_up_to(self, at: datetime) -> Unread:
        """Marks as seen what stood in the list until then. Returns what came since."""
        return await self._call("PUT", "/notifications/seen", Unread, SeenUpTo(at=at))

    async def notification_settings(self) -> NotificationSettings:
        return await self._call("GET", "/me/notifications", NotificationSettings)

    async def change_notification_settings(self, change: NotificationSettingsChange) -> NotificationSettings:
        return await self._call("PATCH", "/me/notifications", NotificationSettings, change)

    async def live_door(self) -> LiveDoor:
        return await self._call("GET", "/live", LiveDoor)
