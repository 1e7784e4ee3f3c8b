"""A small town in memory that answers as the server would, for tests of what the apps do with its answers."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from shared.accounts import Author, Handles, Me, ProfileChange, Sessions, Tokens
from shared.accounts import Session as SignedIn
from shared.feed import FeedPage, NewPosts
from shared.graph import People, Person, Profile, Relationship
from shared.media import DirectUpload, Limits, Media, Picture, Variant
from shared.ops import AdminHealth, Backlog, EngineHealth
from shared.posts import OwnPost, OwnPosts, Post, PostChange, PostPage
from shared.problems import ApiError, ProblemDetails
from shared.ui.session import DeviceApi

NOW = datetime.now(UTC)
HASHES = ("LEHV6nWB2yk8pyo0adR*.7kCMdnj", "LGF5]+Yk^6#M@-5c,1J5@[or[Q6.", "L6PZfSi_.AyE_3t7t7R**0o#DgR4")


def refusal(status: int, detail: str, kind: str = "refused", **fields: str) -> ApiError:
    return ApiError(ProblemDetails(type=f"/problems/{kind}", title=detail, status=status, detail=detail, fields=fields))


OFFLINE = ApiError(ProblemDetails(type="/problems/offline", title="No answer", status=0))


@dataclass
class Town:
    """Everything that is true. `refusals` maps the name of a verb to what it raises from then on."""

    people: dict[str, Profile] = field(default_factory=dict)
    posts: list[Post] = field(default_factory=list)
    """Newest first."""
    passwords: dict[str, str] = field(default_factory=dict)
    moderators: set[str] = field(default_factory=set)
    asking: list[str] = field(default_factory=list)
    devices: list[SignedIn] = field(default_factory=list)
    refusals: dict[str, ApiError] = field(default_factory=dict)
    calls: list[tuple[str, tuple[Any, ...]]] = field(default_factory=list)
    pictures: str = "http://pictures.test"
    own: dict[str, OwnPost] = field(default_factory=dict)
    media_state: str = "ready"
    ids: int = 1000

    def next_id(self) -> str:
        self.ids += 1
        return str(self.ids)

    def person(self, handle: str, name: str = "", **facts: Any) -> Profile:
        defaults: dict[str, Any] = {
            "bio": "",
            "private": False,
            "picture": None,
            "posts": 0,
            "followers": 12,
            "following": 7,
            "you": False,
            "relationship": Relationship(),
            "visible": True,
        }
        profile = Profile(id=self.next_id(), handle=handle, name=name, **(defaults | facts))
        self.people[handle] = profile
        self.passwords[handle] = "correct horse battery"
        return profile

    def picture(self, file: str = "ridge", width: int = 1080, height: int = 1350, alt: str = "") -> Picture:
        number = self.next_id()
        names = (("square", 320), ("w640", 640), ("w1080", 1080))
        return Picture(
            id=number,
            width=width,
            height=height,
            blurhash=HASHES[int(number) % len(HASHES)],
            alt=alt,
            variants=[
                Variant(name=name, width=size, height=size, url=f"{self.pictures}/{file}.webp")  # type: ignore[arg-type]
                for name, size in names
            ],
        )

    def author(self, handle: str) -> Author:
        person = self.people[handle]
        return Author(id=person.id, handle=handle, name=person.name, avatar=person.avatar)

    def post(self, handle: str, caption: str = "", *, hours: float = 1, **facts: Any) -> Post:
        words = caption.split()
        post = Post(
            id=self.next_id(),
            author=self.author(handle),
            picture=facts.pop("picture", None) or self.picture(),
            caption=caption,
            hashtags=[word[1:].strip(".,") for word in words if word.startswith("#")],
            mentions=[word[1:].strip(".,") for word in words if word.startswith("@")],
            published_at=NOW - timedelta(hours=hours),
            **facts,
        )
        self.posts.append(post)
        self.posts.sort(key=lambda one: one.published_at, reverse=True)
        self.people[handle].posts += 1
        return post

    def tie(self, handle: str, **facts: Any) -> Relationship:
        person = self.people[handle]
        person.relationship = msgspec.structs.replace(person.relationship, **facts)
        return person.relationship


class TownApi(DeviceApi):
    """The API client, answered by a town instead of a server."""

    def __init__(self, town: Town) -> None:
        super().__init__("http://town.test")
        self.town = town

    def _note(self, verb: str, *details: Any) -> None:
        self.town.calls.append((verb, details))
        if verb in self.town.refusals:
            raise self.town.refusals[verb]
        if "everything" in self.town.refusals:
            raise self.town.refusals["everything"]

    def _me(self, handle: str) -> Me:
        person = self.town.people[handle]
        return Me(
            id=person.id,
            handle=handle,
            name=person.name,
            bio=person.bio,
            private=person.private,
            role="moderator" if handle in self.town.moderators else "person",
            picture=person.picture,
            created_at=NOW,
        )

    def tokens_of(self, handle: str) -> Tokens:
        return Tokens(access_token="a", refresh_token=f"r-{handle}", expires_in=900, me=self._me(handle))

    @property
    def _handle(self) -> str:
        assert self.tokens
        return self.tokens.me.handle

    async def handle_free(self, handle: str) -> Handles:
        self._note("handle_free", handle)
        taken = handle in self.town.people
        return Handles(handle=handle, free=not taken, reason="Someone has it already" if taken else "")

    async def sign_up(self, handle: str, password: str, name: str = "", device: str = "") -> Tokens:
        self._note("sign_up", handle)
        self.town.person(handle, name, you=True)
        self.town.passwords[handle] = password
        return await self._signed_in(self.tokens_of(handle))

    async def sign_in(self, handle: str, password: str, device: str = "") -> Tokens:
        self._note("sign_in", handle)
        if self.town.passwords.get(handle) != password:
            raise refusal(401, "Wrong handle or password")
        return await self._signed_in(self.tokens_of(handle))

    async def sign_out(self) -> None:
        self._note("sign_out")
        await self._signed_out()

    async def sessions(self) -> Sessions:
        self._note("sessions")
        return Sessions(items=list(self.town.devices))

    async def end_session(self, session_id: str) -> None:
        self._note("end_session", session_id)
        self.town.devices = [one for one in self.town.devices if one.id != session_id]

    async def me(self) -> Me:
        self._note("me")
        return self._me(self._handle)

    async def change_profile(self, change: ProfileChange) -> Me:
        self._note("change_profile", change)
        person = self.town.people[self._handle]
        if change.name is not msgspec.UNSET:
            person.name = change.name
        if change.bio is not msgspec.UNSET:
            person.bio = change.bio
        if change.private is not msgspec.UNSET:
            person.private = change.private
        return self._me(self._handle)

    async def profile(self, handle: str) -> Profile:
        self._note("profile", handle)
        if handle not in self.town.people:
            raise refusal(404, "No such person")
        person = self.town.people[handle]
        return msgspec.structs.replace(person, you=handle == self._handle)

    async def follow(self, handle: str) -> Relationship:
        self._note("follow", handle)
        return self.town.tie(handle, tie="requested" if self.town.people[handle].private else "following")

    async def unfollow(self, handle: str) -> Relationship:
        self._note("unfollow", handle)
        return self.town.tie(handle, tie="none")

    async def block(self, handle: str) -> Relationship:
        self._note("block", handle)
        return self.town.tie(handle, tie="none", blocked=True)

    async def unblock(self, handle: str) -> Relationship:
        self._note("unblock", handle)
        return self.town.tie(handle, blocked=False)

    async def mute(self, handle: str) -> Relationship:
        self._note("mute", handle)
        return self.town.tie(handle, muted=True)

    async def unmute(self, handle: str) -> Relationship:
        self._note("unmute", handle)
        return self.town.tie(handle, muted=False)

    def _people(self, handles: list[str], cursor: str | None) -> People:
        start = int(cursor or 0)
        page = handles[start : start + 20]
        items = [
            Person(author=self.town.author(handle), relationship=self.town.people[handle].relationship)
            for handle in page
        ]
        return People(items=items, cursor=str(start + 20) if start + 20 < len(handles) else None)

    async def follow_requests(self, cursor: str | None = None) -> People:
        self._note("follow_requests", cursor)
        return self._people(self.town.asking, cursor)

    async def accept_request(self, handle: str) -> Relationship:
        self._note("accept_request", handle)
        self.town.asking.remove(handle)
        return self.town.tie(handle, asked_you=False, follows_you=True)

    async def refuse_request(self, handle: str) -> Relationship:
        self._note("refuse_request", handle)
        self.town.asking.remove(handle)
        return self.town.tie(handle, asked_you=False)

    async def followers(self, handle: str, cursor: str | None = None) -> People:
        self._note("followers", handle)
        return self._people([one for one in self.town.people if one != handle], cursor)

    async def following(self, handle: str, cursor: str | None = None) -> People:
        self._note("following", handle)
        followed = [one.handle for one in self.town.people.values() if one.relationship.tie == "following"]
        return self._people(followed, cursor)

    async def blocked(self, cursor: str | None = None) -> People:
        self._note("blocked")
        return self._people([one.handle for one in self.town.people.values() if one.relationship.blocked], cursor)

    async def muted(self, cursor: str | None = None) -> People:
        self._note("muted")
        return self._people([one.handle for one in self.town.people.values() if one.relationship.muted], cursor)

    async def search_people(self, prefix: str, cursor: str | None = None) -> People:
        self._note("search_people", prefix)
        return self._people([one for one in sorted(self.town.people) if one.startswith(prefix)], cursor)

    async def limits(self) -> Limits:
        self._note("limits")
        kinds = ["image/jpeg", "image/png", "image/webp", "image/gif", "image/heic", "image/avif"]
        return Limits(
            photo_max_bytes=30_000_000,
            photo_max_pixels=100_000_000,
            photo_types=kinds,
            caption_max=2200,
            alt_max=1500,
            chunk_bytes=1_000_000,
        )

    async def media(self, media_id: str) -> Media:
        self._note("media", media_id)
        ready = self.town.media_state == "ready"
        picture = msgspec.structs.replace(self.town.picture("ceramic"), id=media_id) if ready else None
        reason = "This file is not a photo" if self.town.media_state == "failed" else ""
        return Media(id=media_id, state=self.town.media_state, picture=picture, reason=reason, created_at=NOW)  # type: ignore[arg-type]

    async def direct_upload(self, size: int, filename: str = "") -> DirectUpload:
        self._note("direct_upload", size, filename)
        number = self.town.next_id()
        return DirectUpload(media_id=number, url=f"http://town.test/put/{number}", expires_at=NOW + timedelta(hours=1))

    async def create_post(self, media_id: str, caption: str = "", alt: str = "") -> OwnPost:
        self._note("create_post", media_id, caption, alt)
        number = self.town.next_id()
        own = OwnPost(id=number, state="draft", media_id=media_id, caption=caption, alt=alt, created_at=NOW)
        self.town.own[number] = own
        return own

    async def change_post(self, post_id: str, change: PostChange) -> OwnPost:
        self._note("change_post", post_id, change)
        for at, post in enumerate(self.town.posts):
            if post.id == post_id:
                picture = msgspec.structs.replace(post.picture, alt=change.alt or "")
                caption = post.caption if change.caption is msgspec.UNSET else change.caption
                changed = msgspec.structs.replace(post, caption=caption, picture=picture, edited_at=NOW)
                self.town.posts[at] = changed
                return OwnPost(
                    id=post_id,
                    state="published",
                    media_id=picture.id,
                    caption=caption,
                    alt=picture.alt,
                    created_at=NOW,
                    post=changed,
                )
        own = self.town.own[post_id]
        if change.media_id is not msgspec.UNSET:
            own.media_id = change.media_id
        return own

    async def publish(self, post_id: str) -> OwnPost:
        self._note("publish", post_id)
        self.town.own[post_id].state = "processing"
        return self.town.own[post_id]

    async def own_post(self, post_id: str) -> OwnPost:
        self._note("own_post", post_id)
        own = self.town.own[post_id]
        if own.state == "processing" and self.town.media_state == "ready":
            picture = self.town.picture("ceramic", alt=own.alt)
            own.post = self.town.post(self._handle, own.caption, hours=0, picture=picture)
            own.state = "published"
        return own

    async def pending_posts(self) -> OwnPosts:
        self._note("pending_posts")
        return OwnPosts(items=[own for own in self.town.own.values() if own.state != "published"])

    async def post(self, post_id: str) -> Post:
        self._note("post", post_id)
        for post in self.town.posts:
            if post.id == post_id:
                return post
        raise refusal(404, "No such post")

    async def delete_post(self, post_id: str) -> None:
        self._note("delete_post", post_id)
        self.town.own.pop(post_id, None)
        self.town.posts = [post for post in self.town.posts if post.id != post_id]

    def _page(self, posts: list[Post], cursor: str | None, limit: int) -> tuple[list[Post], str | None]:
        start = int(cursor or 0)
        return posts[start : start + limit], str(start + limit) if start + limit < len(posts) else None

    async def posts_of(self, handle: str, cursor: str | None = None) -> PostPage:
        self._note("posts_of", handle, cursor)
        items, after = self._page([post for post in self.town.posts if post.author.handle == handle], cursor, 12)
        return PostPage(items=items, cursor=after)

    def _feed(self) -> list[Post]:
        ties = {handle: person.relationship for handle, person in self.town.people.items()}
        return [
            post
            for post in self.town.posts
            if post.author.handle == self._handle
            or (ties[post.author.handle].tie == "following" and not ties[post.author.handle].muted)
        ]

    async def following_feed(self, cursor: str | None = None, limit: int | None = None) -> FeedPage:
        self._note("following_feed", cursor, limit)
        items, after = self._page(self._feed(), cursor, limit or 30)
        return FeedPage(items=items, cursor=after)

    async def new_posts(self, since: str) -> NewPosts:
        self._note("new_posts", since)
        ids = [post.id for post in self._feed()]
        return NewPosts(count=ids.index(since) if since in ids else 30)

    async def admin_health(self) -> AdminHealth:
        self._note("admin_health")
        engines = [
            EngineHealth(name="PostgreSQL", up=True, version="18.6", latency_ms=0.6, detail="12 of 100 connections"),
            EngineHealth(name="Valkey", up=True, version="9.1.2", latency_ms=0.2, detail="3.1 MB"),
            EngineHealth(name="Stories Valkey", up=True, version="9.1.2", latency_ms=71.0),
            EngineHealth(name="Blob store", up=False, detail="The folder cannot be written"),
        ]
        backlog = [
            Backlog(name="outbox", waiting=0),
            Backlog(name="fanout", waiting=3, oldest_seconds=0.4),
            Backlog(name="media", waiting=14, oldest_seconds=95),
            Backlog(name="dead letters", waiting=0),
        ]
        return AdminHealth(version="0.1.0", engines=engines, backlog=backlog)
