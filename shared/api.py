"""The one typed client of the HTTP API, used by both apps and by the tests."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, TypeVar
from urllib.parse import quote

import httpx
import msgspec

from shared import tus
from shared.accounts import (
    Handles,
    Me,
    PasswordChange,
    ProfileChange,
    Refresh,
    Sessions,
    SignIn,
    SignUp,
    Tokens,
)
from shared.engagement import Comment, CommentPage, Like, NewComment
from shared.feed import FeedPage, NewPosts
from shared.graph import People, Profile, Relationship
from shared.looks import Look
from shared.media import DirectUpload, Limits, Media, NewDirectUpload, Quota
from shared.ops import AdminHealth, Health
from shared.posts import NewItem, NewPost, OwnPost, OwnPosts, Post, PostChange, PostPage, Versions
from shared.problems import ApiError, ProblemDetails
from shared.tus import Content, Progress

T = TypeVar("T")
OFFLINE = ProblemDetails(type="/problems/offline", title="No answer", status=0, detail="The server cannot be reached.")


class Api:
    """Speaks to one server as one person. Refreshes its access token by itself and calls `on_tokens` when it did."""

    def __init__(
        self,
        base_url: str,
        *,
        tokens: Tokens | None = None,
        on_tokens: Callable[[Tokens | None], Awaitable[None]] | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.http = httpx.AsyncClient(base_url=base_url, timeout=30, transport=transport)
        self.tokens = tokens
        self.on_tokens = on_tokens
        self._refreshing = asyncio.Lock()

    async def close(self) -> None:
        await self.http.aclose()

    # accounts

    async def handle_free(self, handle: str) -> Handles:
        return await self._call("GET", f"/accounts/handles/{_segment(handle)}", Handles)

    async def sign_up(self, handle: str, password: str, name: str = "", device: str = "") -> Tokens:
        body = SignUp(handle=handle, password=password, name=name, device=device)
        return await self._signed_in(await self._call("POST", "/accounts", Tokens, body, anonymous=True))

    async def sign_in(self, handle: str, password: str, device: str = "") -> Tokens:
        body = SignIn(handle=handle, password=password, device=device)
        return await self._signed_in(await self._call("POST", "/sessions", Tokens, body, anonymous=True))

    async def refresh(self) -> Tokens:
        """A new pair for the current refresh token. Raises `ApiError` 401 when the session is over."""
        if self.tokens is None:
            raise ApiError(ProblemDetails(type="/problems/unauthenticated", title="Signed out", status=401))
        body = Refresh(refresh_token=self.tokens.refresh_token)
        try:
            return await self._signed_in(await self._call("POST", "/sessions/refresh", Tokens, body, anonymous=True))
        except ApiError as error:
            if error.status == 401:
                await self._signed_out()
            raise

    async def sign_out(self) -> None:
        await self._call("DELETE", "/sessions/current", None)
        await self._signed_out()

    async def sessions(self) -> Sessions:
        return await self._call("GET", "/sessions", Sessions)

    async def end_session(self, session_id: str) -> None:
        await self._call("DELETE", f"/sessions/{session_id}", None)

    async def me(self) -> Me:
        return await self._call("GET", "/me", Me)

    async def change_profile(self, change: ProfileChange) -> Me:
        return await self._call("PATCH", "/me", Me, change)

    async def change_password(self, current: str, new: str) -> None:
        await self._call("PUT", "/me/password", None, PasswordChange(current=current, new=new))

    # graph

    async def profile(self, handle: str) -> Profile:
        return await self._call("GET", f"/people/{_segment(handle)}", Profile)

    async def follow(self, handle: str) -> Relationship:
        return await self._call("PUT", f"/people/{_segment(handle)}/follow", Relationship)

    async def unfollow(self, handle: str) -> Relationship:
        """Also takes a follow request back."""
        return await self._call("DELETE", f"/people/{_segment(handle)}/follow", Relationship)

    async def block(self, handle: str) -> Relationship:
        return await self._call("PUT", f"/people/{_segment(handle)}/block", Relationship)

    async def unblock(self, handle: str) -> Relationship:
        return await self._call("DELETE", f"/people/{_segment(handle)}/block", Relationship)

    async def mute(self, handle: str) -> Relationship:
        return await self._call("PUT", f"/people/{_segment(handle)}/mute", Relationship)

    async def unmute(self, handle: str) -> Relationship:
        return await self._call("DELETE", f"/people/{_segment(handle)}/mute", Relationship)

    async def follow_requests(self, cursor: str | None = None) -> People:
        return await self._call("GET", "/follow-requests", People, query={"cursor": cursor})

    async def accept_request(self, handle: str) -> Relationship:
        return await self._call("PUT", f"/follow-requests/{_segment(handle)}", Relationship)

    async def refuse_request(self, handle: str) -> Relationship:
        return await self._call("DELETE", f"/follow-requests/{_segment(handle)}", Relationship)

    async def followers(self, handle: str, cursor: str | None = None) -> People:
        return await self._call("GET", f"/people/{_segment(handle)}/followers", People, query={"cursor": cursor})

    async def following(self, handle: str, cursor: str | None = None) -> People:
        return await self._call("GET", f"/people/{_segment(handle)}/following", People, query={"cursor": cursor})

    async def blocked(self, cursor: str | None = None) -> People:
        return await self._call("GET", "/me/blocked", People, query={"cursor": cursor})

    async def muted(self, cursor: str | None = None) -> People:
        return await self._call("GET", "/me/muted", People, query={"cursor": cursor})

    # search

    async def search_people(self, prefix: str, cursor: str | None = None) -> People:
        return await self._call("GET", "/search/people", People, query={"prefix": prefix, "cursor": cursor})

    # media

    async def limits(self) -> Limits:
        return await self._call("GET", "/limits", Limits)

    async def quota(self) -> Quota:
        return await self._call("GET", "/me/quota", Quota)

    async def preview(self, media_id: str, look: Look, width: int = 1080) -> bytes:
        """One's own picture in this look, as WebP of at most so many pixels across."""
        body = msgspec.json.encode(look)
        headers = {"Content-Type": "application/json"}
        path = f"/media/{media_id}/preview"
        answer = await self._request("POST", path, params={"width": width}, content=body, headers=headers)
        return answer.content

    async def media(self, media_id: str) -> Media:
        return await self._call("GET", f"/media/{media_id}", Media)

    async def direct_upload(self, size: int, filename: str = "") -> DirectUpload:
        """A link for one PUT of the raw bytes; the media exists from then on."""
        return await self._call("POST", "/uploads/direct", DirectUpload, NewDirectUpload(size=size, filename=filename))

    async def upload(self, content: Content, *, progress: Progress | None = None, filename: str = "") -> str:
        """Uploads by tus, taking up again after broken connections. Returns the media id."""
        piece_bytes = (await self.limits()).chunk_bytes
        return await tus.upload(self._request, content, piece_bytes, progress=progress, filename=filename)

    # posts

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
        return await self._call("GET", f"/people/{_segment(handle)}/posts", PostPage, query={"cursor": cursor})

    # engagement

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

    # feed

    async def following_feed(self, cursor: str | None = None, limit: int | None = None) -> FeedPage:
        return await self._call("GET", "/feed/following", FeedPage, query={"cursor": cursor, "limit": limit})

    async def new_posts(self, since: str) -> NewPosts:
        """How many posts of others stand above the post with id `since`."""
        return await self._call("GET", "/feed/following/new", NewPosts, query={"since": since})

    # operations

    async def health(self) -> Health:
        return await self._call("GET", "/health", Health)

    async def admin_health(self) -> AdminHealth:
        return await self._call("GET", "/admin/health", AdminHealth)

    async def every(self, page: Callable[[str | None], Awaitable[Any]]) -> AsyncIterator[Any]:
        """All items of a paged call, page after page."""
        cursor: str | None = None
        while True:
            answer = await page(cursor)
            for item in answer.items:
                yield item
            cursor = answer.cursor
            if cursor is None:
                return

    # transport

    async def _call(
        self,
        method: str,
        path: str,
        answer: type[T] | None,
        body: Any = None,
        *,
        query: dict[str, Any] | None = None,
        anonymous: bool = False,
    ) -> T:
        response = await self._request(
            method,
            path,
            params={k: v for k, v in (query or {}).items() if v is not None},
            content=None if body is None else msgspec.json.encode(body),
            headers={} if body is None else {"Content-Type": "application/json"},
            anonymous=anonymous,
        )
        if answer is None:
            return None  # type: ignore[return-value]
        return msgspec.json.decode(response.content, type=answer)

    async def _request(self, method: str, path: str, *, anonymous: bool = False, **options: Any) -> httpx.Response:
        url = path if path.startswith("http") else f"/api/v1{path}"
        used = self.tokens.access_token if self.tokens and not anonymous else None
        response = await self._send(method, url, used, options)
        if response.status_code == 401 and used:
            async with self._refreshing:
                if self.tokens is not None and self.tokens.access_token == used:
                    await self.refresh()
            if self.tokens is not None:
                response = await self._send(method, url, self.tokens.access_token, options)
        if response.status_code >= 400:
            raise ApiError(_problem(response))
        return response

    async def _send(self, method: str, url: str, token: str | None, options: dict[str, Any]) -> httpx.Response:
        headers = dict(options.get("headers") or {})
        if token:
            headers["Authorization"] = f"Bearer {token}"
        try:
            return await self.http.request(method, url, **(options | {"headers": headers}))
        except httpx.TransportError as error:
            raise ApiError(OFFLINE) from error

    async def _signed_in(self, tokens: Tokens) -> Tokens:
        self.tokens = tokens
        if self.on_tokens:
            await self.on_tokens(tokens)
        return tokens

    async def _signed_out(self) -> None:
        self.tokens = None
        if self.on_tokens:
            await self.on_tokens(None)


def _segment(text: str) -> str:
    """One segment of a path, whatever somebody typed."""
    return quote(text, safe="")


def _problem(response: httpx.Response) -> ProblemDetails:
    try:
        return msgspec.json.decode(response.content, type=ProblemDetails)
    except msgspec.DecodeError:
        return ProblemDetails(
            type="about:blank", title=response.reason_phrase or "Refused", status=response.status_code
        )
