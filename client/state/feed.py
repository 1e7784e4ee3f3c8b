"""The Following feed of one person: pages, what is new above, and what to hide."""

import asyncio
import time
from datetime import UTC, datetime
from typing import Final

import flet as ft

from client.state.kept_place import DevicePlace, KeptPlace
from client.state.people import PersonTie
from client.state.posts import PostItem, Posts
from client.state.reading import Reading
from shared.api import Api
from shared.feed import FeedPage
from shared.graph import Relationship
from shared.posts import Post
from shared.problems import ApiError
from shared.ui.refusals import reason

PAGE: Final = 12
LONGEST: Final = 240
"""Posts kept at once; every card costs memory here and in the client."""
NEAR_TOP: Final = 120.0
PAGES_BACK: Final = 10
"""So many are read at most to find the post at which somebody was."""
MOST_NEW: Final = 30
"""As many as the server counts."""


class Feed(ft.Observable):
    def __init__(self, api: Api, posts: Posts, device: DevicePlace) -> None:
        self._api = api
        self._posts = posts
        self._device = device
        self._cursor: str | None = None
        self._hidden: set[str] = set()
        self._stale = False
        """Somebody was followed since the first page was asked for."""
        self._catching_up: asyncio.Task[None] | None = None
        self.items: list[PostItem] = []
        self.loading = False
        self.refreshing = False
        self.loaded = False
        self.ended = False
        self.failure = ""
        self.fresh_at: datetime | None = None
        self.new_above = 0
        self.marked = ""
        """Id of the post to which the keyboard went; `calls` counts how often it was sent anywhere."""
        self.calls = 0
        self._reading = Reading()

    @property
    def shown(self) -> list[PostItem]:
        return [
            item
            for item in self.items
            if not item.gone and not item.hidden and item.post.author.handle not in self._hidden
        ]

    @property
    def full(self) -> bool:
        return len(self.items) >= LONGEST and not self.ended

    @property
    def offset(self) -> float:
        """How far down the reader is, in pixels; kept while another screen is open."""
        return self._reading.offset

    @property
    def reading(self) -> Reading:
        return self._reading

    def scrolled(self, offset: float, viewport: float, width: float) -> None:
        """`viewport` is the height of the list and `width` that of the window, in pixels."""
        self._reading.scrolled(offset, viewport)
        self._device.note(self._place(width) if offset > NEAR_TOP else None)

    async def start(self, width: float) -> None:
        """The first page; where the device knows how far somebody had come, as many as lead there."""
        if not self.loaded and not self.refreshing:
            place = await self._device.recall()
            if place and await self._go_back_to(place, width):
                return
        if not self.loaded or self._stale:
            await self.refresh()

    def mark(self, post_id: str) -> None:
        """Sends the keyboard there."""
        self.marked = post_id
        self.calls += 1

    async def refresh(self) -> None:
        """The first page anew; what is on screen stays until it has come, and for good when it does not come."""
        if self.refreshing:
            return
        self.refreshing, self._stale = True, False
        try:
            page = await self._api.following_feed(limit=PAGE)
        except ApiError as error:
            self.failure = reason(error)
            return
        finally:
            self.refreshing = False
        self._take(page, fresh=True)
        if self._stale:
            await self.refresh()

    async def more(self) -> None:
        if self.loading or self.refreshing or self.ended or self.full or self.failure or not self.loaded:
            return
        await self._more()

    async def retry(self) -> None:
        """After a failure: whatever was to be loaded."""
        self.failure = ""
        if self.loaded and self.items and self._reading.offset > NEAR_TOP:
            await self._more()
        else:
            await self.refresh()

    async def go_on(self) -> None:
        """From a full list: forget what is above and begin again with the next page."""
        self.items = []
        self._reading.offset = 0.0
        await self._more()

    async def catch_up(self) -> None:
        """After an absence: the first page anew while the reader is at the top, else word of what is new above."""
        if self.loaded and self._reading.offset <= NEAR_TOP:
            await self.refresh()
        else:
            await self.look()

    async def look(self) -> None:
        """Asks whether there is something new above. Never moves anything."""
        if not self.loaded or self.refreshing:
            return
        try:
            if not self.items:
                page = await self._api.following_feed(limit=PAGE)
                if page.items:
                    self._take(page, fresh=True)
                return
            self.new_above = (await self._api.new_posts(self.items[0].id)).count
        except ApiError as error:
            if error.offline:
                self.failure = reason(error)
            return
        if self.failure:
            self.failure = ""

    def put_on_top(self, post: Post) -> None:
        """One's own new post: at the top when the reader is there, else announced by the pill."""
        item = self._posts.take(post)
        if item in self.items:
            return
        if self._reading.offset <= NEAR_TOP:
            self.items = [item, *self.items]
        else:
            self.new_above += 1

    def gone(self, _: PostItem) -> None:
        self.notify()

    def tie_changed(self, tie: PersonTie, before: Relationship, settled: bool) -> None:
        """Someone was muted, blocked or unfollowed: their posts go, and come back if that is taken back."""
        now = tie.relationship
        out = now.muted or now.blocked or (before.tie == "following" and now.tie != "following")
        back = tie.handle in self._hidden and not now.muted and not now.blocked and now.tie == "following"
        if out:
            self._hidden.add(tie.handle)
            self.notify()
        elif back:
            self._hidden.discard(tie.handle)
            self.notify()
        if settled and now.tie == "following":
            self._stale = True
            # The reader may stand before the feed already: the button answers before the server does.
            self._catching_up = asyncio.create_task(self.catch_up())

    def _place(self, width: float) -> KeptPlace | None:
        (top, within), shown = self._reading.top(), self.shown
        if not top or not shown:
            return None
        return KeptPlace(
            who=self._device.reader,
            first=shown[0].id,
            top=top,
            within=within,
            offset=self._reading.offset,
            width=width,
            at=time.time(),
        )

    async def _go_back_to(self, place: KeptPlace, width: float) -> bool:
        """Shows the list as it was, from its first card; what is newer is announced. False when it is out of reach."""
        found: list[Post] = []
        cursor: str | None = None
        self.refreshing = True
        try:
            for _ in range(PAGES_BACK):
                page = await self._api.following_feed(cursor, PAGE)
                found += page.items
                cursor = page.cursor
                if cursor is None or any(post.id == place.top for post in page.items):
                    break
        except ApiError:
            return False
        finally:
            self.refreshing = False
        ids = [post.id for post in found]
        if place.top not in ids:
            return False
        newer = ids.index(place.first) if place.first in ids else 0
        self._take(FeedPage(items=found[newer:], cursor=cursor), fresh=True)
        self.new_above = min(newer, MOST_NEW)
        self._reading.expect(place.top, place.within, place.offset if place.width == width else None)
        return True

    async def _more(self) -> None:
        self.loading = True
        try:
            page = await self._api.following_feed(self._cursor, PAGE)
        except ApiError as error:
            self.failure = reason(error)
            return
        finally:
            self.loading = False
        self._take(page, fresh=False)

    def _take(self, page: FeedPage, *, fresh: bool) -> None:
        items = self._posts.take_all(page.items)
        if fresh:
            self._hidden.clear()
            self.new_above = 0
            self.items = items
        else:
            here = {item.id for item in self.items}
            self.items = [*self.items, *(item for item in items if item.id not in here)]
        self._cursor = page.cursor
        self.ended = page.cursor is None
        self.failure = ""
        self.fresh_at = datetime.now(UTC)
        self.loaded = True
