"""The rules of reading notifications, and of what one wants to be told."""

from datetime import UTC, datetime

import msgspec
from msgspec import UNSET

from server.graph import visibility
from server.kit import cursors, database
from server.kit.problems import Invalid
from server.kit.viewer import Viewer
from server.live import service as live
from server.notifications import queries
from server.notifications.presenting import present
from shared.limits import PAGE_DEFAULT
from shared.notifications import Notifications, NotificationSettings, NotificationSettingsChange, Unread

EXAMINED = 4 * PAGE_DEFAULT
"""Notifications that one page looks at, however many of them have vanished."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LAST = datetime(9999, 1, 1, tzinfo=UTC)


async def listed(viewer: Viewer, cursor: str | None) -> Notifications:
    """Latest first. What can no longer be seen, or was taken back, is not there."""
    hidden = (await visibility.standing(viewer.user_id)).hidden
    examined = await queries.page(viewer.user_id, hidden, _before(cursor), EXAMINED)
    standing = [row for row in examined if row["stands"]]
    shown = standing[:PAGE_DEFAULT]
    last = shown[-1] if len(standing) > PAGE_DEFAULT else examined[-1] if len(examined) == EXAMINED else None
    return Notifications(
        items=await present(viewer.user_id, hidden, shown),
        unread=await queries.unread(viewer.user_id, hidden),
        cursor=cursors.encode((last["at"] - EPOCH) // queries.MICROSECOND, last["id"]) if last else None,
    )


def _before(cursor: str | None) -> tuple[datetime, int]:
    if not cursor:
        return LAST, cursors.BIGINT_MAX
    microseconds, notification_id = cursors.decode(cursor, int, int)
    try:
        return EPOCH + microseconds * queries.MICROSECOND, notification_id
    except OverflowError:
        raise cursors.foreign() from None


async def unread(viewer: Viewer) -> Unread:
    return Unread(count=await unread_count(viewer.user_id))


async def unread_count(user_id: int) -> int:
    """Notifications that changed since the reader last looked, up to 99."""
    return await queries.unread(user_id, (await visibility.standing(user_id)).hidden)


async def see(viewer: Viewer, at: datetime) -> Unread:
    """Marks as seen what happened until then; earlier marks stay. The person's other devices are told."""
    await queries.see(viewer.user_id, _in_utc(at))
    found = await unread(viewer)
    await live.push_after_commit(viewer.user_id, "unread", found)
    return found


async def settings(viewer: Viewer) -> NotificationSettings:
    row = await queries.settings(viewer.user_id)
    return msgspec.convert(dict(row), NotificationSettings) if row else NotificationSettings()


async def change_settings(viewer: Viewer, change: NotificationSettingsChange) -> NotificationSettings:
    """They hold for what happens from now on; a pause also for what is counted."""
    values = {name: value for name, value in msgspec.structs.asdict(change).items() if value is not UNSET}
    if values.get("paused_until"):
        values["paused_until"] = _in_utc(values["paused_until"])
    await queries.change_settings(viewer.user_id, values)

    async def tell() -> None:
        await live.push(viewer.user_id, "unread", await unread(viewer))

    if "paused_until" in values:
        await database.after_commit(tell)
    return await settings(viewer)


def _in_utc(moment: datetime) -> datetime:
    """A time without a zone is in UTC."""
    try:
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except OverflowError:
        raise Invalid("bad-time", "That time lies outside of the calendar.") from None
