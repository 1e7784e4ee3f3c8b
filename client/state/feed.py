"""One feed of one person: pages, what is new above, and what to hide."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

import flet as ft

from client.state.feed_pages import FeedPages, Stretch
from client.state.kept_place import DevicePlace, KeptPlace
from client.state.people import PersonTie
from client.state.posts import PostItem, Posts
from client.state.reading import Reading
from client.state.spot import Spot
from shared.api import Api
from shared.feed import Ranker, Surface
from shared.graph import Relationship
from shared.posts import Post
from shared.problems import ApiError
from shared.ui.refusals import reason

LONGEST: Final = 240
"""Posts kept at once; every card costs memory here and in the client."""
NEAR_TOP: Final = 120.0
PAGES_BACK: Final = 10
"""So many are read at most to find the post at which somebody was."""
MOST_NEW: Final = 30
"""As many as the server counts."""
LASTING: Final = timedelta(minutes=45)
"""Who comes back later than that to the top of a lasting order gets a new one."""


class Feed(ft.Observable):
    def __init__(self, pages: FeedPages, api: Api, posts: Posts, device: DevicePlace) -> None:
        self._pages = pages
        self._api = api
        self._posts = posts
        self._device = device
        self._cursor: str | None = None
        self._silenced: set[str] = set()
        """Handles of those who were muted or blocked since, and of those who were left."""
        self._left: set[str] = set()
        self._spots: dict[str, Spot] = {}
        self._stale = False
        """Somebody was followed since the first page was asked for."""
        self._on_screen = False
        self._followed_from_here: set[str] = set()
        self._catching_up: asyncio.Task[None] | None = None
        self.items: list[PostItem] = []
        self.loading = False
        self.refreshing = False
        self.loaded = False
        self.ended = False
        self.failure = ""
        self.fresh_at: datetime | None = None
        self.new_above = 0
        self.snapshot: str | None = None
        self.ranker: Ranker | None = None
        self.marked = ""
        """Id of the post to which the keyboard went; `calls` counts how often it was sent anywhere."""
        self.calls = 0
        self._reading = Reading()

    @property
    def surface(self) -> Surface:
        return self._pages.surface

    @property
    def shown(self) -> list[PostItem]:
        return [item for item in self.items if not item.gone and not item.hidden and self._may_stand(item)]

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

    def spot(self, post_id: str) -> Spot:
        return self._spots.get(post_id) or Spot(self._reading, self.surface)

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
        if not self.loaded or (self._stale and not (self._pages.lasting and self.offset > NEAR_TOP)):
            await self.refresh()

    def enter(self) -> None:
        self._on_screen = True

    def leave(self) -> None:
        self._on_screen = False

    def mark(self, post_id: str) -> None:
        """Sends the keyboard there."""
        self.marked = post_id
        self.calls += 1

    def mark_again(self) -> None:
        """After the client was built anew: the post to which the keyboard went gets it back while it is on screen."""
        if self.marked and self._reading.shows(self.marked):
            self.mark(self.marked)

    def outdate(self) -> None:
        """What belongs into it has changed: it is asked for anew when it is opened next, from the top."""
        if self.loaded:
            self._reading.scrolled(0, self._reading.viewport)
            self._device.note(None)
            self._stale = True

    async def refresh(self) -> None:
        """The first page anew; what is on screen stays until it has come, and for good when it does not come."""
        if self.refreshing:
            return
        self.refreshing, self._stale = True, False
        try:
            stretch = await self._pages.read()
        except ApiError as error:
            self.failure = reason(error)
            return
        finally:
            self.refreshing = False
        self._take(stretch, fresh=True)
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
        """After an absence: the first page anew while the reader is at the top, else word of what is new above. While
        it is young, an order that lasts stays as it is, but for what may no longer be seen.
        """
        young = self.fresh_at is not None and datetime.now(UTC) - self.fresh_at < LASTING
        if not (self._pages.lasting and young and self.items):
            await self._take_in()
        elif not self.refreshing:
            await self._revise()
            await self.look()

    async def look(self) -> None:
        """Asks whether there is something new above. Never moves anything."""
        if not self.loaded or self.refreshing:
            return
        try:
            if not self.items:
                stretch = await self._pages.read()
                if stretch.posts:
                    self._take(stretch, fresh=True)
                return
            self.new_above = (await self._api.new_posts(self.snapshot or self.items[0].id)).count
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
        now, handle = tie.relationship, tie.handle
        hidden = self._silenced | self._left
        (self._silenced.add if now.muted or now.blocked else self._silenced.discard)(handle)
        if before.tie == "following" and now.tie != "following":
            self._left.add(handle)
        elif now.tie == "following":
            self._left.discard(handle)
        if self._silenced | self._left != hidden:
            self.notify()
        if now.tie != "following":
            return
        if not settled:
            if self._on_screen:
                self._followed_from_here.add(handle)
            return
        from_here = handle in self._followed_from_here
        self._followed_from_here.discard(handle)
        if self._pages.lasting and any(item.post.author.handle == handle for item in self.items):
            return
        self._stale = True
        if not (self._pages.lasting and from_here and self.items):
            # The reader may stand before the feed already: the button answers before the server does.
            self._catching_up = asyncio.create_task(self._take_in())

    async def _take_in(self) -> None:
        await (self.refresh() if self.loaded and self._reading.offset <= NEAR_TOP else self.look())

    def _may_stand(self, item: PostItem) -> bool:
        handle = item.post.author.handle
        # Whoever is shown though nobody follows them may stay when somebody does so and thinks better of it.
        return handle not in self._silenced and (handle not in self._left or self.spot(item.id).of_stranger)

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
            snapshot=self.snapshot or "",
            marked=self.marked if self._reading.shows(self.marked) else "",
        )

    async def _go_back_to(self, place: KeptPlace, width: float) -> bool:
        """Shows the list as it was, from its first card; what is newer is announced. False when it is out of reach."""
        self.refreshing = True
        try:
            stretch = await self._read_down(
                place.snapshot or None, lambda posts: any(post.id == place.top for post in posts)
            )
        except ApiError:
            return False
        finally:
            self.refreshing = False
        if (stretch.snapshot or "") != place.snapshot:
            # That order is no more. Another one begins at its top.
            self._take(stretch, fresh=True)
            return True
        ids = [post.id for post in stretch.posts]
        if place.top not in ids:
            return False
        newer = ids.index(place.first) if place.first in ids else 0
        self._take(replace(stretch, posts=stretch.posts[newer:]), fresh=True)
        self.new_above = min(newer, MOST_NEW)
        self.marked = place.marked if place.marked in ids[newer:] else ""
        self._reading.expect(place.top, place.within, place.offset if place.width == width else None)
        return True

    async def _revise(self) -> None:
        """Reads the same order again, as far as it was read: what may no longer be seen goes."""
        many = len(self.items)
        self.refreshing = True
        try:
            stretch = await self._read_down(self.snapshot, lambda posts: len(posts) >= many)
        except ApiError as error:
            self.failure = reason(error)
            return
        finally:
            self.refreshing = False
        if stretch.snapshot != self.snapshot and self._reading.offset > NEAR_TOP:
            return
        there = {post.id for post in stretch.posts}
        own = [item for item in self.items if item.id not in there and item.post.author.id == self._device.reader]
        self._take(stretch, fresh=True)
        self.items = [*own, *self.items]

    async def _read_down(self, snapshot: str | None, enough: Callable[[list[Post]], bool]) -> Stretch:
        """The first page of that order with as many further ones as it takes. Raises `ApiError`."""
        whole = await self._pages.read(None, snapshot)
        for _ in range(PAGES_BACK - 1):
            if whole.cursor is None or whole.snapshot != snapshot or enough(whole.posts):
                break
            more = await self._pages.read(whole.cursor)
            whole = replace(whole, posts=[*whole.posts, *more.posts], cursor=more.cursor, why=whole.why | more.why)
        return whole

    async def _more(self) -> None:
        self.loading = True
        try:
            stretch = await self._pages.read(self._cursor)
        except ApiError as error:
            self.failure = reason(error)
            return
        finally:
            self.loading = False
        self._take(stretch, fresh=False)

    def _take(self, stretch: Stretch, *, fresh: bool) -> None:
        items = self._posts.take_all(stretch.posts)
        spots = {
            post_id: Spot(self._reading, self.surface, stretch.snapshot, item.source, item.because)
            for post_id, item in stretch.why.items()
        }
        if fresh:
            self._silenced.clear()
            self._left.clear()
            self._spots = spots
            self.new_above = 0
            self.items = items
        else:
            here = {item.id for item in self.items}
            self._spots = spots | self._spots
            self.items = [*self.items, *(item for item in items if item.id not in here)]
        if fresh or stretch.snapshot:
            # What is older than all that was ranked comes by time, and is no other reading.
            self.snapshot, self.ranker = stretch.snapshot, stretch.ranker
        self._cursor = stretch.cursor
        self.ended = stretch.cursor is None
        self.failure = ""
        self.fresh_at = datetime.now(UTC)
        self.loaded = True
