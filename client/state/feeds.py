"""Home and Following: two feeds with places of their own, and which of them is open."""

import asyncio
from typing import Final

import flet as ft

from client.state.feed import Feed
from client.state.feed_pages import FollowingPages, HomePages
from client.state.home_preferences import HomePreferences
from client.state.kept_place import DevicePlace
from client.state.people import PersonTie
from client.state.posts import PostItem, Posts
from shared.feed import HomeChoice
from shared.graph import Relationship
from shared.posts import Post
from shared.ui.session import Session
from shared.ui.theme import Width

_KEY: Final = "feed"


class Feeds(ft.Observable):
    def __init__(self, session: Session, posts: Posts, preferences: HomePreferences) -> None:
        api = session.api
        self._session = session
        self._preferences = preferences
        self._pages = HomePages(api)
        self.home = Feed(self._pages, api, posts, DevicePlace(session, "home-place"))
        self.following = Feed(FollowingPages(api), api, posts, DevicePlace(session, "place"))
        self.open: HomeChoice | None = None
        """None until it is known what this person opens first."""
        self._by_key = False
        self._remembering: asyncio.Task[None] | None = None

    @property
    def current(self) -> Feed:
        return self.following if self.open == "following" else self.home

    async def begin(self, width: float) -> None:
        """Asks what is opened first and, so that nobody waits for that, already for what this device opened last.

        `width` is that of the window in pixels.
        """
        self._pages.device = "desktop" if width >= Width.rail_from else "phone"
        if self.open is None:
            likely = self.following if await self._opened_last() == "following" else self.home
            await asyncio.gather(self._preferences.load(), likely.start(width))
            known = self._preferences.now
            if self.open is None:
                self.open = known.first if known else likely.surface
                # A task of its own: who asked begins anew when the feed is opened.
                self._remembering = asyncio.create_task(self._remember())
        await self.current.start(width)

    async def choose(self, which: HomeChoice, *, by_key: bool = False) -> None:
        """Opens that feed, here and from now on everywhere. `by_key`: the switch has the keyboard, and keeps it."""
        if which == self.open:
            return
        self._by_key = by_key
        self.open = which
        await asyncio.gather(self.current.look(), self._remember(), self._preferences.change(first=which))

    def called(self) -> bool:
        """Whether the switch shall take the keyboard, as it is drawn for another feed now. True once."""
        called, self._by_key = self._by_key, False
        return called

    def turn(self) -> HomeChoice:
        """The one that is not open."""
        return "home" if self.open == "following" else "following"

    async def look(self) -> None:
        await self.current.look()

    async def catch_up(self) -> None:
        await asyncio.gather(self.home.catch_up(), self.following.catch_up())

    def put_on_top(self, post: Post) -> None:
        for feed in (self.home, self.following):
            feed.put_on_top(post)

    def gone(self, item: PostItem) -> None:
        for feed in (self.home, self.following):
            feed.gone(item)

    def tie_changed(self, tie: PersonTie, before: Relationship, settled: bool) -> None:
        for feed in (self.home, self.following):
            feed.tie_changed(tie, before, settled)

    def _who(self) -> str:
        return self._session.me.id if self._session.me else ""

    async def _opened_last(self) -> str:
        who, _, which = (await self._session.recall(_KEY) or "").partition(" ")
        return which if who == self._who() else ""

    async def _remember(self) -> None:
        await self._session.remember(_KEY, f"{self._who()} {self.open}")
