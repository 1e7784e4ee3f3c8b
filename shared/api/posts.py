"""Drafts, posts and their history."""

from shared.api.transport import Transport, segment
from shared.posts import NewItem, NewPost, OwnPost, OwnPosts, Post, PostChange, PostPage, Versions


class Posts(Transport):
    async def create_post(self, media_id: str, caption: str = "", alt: str = "") -> OwnPost:
        """A draft around one photo as it is."""
        return await self.draft(NewPost(items=[NewItem(media_id=media_id, alt=alt)], caption=caption))

    async def draft(self, new: NewPost) -> OwnPost:
        return await self._call("POST", "/posts", OwnPost, new)

    async def change_post(self, post_id: str, change: PostChange) -> OwnPost:
        return await self._call("PATCH", f"/posts/{post_id}", OwnPost, change)

    async def publish(self, post_id: str) -> OwnPost:
        return await self._call("POST", f"/posts/{post_id}/publish", OwnPost)

    async def own_post(self, post_id: str) -> OwnPost:
        """State of one's own post, whatever it is."""
        return await self._call("GET", f"/me/posts/{post_id}", OwnPost)

    async def pending_posts(self) -> OwnPosts:
        """One's own drafts, posts in processing and failed ones, newest first."""
        return await self._call("GET", "/me/posts/pending", OwnPosts)

    async def post(self, post_id: str) -> Post:
        return await self._call("GET", f"/posts/{post_id}", Post)

    async def versions(self, post_id: str) -> Versions:
        """How a post read before each of its edits."""
        return await self._call("GET", f"/posts/{post_id}/versions", Versions)

    async def delete_post(self, post_id: str) -> None:
        await self._call("DELETE", f"/posts/{post_id}", None)

    async def posts_of(self, handle: str, cursor: str | None = None) -> PostPage:
        return await self._call("GET", f"/people/{segment(handle)}/posts", PostPage, query={"cursor": cursor})
