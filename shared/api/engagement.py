"""Likes and comments."""

from shared.api.transport import Transport
from shared.engagement import Comment, CommentPage, Like, NewComment
from shared.graph import People


class Engagement(Transport):
    async def like(self, post_id: str) -> Like:
        return await self._call("PUT", f"/posts/{post_id}/like", Like)

    async def unlike(self, post_id: str) -> Like:
        return await self._call("DELETE", f"/posts/{post_id}/like", Like)

    async def likers(self, post_id: str, cursor: str | None = None) -> People:
        """Who likes the post, latest first."""
        return await self._call("GET", f"/posts/{post_id}/likes", People, query={"cursor": cursor})

    async def comment(self, post_id: str, text: str, reply_to: str | None = None) -> Comment:
        return await self._call("POST", f"/posts/{post_id}/comments", Comment, NewComment(text=text, reply_to=reply_to))

    async def comments(self, post_id: str, cursor: str | None = None) -> CommentPage:
        """Pinned ones, then the newest first; without replies."""
        return await self._call("GET", f"/posts/{post_id}/comments", CommentPage, query={"cursor": cursor})

    async def replies(self, comment_id: str, cursor: str | None = None) -> CommentPage:
        """Oldest first."""
        return await self._call("GET", f"/comments/{comment_id}/replies", CommentPage, query={"cursor": cursor})

    async def delete_comment(self, comment_id: str) -> None:
        """One's own, or one on one's own post; its replies go with it."""
        await self._call("DELETE", f"/comments/{comment_id}", None)

    async def like_comment(self, comment_id: str) -> Like:
        return await self._call("PUT", f"/comments/{comment_id}/like", Like)

    async def unlike_comment(self, comment_id: str) -> Like:
        return await self._call("DELETE", f"/comments/{comment_id}/like", Like)

    async def pin_comment(self, comment_id: str) -> Comment:
        return await self._call("PUT", f"/comments/{comment_id}/pin", Comment)

    async def unpin_comment(self, comment_id: str) -> Comment:
        return await self._call("DELETE", f"/comments/{comment_id}/pin", Comment)
