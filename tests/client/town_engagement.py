"""What the town answers about likes and comments."""

from datetime import timedelta
from typing import Any

import msgspec

from shared.engagement import Comment, CommentPage, Like
from shared.graph import People, Person
from shared.posts import Post
from tests.client.town import NOW, Town, refusal
from tests.client.town_posts import TownPosts

PAGE = 20


def said(town: Town, post: Post, handle: str, text: str, *, hours: float = 1, **facts: Any) -> Comment:
    """Somebody commented, or replied when `parent_id` is given."""
    words = text.split()
    comment = Comment(
        id=town.next_id(),
        post_id=post.id,
        author=town.author(handle),
        text=text,
        mentions=[word[1:].strip(".,") for word in words if word.startswith("@")],
        written_at=NOW - timedelta(hours=hours),
        **facts,
    )
    town.comments.append(comment)
    _count(town, comment, 1)
    return comment


def _count(town: Town, comment: Comment, by: int) -> None:
    for post in town.posts:
        if post.id == comment.post_id:
            post.comments += by
    for other in town.comments:
        if other.id == comment.parent_id:
            other.replies += by


class TownEngagement(TownPosts):
    async def _slowly(self, verb: str, *details: Any) -> None:
        """Answers only when the town's gate is open; what is refused then is refused late."""
        if self.town.gate:
            self.town.calls.append((verb, details))
            await self.town.gate.wait()
            if verb in self.town.refusals:
                raise self.town.refusals[verb]
        else:
            self._note(verb, *details)

    async def _set_like(self, liked: bool, post_id: str) -> Like:
        await self._slowly("like" if liked else "unlike", post_id)
        post = await self._post(post_id)
        post.likes += liked - post.liked
        post.liked = liked
        return Like(liked=liked, likes=post.likes)

    async def _post(self, post_id: str) -> Post:
        found = [post for post in self.town.posts if post.id == post_id]
        if not found:
            raise refusal(404, "No such post")
        return found[0]

    async def like(self, post_id: str) -> Like:
        return await self._set_like(True, post_id)

    async def unlike(self, post_id: str) -> Like:
        return await self._set_like(False, post_id)

    async def likers(self, post_id: str, cursor: str | None = None) -> People:
        self._note("likers", post_id, cursor)
        start = int(cursor or 0)
        handles = [one for one in self.town.people if one != self._handle]
        people = [
            Person(author=self.town.author(one), relationship=self.town.people[one].relationship)
            for one in handles[start : start + PAGE]
        ]
        return People(items=people, cursor=str(start + PAGE) if start + PAGE < len(handles) else None)

    async def comment(self, post_id: str, text: str, reply_to: str | None = None) -> Comment:
        await self._slowly("comment", post_id, text, reply_to)
        parent = next((one for one in self.town.comments if one.id == reply_to), None)
        root = (parent.parent_id or parent.id) if parent else None
        made = said(self.town, await self._post(post_id), self._handle, text, hours=0, parent_id=root)
        return msgspec.structs.replace(made)

    def _page_of(self, comments: list[Comment], cursor: str | None, at: str | None) -> CommentPage:
        start = int(cursor or 0)
        if at:
            place = [one.id for one in comments].index(at)
            start = place - 1 if place >= PAGE else 0
        after = str(start + PAGE) if start + PAGE < len(comments) else None
        items = [msgspec.structs.replace(one) for one in comments[start : start + PAGE]]
        return CommentPage(items=items, cursor=after, above=bool(at and start), thread=at)

    async def comments(self, post_id: str, cursor: str | None = None, at: str | None = None) -> CommentPage:
        self._note("comments", post_id, cursor, at)
        found = [one for one in self.town.comments if one.post_id == post_id and one.parent_id is None]
        found.sort(key=lambda one: (one.pinned, one.written_at), reverse=True)
        if at:
            at = self._one(at).parent_id or at
        return self._page_of(found, cursor, at)

    async def replies(self, comment_id: str, cursor: str | None = None, at: str | None = None) -> CommentPage:
        self._note("replies", comment_id, cursor, at)
        found = [one for one in self.town.comments if one.parent_id == comment_id]
        return self._page_of(sorted(found, key=lambda one: one.written_at), cursor, at and self._one(at).id)

    def _one(self, comment_id: str) -> Comment:
        found = [one for one in self.town.comments if one.id == comment_id]
        if not found:
            raise refusal(404, "No such comment")
        return found[0]

    async def delete_comment(self, comment_id: str) -> None:
        self._note("delete_comment", comment_id)
        gone = self._one(comment_id)
        self.town.comments = [one for one in self.town.comments if comment_id not in (one.id, one.parent_id)]
        _count(self.town, gone, -1 - gone.replies)

    async def like_comment(self, comment_id: str) -> Like:
        self._note("like_comment", comment_id)
        one = self._one(comment_id)
        one.liked, one.likes = True, one.likes + (not one.liked)
        return Like(liked=True, likes=one.likes)

    async def unlike_comment(self, comment_id: str) -> Like:
        self._note("unlike_comment", comment_id)
        one = self._one(comment_id)
        one.liked, one.likes = False, one.likes - one.liked
        return Like(liked=False, likes=one.likes)

    async def pin_comment(self, comment_id: str) -> Comment:
        return self._pin(comment_id, True)

    async def unpin_comment(self, comment_id: str) -> Comment:
        return self._pin(comment_id, False)

    def _pin(self, comment_id: str, pinned: bool) -> Comment:
        self._note("pin_comment" if pinned else "unpin_comment", comment_id)
        one = self._one(comment_id)
        one.pinned = pinned
        return msgspec.structs.replace(one)
