"""The comments on one post, as its reader has them: pages, own ones shown at once, replies folded below."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime
from typing import Final

import flet as ft
from msgspec.structs import replace

from client.state.heart import Heart
from client.state.pages import Pages
from client.state.posts import PostItem
from shared.accounts import Author
from shared.api import Api
from shared.engagement import Comment, CommentPage, Like
from shared.problems import ApiError
from shared.ui.refusals import reason
from shared.ui.toast import Toasts

_NO_SUCH: Final = (400, 404, 422)
"""Answers to an address that names no comment there is for the reader, or nothing that could be one."""


class Stretch(Pages["CommentItem"]):
    """Comments, or the replies to one. It may begin near one of them instead of at the top."""

    def __init__(
        self,
        fetch: Callable[[str | None, str | None], Awaitable[CommentPage]],
        keep: Callable[[CommentPage], "list[CommentItem]"],
    ) -> None:
        super().__init__(self._fetched, keep)
        self._ask = fetch
        self.aim = ""
        """Id of the comment that the first page shall have; nothing for the top."""
        self.missed = False
        """There is no such comment for this reader: the list begins at the top."""
        self.above = False
        """Whether there are others above the first one."""
        self.thread = ""
        """Where `aim` stands: that comment itself, or the one that it is a reply to."""

    async def from_top(self) -> None:
        self.aim, self.missed = "", False
        await self.first()

    async def _fetched(self, cursor: str | None) -> CommentPage:
        if cursor:
            return await self._ask(cursor, None)
        page = await self._aimed() or await self._ask(None, None)
        self.above, self.thread = page.above, page.thread or ""
        return page

    async def _aimed(self) -> CommentPage | None:
        if not self.aim or self.missed:
            return None
        try:
            return await self._ask(None, self.aim)
        except ApiError as error:
            if error.status not in _NO_SUCH:
                raise
        self.missed = True
        return None


class CommentItem(ft.Observable):
    """One comment, with the replies to it that have been loaded."""

    def __init__(self, comment: Comment, heart: Heart, answers: Stretch) -> None:
        self.comment = comment
        self.heart = heart
        self.answers = answers
        self.fresh: list[CommentItem] = []
        """Replies written here since, oldest first."""
        self.unfolded = False
        self.sending = False
        self.gone = False
        self.lit = False
        """It is what the reader came for, a moment ago."""

    @property
    def id(self) -> str:
        return self.comment.id

    @property
    def replies(self) -> list["CommentItem"]:
        """What stands below it: all that was loaded when unfolded, else what was just written."""
        return _once([*(self.answers.items if self.unfolded else []), *self.fresh])

    @property
    def folded(self) -> int:
        """How many replies are not on screen. At the end there are none, whatever the count says: some are hidden."""
        if self.unfolded and self.answers.ended:
            return 0
        return max(self.comment.replies - len(self.replies), 0)

    async def unfold(self) -> None:
        """The first page of replies, then the next."""
        more = self.answers.more if self.answers.loaded and not self.answers.failure else self.answers.retry
        await more()
        if self.answers.loaded:
            self.unfolded = True
            self.notify()

    def fold(self) -> None:
        self.fresh = []
        self.unfolded = False


class Comments(Stretch):
    """`at` is the id of the comment for which they are opened, if it is for one."""

    def __init__(self, api: Api, toasts: Toasts, post: PostItem, me: Author, at: str = "") -> None:
        super().__init__(lambda cursor, near: api.comments(post.id, cursor, near), self._take_page)
        self.aim = self.at = at
        self.found: CommentItem | None = None
        """The one for which they were opened, once it is there."""
        self._api = api
        self._toasts = toasts
        self._me = me
        self._known: dict[str, CommentItem] = {}
        self._written = 0
        self.post = post
        self.fresh: list[CommentItem] = []
        """Written here since, newest first."""
        self.answering: CommentItem | None = None
        """What the next words are a reply to."""
        self.calls = 0
        """How often the field was asked to take the keyboard since something was sent."""

    async def begin(self) -> None:
        """What is shown first: near the comment for which they are opened, with its replies unfolded if it is one."""
        await self.first()
        await self._find()

    async def retry(self) -> None:
        await super().retry()
        await self._find()

    @property
    def own_post(self) -> bool:
        return self.post.post.author.handle == self._me.handle

    @property
    def shown(self) -> list[CommentItem]:
        """Pinned ones, then the newest first."""
        here = _once([*self.fresh, *self.items])
        rest = [item for item in here if not item.comment.pinned]
        rest.sort(key=lambda item: item.comment.written_at, reverse=True)
        return [item for item in here if item.comment.pinned] + rest

    def may_delete(self, item: CommentItem) -> bool:
        return not item.sending and (self.own_post or item.comment.author.handle == self._me.handle)

    def may_pin(self, item: CommentItem) -> bool:
        return not item.sending and self.own_post and item.comment.parent_id is None

    def answer(self, item: CommentItem | None) -> None:
        """The next words are a reply to this one; to the post itself when None."""
        self.answering = item
        if item:
            self.calls += 1

    def call(self) -> None:
        self.calls += 1

    async def write(self, text: str) -> bool:
        """Stands there at once. When the server refuses it goes, with the reason, and the answer is False."""
        to = self.answering
        root = self._root(to) if to else None
        self._written += 1
        item = self._made(
            Comment(
                id=f"new-{self._written}",
                post_id=self.post.id,
                parent_id=root.id if root else None,
                author=self._me,
                text=text,
                mentions=[],
                written_at=datetime.now(UTC),
            )
        )
        item.sending = True
        self.answering, self.calls = None, 0
        self._place(item, root, 1)
        try:
            sent = await self._api.comment(self.post.id, text, to.id if to else None)
        except ApiError as error:
            item.gone = True
            self._place(item, root, -1)
            self.answering = to
            self._refuse("Couldn’t comment", error)
            return False
        self._known[sent.id] = item
        item.comment = sent
        item.heart = self._heart(sent)
        item.sending = False
        return True

    async def delete(self, item: CommentItem) -> None:
        """Gone at once, with its replies; back with the reason when the server refuses."""
        root = self._root(item) if item.comment.parent_id else None
        many = 1 + item.comment.replies
        self._remove(item, root, many)
        try:
            await self._api.delete_comment(item.id)
        except ApiError as error:
            if error.status != 404:
                self._remove(item, root, -many)
                self._refuse("Couldn’t delete the comment", error)

    async def pin(self, item: CommentItem, pinned: bool) -> None:
        before = item.comment
        self._turn(item, replace(before, pinned=pinned))
        try:
            answer = await (self._api.pin_comment if pinned else self._api.unpin_comment)(item.id)
        except ApiError as error:
            self._turn(item, before)
            self._refuse("Couldn’t pin it" if pinned else "Couldn’t unpin it", error)
            return
        self._turn(item, answer)

    async def _find(self) -> None:
        if not self.thread or self.found:
            return
        root = self._known.get(self.thread)
        if root and root.id != self.aim:
            root.answers.aim = self.aim
            await root.unfold()
            self.missed = root.answers.missed
        found = self._known.get(self.aim)
        if found:
            found.lit = True
            self.found = found

    def _root(self, item: CommentItem) -> CommentItem:
        """The comment on the post itself in whose thread this one stands."""
        return self._known.get(item.comment.parent_id or "", item)

    def _take_page(self, page: CommentPage) -> list[CommentItem]:
        return [self._take(comment) for comment in page.items]

    def _take(self, comment: Comment) -> CommentItem:
        item = self._known.get(comment.id)
        if item is None:
            item = self._known[comment.id] = self._made(comment)
        else:
            item.comment = comment
            item.heart.told(Like(liked=comment.liked, likes=comment.likes))
        return item

    def _made(self, comment: Comment) -> CommentItem:
        answers = Stretch(lambda cursor, near: self._api.replies(item.id, cursor, near), self._take_page)
        item = CommentItem(comment, self._heart(comment), answers)
        return item

    def _heart(self, comment: Comment) -> Heart:
        return Heart(
            Like(liked=comment.liked, likes=comment.likes),
            lambda: self._api.like_comment(comment.id),
            lambda: self._api.unlike_comment(comment.id),
            lambda error, wished: self._refuse("Couldn’t like it" if wished else "Couldn’t unlike it", error),
        )

    def _place(self, item: CommentItem, root: CommentItem | None, by: int) -> None:
        """Into its list, or out of it with -1."""
        if root is None:
            self.fresh = [item, *self.fresh] if by > 0 else [one for one in self.fresh if one is not item]
        else:
            root.fresh = [*root.fresh, item] if by > 0 else [one for one in root.fresh if one is not item]
            root.comment = replace(root.comment, replies=max(root.comment.replies + by, 0))
        self.post.commented(by)

    def _remove(self, item: CommentItem, root: CommentItem | None, many: int) -> None:
        item.gone = many > 0
        if self.answering is item:
            self.answering = None
        if root:
            root.comment = replace(root.comment, replies=max(root.comment.replies - many, 0))
        self.post.commented(-many)
        self.notify()

    def _turn(self, item: CommentItem, comment: Comment) -> None:
        item.comment = comment
        self.notify()

    def _refuse(self, what: str, error: ApiError) -> None:
        self._toasts.show(f"{what}. {reason(error)}", icon=ft.Icons.ERROR_OUTLINE_ROUNDED)


def _once(items: Iterable[CommentItem]) -> list[CommentItem]:
    """Those that are not gone, each once."""
    return [item for item in dict.fromkeys(items) if not item.gone]
