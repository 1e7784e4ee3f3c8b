"""What happened to this person: the list, page by page, and how much of it is new."""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime
from typing import Final

import flet as ft
from msgspec.structs import replace

from client.state.pages import Pages
from client.state.people import People, PersonTie
from shared.api import Api
from shared.notifications import Notification
from shared.notifications import Notifications as NotificationPage
from shared.problems import ApiError

NEAR_TOP: Final = 40.0
"""Pixels from the top within which new rows slip in; further down they wait, so that nothing moves under the reader."""
_COUNT_SECONDS: Final = 0.3


class NotificationItem(ft.Observable):
    """One row. `tie` is how the reader stands to the first of its people, where there is something to do about it."""

    def __init__(self, notification: Notification, tie: PersonTie | None) -> None:
        self.notification = notification
        self.tie = tie

    @property
    def id(self) -> str:
        return self.notification.id


class Notifications(Pages[NotificationItem]):
    def __init__(self, api: Api, people: People) -> None:
        super().__init__(self._fetched, self._kept_of)
        self._api = api
        self._people = people
        self._counting: asyncio.Task[None] | None = None
        self._seeing: asyncio.Task[None] | None = None
        self._visible: Callable[[], bool] = lambda: True
        self._fresh = True
        """Whether what was fetched last is the first page."""
        self._offset = 0.0
        self._read_until: datetime | None = None
        self.unread = 0
        self.waiting: list[Notification] = []
        """Came while the reader was further down, latest first."""
        self.open = False

    def scrolled(self, offset: float) -> None:
        self._offset = offset

    async def opened(self, visible: Callable[[], bool]) -> None:
        """The screen is there: what is kept is shown at once, and read anew. `visible`: somebody looks at it."""
        self.open, self._visible, self._offset = True, visible, 0.0
        await self.renew()

    def left(self) -> None:
        """What was new at this visit will be known at the next."""
        self.open = False
        until = self._read_until
        for item in self.items:
            if until and not item.notification.seen and item.notification.at <= until:
                item.notification = replace(item.notification, seen=True)

    async def renew(self) -> None:
        """The first page anew, and with it all that waits."""
        await self.first()
        await self.see()

    async def catch_up(self) -> None:
        """Something may have been missed. Whoever reads further down is left alone, and the count tells."""
        if self.open and self._offset <= NEAR_TOP:
            await self.renew()

    async def see(self) -> None:
        """All that is shown has been seen, as far as somebody looks at it."""
        if not self.open or not self._visible() or self.failure:
            return
        newest = max((item.notification.at for item in self.items), default=None)
        if newest is None or (self._read_until and newest <= self._read_until and not self.unread):
            return
        try:
            answer = await self._api.seen_up_to(newest)
        except ApiError:
            return
        self._read_until = newest
        self.told(answer.count)

    async def count(self) -> None:
        """Asks how many are new; keeps what it knows when nobody answers."""
        try:
            self.told((await self._api.unread()).count)
        except ApiError:
            return

    def told(self, unread: int) -> None:
        if self._counting:
            self._counting.cancel()
        if unread != self.unread:
            self.unread = unread

    def came(self, notification: Notification) -> None:
        """New, or grown: over the line, perhaps twice."""
        if not self._counting or self._counting.done():
            self._counting = asyncio.create_task(self._count_soon())
        if not self.loaded:
            return
        known = self._at(notification.id)
        if known and known.notification.at >= notification.at:
            return
        if self.open and self._offset > NEAR_TOP:
            self.waiting = [notification, *(one for one in self.waiting if one.id != notification.id)]
            return
        item = self._item(notification)
        self.items = [item, *(other for other in self.items if other is not known)]
        if self.open:
            self._seeing = asyncio.create_task(self.see())

    def _at(self, notification_id: str) -> NotificationItem | None:
        return next((item for item in self.items if item.id == notification_id), None)

    def _item(self, notification: Notification) -> NotificationItem:
        """The one row of this notification, brought up to date."""
        tie = None
        if notification.relationship and notification.people:
            tie = self._people.tie(notification.people[0].handle, notification.relationship)
        known = self._at(notification.id)
        if known is None:
            return NotificationItem(notification, tie)
        known.notification, known.tie = notification, tie
        return known

    async def _fetched(self, cursor: str | None) -> NotificationPage:
        page = await self._api.notifications(cursor)
        self._fresh = cursor is None
        return page

    def _kept_of(self, page: NotificationPage) -> list[NotificationItem]:
        """Rows that grew meanwhile have moved up and may come a second time."""
        self.told(page.unread)
        if self._fresh:
            self.waiting = []
            return [self._item(one) for one in page.items]
        here = {item.id for item in self.items}
        return [self._item(one) for one in page.items if one.id not in here]

    async def _count_soon(self) -> None:
        """The server tells the count by itself, mostly; what it told in the meantime cancels the question."""
        await asyncio.sleep(_COUNT_SECONDS)
        # A visitor who has left already has no screen to change.
        with contextlib.suppress(RuntimeError):
            await self.count()
