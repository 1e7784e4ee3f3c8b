"""Every post on screen once, so that an edit in one place shows in all of them."""

from collections.abc import Callable, Iterable
from weakref import WeakValueDictionary

import flet as ft
from msgspec.structs import replace

from client.state.bookmark import Bookmark
from client.state.heart import Heart
from shared.api import Api
from shared.engagement import Like, WhyHide
from shared.feed import FeedEventKind
from shared.posts import Post, PostChange
from shared.problems import ApiError
from shared.ui.refusals import reason
from shared.ui.toast import Toasts


class PostItem(ft.Observable):
    """One post, shared by the feed, the grid and its own page."""

    def __init__(self, post: Post, heart: Heart, bookmark: Bookmark) -> None:
        self.post = post
        self.heart = heart
        self.bookmark = bookmark
        self.gone = False
        self.hidden = False
        """The viewer wants it in no list but the profile's own."""
        self.at = 0
        """Which of the pictures is in front, in whatever shows this post."""

    def turn_to(self, at: int) -> None:
        at = min(max(at, 0), len(self.post.pictures) - 1)
        if at != self.at:
            self.at = at

    def commented(self, by: int) -> None:
        """So many comments more, or fewer."""
        self.post = replace(self.post, comments=max(self.post.comments + by, 0))

    @property
    def id(self) -> str:
        return self.post.id


class Posts:
    """The register of posts of one session, and what may be done to them."""

    def __init__(self, api: Api, toasts: Toasts) -> None:
        self._api = api
        self._toasts = toasts
        self._known: WeakValueDictionary[str, PostItem] = WeakValueDictionary()
        self.on_gone: list[Callable[[PostItem], None]] = []
        """Called when a post has left, and when it has come back."""
        self.on_hidden: list[Callable[[PostItem], None]] = []
        """Called when the viewer has hidden a post, or shows it again."""
        self.on_deed: list[Callable[[str, FeedEventKind], None]] = []
        """Called with the id of a post and with what the viewer has done about it, once the server has it."""

    def take(self, post: Post) -> PostItem:
        """The one item of this post, brought up to date."""
        item = self._known.get(post.id)
        if item is None:
            item = PostItem(post, self._heart(post), self._bookmark(post))
            self._known[post.id] = item
        else:
            item.post = post
            item.heart.told(_likes(post))
            item.bookmark.told(post.saved)
        return item

    def did(self, post_id: str, deed: FeedEventKind) -> None:
        for listener in self.on_deed:
            listener(post_id, deed)

    def _heart(self, post: Post) -> Heart:
        async def like() -> Like:
            answer = await self._api.like(post.id)
            self.did(post.id, "like")
            return answer

        def refused(error: ApiError, wished: bool) -> None:
            self._refuse("Couldn’t like it" if wished else "Couldn’t unlike it", error)

        return Heart(_likes(post), like, lambda: self._api.unlike(post.id), refused)

    def _bookmark(self, post: Post) -> Bookmark:
        def refused(error: ApiError, wished: bool) -> None:
            self._refuse("Couldn’t save it" if wished else "Couldn’t remove it from saved", error)

        return Bookmark(post.saved, self._api, post.id, refused, lambda: self.did(post.id, "save"))

    def take_all(self, posts: Iterable[Post]) -> list[PostItem]:
        return [self.take(post) for post in posts]

    async def open(self, post_id: str) -> PostItem:
        """What is known at once, else from the server. Raises `ApiError`."""
        known = self._known.get(post_id)
        return known or self.take(await self._api.post(post_id))

    def knows(self, post_id: str) -> bool:
        """Whether it is on some screen."""
        return post_id in self._known

    async def look(self, post_id: str) -> None:
        """Brings a post that is on some screen up to date, and asks about no other. One that is gone leaves them."""
        item = self._known.get(post_id)
        if item is None:
            return
        try:
            self.take(await self._api.post(post_id))
        except ApiError as error:
            if error.status == 404:
                self._turn(item, gone=True)

    async def edit(self, item: PostItem, change: PostChange) -> None:
        """Raises `ApiError`; nothing changes on screen then."""
        changed = await self._api.change_post(item.id, change)
        if changed.post:
            self.take(changed.post)

    async def delete(self, item: PostItem) -> bool:
        """Disappears at once; comes back with the reason when the server refuses."""
        self._turn(item, gone=True)
        try:
            await self._api.delete_post(item.id)
        except ApiError as error:
            if error.status == 404:
                return True
            self._turn(item, gone=False)
            self._refuse("Couldn’t delete", error)
            return False
        self._toasts.show("Post deleted", icon=ft.Icons.DELETE_OUTLINE_ROUNDED)
        return True

    async def hide(self, item: PostItem, why: WhyHide = "hidden") -> bool:
        """Leaves every list at once; comes back with the reason when the server refuses."""
        self._turn_hidden(item, hidden=True)
        try:
            await self._api.hide_post(item.id, why)
        except ApiError as error:
            self._turn_hidden(item, hidden=False)
            self._refuse("Couldn’t hide it", error)
            return False
        self.did(item.id, "hide")
        return True

    async def show(self, item: PostItem) -> bool:
        """Takes hiding back."""
        self._turn_hidden(item, hidden=False)
        try:
            await self._api.unhide_post(item.id)
        except ApiError as error:
            self._turn_hidden(item, hidden=True)
            self._refuse("Couldn’t show it again", error)
            return False
        return True

    def _turn(self, item: PostItem, *, gone: bool) -> None:
        item.gone = gone
        for listener in self.on_gone:
            listener(item)

    def _turn_hidden(self, item: PostItem, *, hidden: bool) -> None:
        item.hidden = hidden
        for listener in self.on_hidden:
            listener(item)

    def _refuse(self, what: str, error: ApiError) -> None:
        self._toasts.show(f"{what}. {reason(error)}", icon=ft.Icons.ERROR_OUTLINE_ROUNDED)


def _likes(post: Post) -> Like:
    return Like(liked=post.liked, likes=post.likes)
