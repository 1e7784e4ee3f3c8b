"""Hashtags and places that were opened, kept so that going back shows them where they were left."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final, Generic, TypeVar, get_args

import flet as ft

from client.state.hashtags import Hashtags
from client.state.pages import Pages
from client.state.posts import PostItem, Posts
from shared.api import Api
from shared.posts import PostPage
from shared.problems import ApiError
from shared.search import Hashtag, Order, Place
from shared.ui.refusals import reason

About = TypeVar("About", Hashtag, Place)
_KEPT: Final = 12
_NEARBY: Final = 6


class Topic(ft.Observable, Generic[About]):
    """What is known of a hashtag or a place, with its posts in two orders. `missing`: nothing stands for it."""

    def __init__(
        self,
        head: Callable[[], Awaitable[About]],
        fetch: Callable[[Order, str | None], Awaitable[PostPage]],
        posts: Posts,
    ) -> None:
        self._head = head
        self._grids: dict[Order, Pages[PostItem]] = {
            order: Pages(partial(fetch, order), lambda page: posts.take_all(page.items)) for order in get_args(Order)
        }
        self._offsets: dict[Order, float] = {}
        self.about: About | None = None
        self.order: Order = "top"
        self.missing = False
        self.failure = ""

    @property
    def grid(self) -> Pages[PostItem]:
        return self._grids[self.order]

    @property
    def shown(self) -> list[PostItem]:
        """Each once: what stood on an earlier page may come again when the order moved meanwhile."""
        once = {item.id: item for item in self.grid.items}
        return [item for item in once.values() if not item.gone and not item.hidden]

    @property
    def offset(self) -> float:
        """How far down the reader is in this order, in pixels; kept while another screen is open."""
        return self._offsets.get(self.order, 0.0)

    def scrolled(self, offset: float) -> None:
        self._offsets[self.order] = offset

    async def load(self) -> None:
        """What is known stays on screen while the server is asked; further pages stay as they are."""
        try:
            self.about = await self._head()
        except ApiError as error:
            self.missing = error.status == 404
            self.failure = "" if self.missing else reason(error)
            return
        self.failure, self.missing = "", False
        if not self.grid.loaded or self.offset == 0:
            await self.grid.first()

    async def choose(self, order: Order) -> None:
        self.order = order
        if not self.grid.loaded:
            await self.grid.first()

    def gone(self) -> None:
        for grid in self._grids.values():
            grid.notify()


class PlaceTopic(Topic[Place]):
    def __init__(self, place_id: str, api: Api, posts: Posts) -> None:
        super().__init__(
            lambda: api.place(place_id), lambda order, cursor: api.place_posts(place_id, order, cursor), posts
        )
        self._api = api
        self.nearby: list[Place] = []

    async def look_around(self) -> None:
        """Other places near this one; without an answer there are none."""
        here = self.about
        if here is None or self.nearby:
            return
        try:
            around = await self._api.places_near(here.latitude, here.longitude)
        except ApiError:
            return
        self.nearby = [place for place in around.items if place.id != here.id][:_NEARBY]

    async def load(self) -> None:
        await super().load()
        await self.look_around()


class Topics:
    def __init__(self, api: Api, posts: Posts, hashtags: Hashtags) -> None:
        self._api = api
        self._posts = posts
        self._hashtags = hashtags
        self._known: OrderedDict[str, Topic[Hashtag] | PlaceTopic] = OrderedDict()

    def hashtag(self, tag: str) -> Topic[Hashtag]:
        api = self._api
        name = f"#{tag.casefold()}"
        known = self._known.get(name)

        async def head() -> Hashtag:
            about = await api.hashtag(tag)
            self._hashtags.told(about)
            return about

        if known is None:
            known = Topic(head, lambda order, cursor: api.hashtag_posts(tag, order, cursor), self._posts)
        self._keep(name, known)
        return known

    def place(self, place_id: str) -> PlaceTopic:
        known = self._known.get(place_id)
        if not isinstance(known, PlaceTopic):
            known = PlaceTopic(place_id, self._api, self._posts)
        self._keep(place_id, known)
        return known

    def _keep(self, name: str, topic: "Topic[Hashtag] | PlaceTopic") -> None:
        self._known[name] = topic
        self._known.move_to_end(name)
        while len(self._known) > _KEPT:
            self._known.popitem(last=False)

    def gone(self, _: PostItem) -> None:
        for topic in self._known.values():
            topic.gone()
