"""Profiles that were opened, kept so that going back shows them at once."""

import asyncio
import contextlib
from collections import OrderedDict
from typing import Final

import flet as ft
import msgspec

from client.state.pages import Pages
from client.state.people import People, PersonTie
from client.state.posts import PostItem, Posts
from shared.accounts import Me
from shared.api import Api
from shared.graph import Profile, Relationship
from shared.posts import Post, PostPage
from shared.problems import ApiError
from shared.ui.refusals import reason

_KEPT: Final = 12


class ProfilePage(ft.Observable):
    """One profile with its grid. `missing` when there is no such person, or none for this viewer."""

    def __init__(self, handle: str, api: Api, people: People, posts: Posts) -> None:
        self._api = api
        self._people = people
        self.handle = handle
        self.profile: Profile | None = None
        self.tie: PersonTie | None = None
        self.missing = False
        self.failure = ""
        self._offset = 0.0
        self.grid: Pages[PostItem] = Pages(
            lambda cursor: api.posts_of(handle, cursor), lambda page: _items(page, posts)
        )

    @property
    def offset(self) -> float:
        """How far down the reader is, in pixels; kept while another screen is open."""
        return self._offset

    def scrolled(self, offset: float) -> None:
        self._offset = offset

    async def open(self) -> None:
        """All anew while the reader is at the top; from further down the posts stay as they are."""
        await (self.look() if self.grid.loaded and self._offset > 0 else self.load())

    async def load(self) -> None:
        """What is known stays on screen while the server is asked."""
        try:
            profile = await self._api.profile(self.handle)
        except ApiError as error:
            self.missing = error.status == 404
            self.failure = "" if self.missing else reason(error)
            return
        self.failure = ""
        self.missing = False
        self.tie = self._people.tie(profile.handle, profile.relationship)
        self.profile = profile
        if profile.visible and not profile.relationship.blocked:
            await self.grid.first()

    async def look(self) -> None:
        """Asks about the person alone; about the posts as well where more or fewer may be seen than before."""
        before = self.profile
        try:
            profile = await self._api.profile(self.handle)
        except ApiError as error:
            self.missing = self.missing or error.status == 404
            return
        self.tie = self._people.tie(profile.handle, profile.relationship)
        self.missing, self.profile = False, profile
        if before is None or before.visible != profile.visible:
            await self.load()

    async def tie_changed(self, now: Relationship, before: Relationship, settled: bool) -> None:
        """Keeps the follower count in step with the button, and asks anew where more or less may be seen now."""
        if self.profile is None:
            return
        if settled and (self.profile.private or now.blocked or not self.profile.visible):
            await self.load()
            return
        step = (now.tie == "following") - (before.tie == "following")
        if step:
            self.profile = msgspec.structs.replace(self.profile, followers=max(self.profile.followers + step, 0))
        self.notify()

    def published(self, item: PostItem) -> None:
        if self.profile is None:
            return
        self.profile = msgspec.structs.replace(self.profile, posts=self.profile.posts + 1)
        if self.grid.loaded and item not in self.grid.items:
            self.grid.items = [item, *self.grid.items]

    def gone(self, item: PostItem) -> None:
        """One of the posts was deleted, or is back."""
        if self.profile:
            posts = self.profile.posts + (-1 if item.gone else 1)
            self.profile = msgspec.structs.replace(self.profile, posts=max(posts, 0))
        self.grid.notify()


class Profiles:
    def __init__(self, api: Api, people: People, posts: Posts) -> None:
        self._api = api
        self._people = people
        self._posts = posts
        self._pages: OrderedDict[str, ProfilePage] = OrderedDict()
        self._asking: asyncio.Task[None] | None = None

    def page(self, handle: str) -> ProfilePage:
        page = self._pages.get(handle) or ProfilePage(handle, self._api, self._people, self._posts)
        self._pages[handle] = page
        self._pages.move_to_end(handle)
        while len(self._pages) > _KEPT:
            self._pages.popitem(last=False)
        return page

    def tie_changed(self, tie: PersonTie, before: Relationship, settled: bool) -> None:
        page = self._pages.get(tie.handle)
        if page:
            self._asking = asyncio.create_task(page.tie_changed(tie.relationship, before, settled))

    async def look(self, handle: str) -> None:
        """Somebody's ties changed: asks anew about whoever is on screen or kept, and about nobody else."""
        page = self._pages.get(handle)
        if page:
            if page.profile or page.missing:
                await page.look()
        elif self._people.knows(handle):
            with contextlib.suppress(ApiError):
                self._people.tie(handle, (await self._api.profile(handle)).relationship)

    def published(self, post: Post) -> None:
        if post.author.handle in self._pages:
            self._pages[post.author.handle].published(self._posts.take(post))

    def gone(self, item: PostItem) -> None:
        handle = item.post.author.handle
        if handle in self._pages:
            self._pages[handle].gone(item)

    def renewed(self, me: Me) -> None:
        """One's own name, words or picture changed."""
        page = self._pages.get(me.handle)
        if page and page.profile:
            page.profile = msgspec.structs.replace(
                page.profile, name=me.name, bio=me.bio, private=me.private, picture=me.picture
            )


def _items(page: PostPage, posts: Posts) -> list[PostItem]:
    return posts.take_all(page.items)
