"""Likes, comments, saves and collections, hiding, sharing."""

from shared.api.transport import Transport
from shared.engagement import (
    Collection,
    Collections,
    Comment,
    CommentPage,
    Hide,
    Like,
    NewCollection,
    NewComment,
    NewShare,
    Saved,
    WhyHide,
)
from shared.graph import People
from shared.posts import PostPage


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

    async def comments(self, post_id: str, cursor: str | None = None, at: str | None = None) -> CommentPage:
        """Pinned ones, then the newest first; without replies. `at`: the page with the thread of that comment."""
        query = {"cursor": cursor, "at": at}
        return await self._call("GET", f"/posts/{post_id}/comments", CommentPage, query=query)

    async def replies(self, comment_id: str, cursor: str | None = None, at: str | None = None) -> CommentPage:
        """Oldest first. `at`: the page with that reply."""
        query = {"cursor": cursor, "at": at}
        return await self._call("GET", f"/comments/{comment_id}/replies", CommentPage, query=query)

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

    async def save(self, post_id: str) -> Saved:
        return await self._call("PUT", f"/posts/{post_id}/save", Saved)

    async def unsave(self, post_id: str) -> Saved:
        """Also takes it out of every collection."""
        return await self._call("DELETE", f"/posts/{post_id}/save", Saved)

    async def saved_in(self, post_id: str) -> Saved:
        return await self._call("GET", f"/posts/{post_id}/save", Saved)

    async def saved_posts(self, cursor: str | None = None) -> PostPage:
        """The last saved first."""
        return await self._call("GET", "/me/saved", PostPage, query={"cursor": cursor})

    async def collections(self) -> Collections:
        return await self._call("GET", "/me/collections", Collections)

    async def new_collection(self, name: str) -> Collection:
        return await self._call("POST", "/me/collections", Collection, NewCollection(name=name))

    async def rename_collection(self, collection_id: str, name: str) -> Collection:
        return await self._call("PATCH", f"/me/collections/{collection_id}", Collection, NewCollection(name=name))

    async def delete_collection(self, collection_id: str) -> None:
        """Its posts stay saved."""
        await self._call("DELETE", f"/me/collections/{collection_id}", None)

    async def collection(self, collection_id: str) -> Collection:
        return await self._call("GET", f"/me/collections/{collection_id}", Collection)

    async def collection_posts(self, collection_id: str, cursor: str | None = None) -> PostPage:
        path = f"/me/collections/{collection_id}/posts"
        return await self._call("GET", path, PostPage, query={"cursor": cursor})

    async def collect(self, collection_id: str, post_id: str) -> Saved:
        """Puts a post into a collection, and saves it thereby."""
        return await self._call("PUT", f"/me/collections/{collection_id}/posts/{post_id}", Saved)

    async def uncollect(self, collection_id: str, post_id: str) -> Saved:
        """The post stays saved."""
        return await self._call("DELETE", f"/me/collections/{collection_id}/posts/{post_id}", Saved)

    async def hide_post(self, post_id: str, why: WhyHide = "hidden") -> None:
        await self._call("PUT", f"/posts/{post_id}/hide", None, Hide(why=why))

    async def unhide_post(self, post_id: str) -> None:
        await self._call("DELETE", f"/posts/{post_id}/hide", None)

    async def share_targets(self, post_id: str, q: str | None = None) -> People:
        """Followers of the viewer who may see the post, those close to the viewer first."""
        return await self._call("GET", f"/posts/{post_id}/share-targets", People, query={"q": q})

    async def share(self, post_id: str, to: list[str], note: str = "") -> None:
        await self._call("POST", f"/posts/{post_id}/shares", None, NewShare(to=to, note=note))
