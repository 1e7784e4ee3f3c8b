"""A small town in memory that answers as the server would, for tests of what the apps do with its answers."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from shared.accounts import Author
from shared.accounts import Session as SignedIn
from shared.archive import Archive
from shared.engagement import Comment
from shared.feed import FeedEvent, FeedPreferences, Ranker, Source
from shared.graph import Profile, Relationship
from shared.media import Picture, Rendition, Suggestions, Variant, Video
from shared.notifications import Notification, NotificationSettings
from shared.posts import (
    OwnPost,
    Post,
    Version,
)
from shared.problems import ApiError, ProblemDetails
from shared.search import RecentSearch

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
    """Of all media; `ahead`, `renditions` and `suggestions` go with it."""
    ahead: int = 0
    renditions: list[Rendition] = field(default_factory=list)
    suggestions: Suggestions | None = None
    videos: set[str] = field(default_factory=set)
    """Media ids."""
    pixels: bytes = b""
    """What every preview shows."""
    versions: dict[str, list[Version]] = field(default_factory=dict)
    comments: list[Comment] = field(default_factory=list)
    heaps: dict[str, list[str]] = field(default_factory=dict)
    """Collection -> ids of the posts in it, the last added first; `heap_names` has what they are called."""
    heap_names: dict[str, str] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    """Ids of posts."""
    suggested: list[str] = field(default_factory=list)
    """Handles."""
    happened: list[Notification] = field(default_factory=list)
    """Latest first; `town_notifications.happen` adds to them."""
    line: str = ""
    """Address of the live line; there is none without."""
    recent: list[RecentSearch] = field(default_factory=list)
    """Last first."""
    taken_at: tuple[float, float] | None = None
    """Latitude and longitude in every photo."""
    told: NotificationSettings = field(default_factory=NotificationSettings)
    """Of what the visitor wants to be told."""
    archive: Archive = field(default_factory=Archive)
    feed_preferences: FeedPreferences = field(default_factory=FeedPreferences)
    brought: dict[str, tuple[Source, str]] = field(default_factory=dict)
    """Id of a post -> how it came into Home; `town_feed.bring` adds to them. Others are of followed people."""
    orders: dict[str, list[str]] = field(default_factory=dict)
    """Snapshot of Home -> ids of its posts."""
    ranker: Ranker = "starter"
    events: list[FeedEvent] = field(default_factory=list)
    """What was told of what was on screen."""
    followed_tags: list[str] = field(default_factory=list)
    gate: asyncio.Event | None = None
    """While there is one, likes, comments and searches are answered only once it is set."""
    grace: int = 30
    """Days in which a deleted account can be kept."""
    leaving: set[str] = field(default_factory=set)
    """Handles."""
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

    def video(self, file: str = "ridge", seconds: float = 42.0, **facts: Any) -> Picture:
        picture = self.picture(file, **facts)
        picture.video = Video(seconds=seconds, sound=True, hls=f"{self.pictures}/video/master.m3u8")
        return picture

    def author(self, handle: str) -> Author:
        person = self.people[handle]
        return Author(id=person.id, handle=handle, name=person.name, avatar=person.avatar)

    def post(self, handle: str, caption: str = "", *, hours: float = 1, **facts: Any) -> Post:
        words = caption.split()
        pictures = facts.pop("pictures", None) or [facts.pop("picture", None) or self.picture()]
        first = pictures[0]
        post = Post(
            id=self.next_id(),
            author=self.author(handle),
            pictures=pictures,
            ratio=facts.pop("ratio", min(max(first.width / first.height, 0.8), 1.91)),
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
