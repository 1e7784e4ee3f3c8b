"""HTTP of notifications."""

from typing import Annotated

from litestar import get, patch, put
from litestar.params import Parameter

from server.kit.viewer import Viewer
from server.notifications import service
from shared.limits import CURSOR_MAX
from shared.notifications import Notifications, NotificationSettings, NotificationSettingsChange, SeenUpTo, Unread

Cursor = Annotated[str | None, Parameter(max_length=CURSOR_MAX)]


@get("/notifications")
async def notifications(viewer: Viewer, cursor: Cursor = None) -> Notifications:
    return await service.listed(viewer, cursor)


@get("/notifications/unread")
async def unread(viewer: Viewer) -> Unread:
    return await service.unread(viewer)


@put("/notifications/seen")
async def seen(viewer: Viewer, data: SeenUpTo) -> Unread:
    return await service.see(viewer, data.at)


@get("/me/notifications")
async def settings(viewer: Viewer) -> NotificationSettings:
    return await service.settings(viewer)


@patch("/me/notifications")
async def change_settings(viewer: Viewer, data: NotificationSettingsChange) -> NotificationSettings:
    return await service.change_settings(viewer, data)


ROUTES = [notifications, unread, seen, settings, change_settings]
