"""What the town answers about notifications and the live line."""

from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace

from shared.live import LiveDoor
from shared.notifications import Notification, NotificationKind, Notifications, PostBrief, Unread
from shared.posts import Post
from tests.client.town import NOW, Town, refusal
from tests.client.town_posts import TownPosts

PAGE = 15


def happen(
    town: Town,
    kind: NotificationKind,
    *handles: str,
    hours: float = 0.1,
    post: Post | None = None,
    seen: bool = False,
    **facts: Any,
) -> Notification:
    """Somebody did something. Also returns it, as the line would push it."""
    relationship = town.people[handles[0]].relationship if kind in ("follow", "request") else None
    notification = Notification(
        id=facts.pop("id", "") or town.next_id(),
        kind=kind,
        people=[town.author(handle) for handle in handles],
        post=PostBrief(id=post.id, picture=post.picture) if post else None,
        at=NOW - timedelta(hours=hours),
        seen=seen,
        relationship=relationship,
        **facts,
    )
    others = [one for one in town.happened if one.id != notification.id]
    town.happened = sorted([notification, *others], key=lambda one: one.at, reverse=True)
    return notification


class TownNotifications(TownPosts):
    def _unread(self) -> int:
        return min(sum(not one.seen for one in self.town.happened), 99)

    async def notifications(self, cursor: str | None = None) -> Notifications:
        self._note("notifications", cursor)
        start = int(cursor or 0)
        page = self.town.happened[start : start + PAGE]
        after = str(start + PAGE) if start + PAGE < len(self.town.happened) else None
        return Notifications(items=[replace(one) for one in page], unread=self._unread(), cursor=after)

    async def unread(self) -> Unread:
        self._note("unread")
        return Unread(count=self._unread())

    async def seen_up_to(self, at: datetime) -> Unread:
        self._note("seen_up_to", at)
        for one in self.town.happened:
            one.seen = one.seen or one.at <= at
        return Unread(count=self._unread())

    async def live_door(self) -> LiveDoor:
        self._note("live_door")
        if not self.town.line:
            raise refusal(503, "No line here")
        return LiveDoor(url=self.town.line)
