"""What one might like of people whom one does not follow, and what many write about."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Final

import flet as ft

from client.state.pages import Pages
from client.state.people import PersonTie
from client.state.posts import PostItem, Posts
from shared.api import Api
from shared.graph import Relationship
from shared.problems import ApiError
from shared.search import Hashtag

LONGEST: Final = 300
"""Posts kept at once; every tile costs memory here and in the client."""
_FRESH: Final = timedelta(minutes=10)
_NEAR_TOP: Final = 120.0


class Explore(ft.Observable):
    def __init__(self, api: Api, posts: Posts) -> None:
        self._api = api
        self._hidden: set[str] = set()
        self._offset = 0.0
        self._fresh_at: datetime | None = None
        self.grid: Pages[PostItem] = Pages(api.explore, lambda page: posts.take_all(page.items))
        self.trending: list[Hashtag] = []

    @property
    def shown(self) -> list[PostItem]:
        """Each once: what stood on an earlier page may come again when the order moved meanwhile."""
        once = {item.id: item for item in self.grid.items}
        return [
            item
            for item in once.values()
            if not item.gone and not item.hidden and item.post.author.handle not in self._hidden
        ]

    @property
    def full(self) -> bool:
        return len(self.grid.items) >= LONGEST

    @property
    def offset(self) -> float:
        """How far down the reader is, in pixels; kept while another screen is open."""
        return self._offset

    def scrolled(self, offset: float) -> None:
        self._offset = offset

    async def start(self) -> None:
        """Who returns to the top after a while finds something new; who was in the middle of it does not."""
        stale = self._fresh_at is None or datetime.now(UTC) - self._fresh_at > _FRESH
        if not self.grid.loaded or (stale and self._offset <= _NEAR_TOP):
            await self.refresh()

    async def refresh(self) -> None:
        await asyncio.gather(self.grid.first(), self._trend())
        if not self.grid.failure:
            self._fresh_at = datetime.now(UTC)

    async def more(self) -> None:
        if not self.full:
            await self.grid.more()

    async def _trend(self) -> None:
        try:
            self.trending = (await self._api.trending()).items
        except ApiError:
            return

    def gone(self, _: PostItem) -> None:
        self.grid.notify()

    def tie_changed(self, tie: PersonTie, before: Relationship, settled: bool) -> None:
        """Somebody was blocked or muted, or is no longer."""
        out = tie.relationship.blocked or tie.relationship.muted
        if out != (tie.handle in self._hidden):
            (self._hidden.add if out else self._hidden.discard)(tie.handle)
            self.grid.notify()
