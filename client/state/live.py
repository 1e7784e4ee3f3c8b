"""What the server pushes, handed to whom it concerns. While the line stands, nobody needs to ask by the clock."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

import flet as ft
import msgspec

from client.state.feeds import Feeds
from client.state.notifications import Notifications
from client.state.pages import Pages
from client.state.people import PersonItem
from client.state.posting import Posting
from client.state.posts import Posts
from client.state.profiles import Profiles
from shared.line import Line
from shared.live import Posting as PostingMoved
from shared.live import Push, TieChanged
from shared.notifications import Notification, Unread
from shared.ui.presence import away
from shared.ui.session import Session

GATHER_SECONDS: Final = 0.4
"""Pushes of one sort within so long lead to one question."""
FOLD_SECONDS: Final = 1.2
"""By then the server has folded new likes and comments into the counts of a post."""
Told = TypeVar("Told")


class Live:
    """One per signed-in person. `hold` it while the app is open."""

    def __init__(
        self,
        session: Session,
        notifications: Notifications,
        requests: Pages[PersonItem],
        feeds: Feeds,
        posting: Posting,
        posts: Posts,
        profiles: Profiles,
        url: str = "",
    ) -> None:
        """`url` of the line, where this process knows it better than the server."""
        self._session = session
        self._notifications = notifications
        self._requests = requests
        self._feeds = feeds
        self._posting = posting
        self._posts = posts
        self._profiles = profiles
        self._url = url
        self._line: Line | None = None
        self._page: ft.Page | None = None
        self._last: str | None = None
        self._soon: dict[str, asyncio.Task[None]] = {}

    @property
    def up(self) -> bool:
        return self._line is not None and self._line.up

    async def hold(self, page: ft.Page) -> None:
        """Until the visitor has gone, or the session is over. What was heard last is remembered for the next time."""
        self._page = page
        before = self._line.last if self._line else self._last
        line = self._line = Line(self._session.api, self, self._url, self._session.api.visitor)
        line.last = before
        try:
            await line.hold()
        finally:
            self._last = line.last
            if self._line is line:
                self._line = None
                self._posting.rely(False)

    # what the line asks and tells

    def present(self) -> bool:
        return self._page is not None and not away(self._page)

    async def welcomed(self, missed: bool) -> None:
        self._posting.rely(True)
        self._do_soon("unread", self._notifications.count)
        if missed:
            self._do_soon("feed", self._feeds.look)
            self._do_soon("requests", self._requests.first)
            self._do_soon("posting", self._posting.restore)
            self._do_soon("notifications", self._notifications.catch_up)

    async def over(self) -> None:
        await self._session.over()

    def came(self, push: Push) -> None:
        match push.kind:
            case "notification":
                self._notified(_data(push, Notification))
            case "unread":
                if told := _data(push, Unread):
                    self._notifications.told(told.count)
            case "posting":
                if moved := _data(push, PostingMoved):
                    self._posting.moved(moved)
            case "new_posts":
                self._do_soon("feed", self._feeds.look)
            case "relationship":
                if changed := _data(push, TieChanged):
                    self._tie_changed(changed.handle)

    def _notified(self, notification: Notification | None) -> None:
        if notification is None:
            return
        self._notifications.came(notification)
        post = notification.post
        if notification.kind == "request":
            self._do_soon("requests", self._requests.first)
        elif post and notification.kind in ("like", "comment", "reply"):
            self._do_soon(f"post {post.id}", lambda: self._posts.look(post.id), FOLD_SECONDS)

    def _tie_changed(self, handle: str) -> None:
        me = self._session.me
        self._do_soon(f"tie {handle}", lambda: self._profiles.look(handle))
        if me:
            # One's own figures count those ties.
            self._do_soon(f"tie {me.handle}", lambda: self._profiles.look(me.handle))
        if self._requests.items or (me and me.private):
            self._do_soon("requests", self._requests.first)

    def _do_soon(self, what: str, act: Callable[[], Awaitable[Any]], seconds: float | None = None) -> None:
        """Once for all that come in quick succession."""
        if what in self._soon:
            return

        async def wait() -> None:
            await asyncio.sleep(GATHER_SECONDS if seconds is None else seconds)
            del self._soon[what]
            # A visitor who leaves meanwhile has no screen to change.
            with contextlib.suppress(RuntimeError):
                if self.present():
                    await act()

        self._soon[what] = asyncio.create_task(wait())


def _data(push: Push, kind: type[Told]) -> Told | None:
    """None for what a newer server says in a way that this client does not know yet."""
    try:
        return msgspec.json.decode(push.data, type=kind)
    except msgspec.DecodeError:
        return None
