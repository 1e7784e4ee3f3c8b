"""Every post on screen once, so that an edit in one place shows in all of them."""

from collections.abc import Callable, Iterable
from weakref import WeakValueDictionary

import flet as ft
from msgspec.structs import replace

from client.state.heart import Heart
from shared.api import Api
from shared.engagement import Like
from shared.posts import Post, PostChange
from shared.problems import ApiError
from shared.ui.refusals import reason
from shared.ui.toast import Toasts


class PostItem(ft.Observable):
    """One post, shared by the feed, the grid and its own page."""

    def __init__(self, post: Post, heart: Heart) -> None:
        self.post = post
        self.heart = heart
        self.gone = False
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

    def take(self, post: Post) -> PostItem:
        """The one item of this post, brought up to date."""
        item = self._known.get(post.id)
        if item is None:
            item = PostItem(post, self._heart(post))
            self._known[post.id] = item
        else:
            item.post = post
            item.heart.told(_likes(post))
        return item

    def _heart(self, post: Post) -> Heart:
        def refused(error: ApiError, wished: bool) -> None:
            what = "like" if wished else "unlike"
            self._toasts.show(f"Couldn’t {what} it. {reason(error)}", icon=ft.Icons.ERROR_OUTLINE_ROUNDED)

        return Heart(_likes(post), lambda: self._api.like(post.id), lambda: self._api.unlike(post.id), refused)

    def take_all(self, posts: Iterable[Post]) -> list[PostItem]:
        return [self.take(post) for post in posts]

    async def open(self, post_id: str) -> PostItem:
        """What is known at once, else from the server. Raises `ApiError`."""
        known = self._known.get(post_id)
        return known or self.take(await self._api.post(post_id))

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
            self._toasts.show(f"Couldn’t delete. {reason(error)}", icon=ft.Icons.ERROR_OUTLINE_ROUNDED)
            return False
        self._toasts.show("Post deleted", icon=ft.Icons.DELETE_OUTLINE_ROUNDED)
        return True

    def _turn(self, item: PostItem, *, gone: bool) -> None:
        item.gone = gone
        for listener in self.on_gone:
            listener(item)


def _likes(post: Post) -> Like:
    return Like(liked=post.liked, likes=post.likes)
