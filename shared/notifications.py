"""What happened to somebody, on the wire."""

from datetime import datetime
from typing import Literal

from msgspec import UNSET, Struct, UnsetType

from shared.accounts import Author
from shared.graph import Relationship
from shared.media import Picture

NotificationKind = Literal[
    "like", "comment", "reply", "mention", "comment_like", "tag", "share", "follow", "request", "accepted"
]
"""`mention` is by a caption or a comment, `request` asks to follow a private account, `accepted` answers one's own."""
From = Literal["everyone", "following", "nobody"]
"""Whose doings one is told of: everybody's, those of people one follows, nobody's."""


class PostBrief(Struct, kw_only=True):
    id: str
    picture: Picture


class Notification(Struct, kw_only=True):
    """Several doings of one kind on one thing are one notification: "ana, ben and 12 others liked your photo"."""

    id: str
    """Stays the same while more people join."""
    kind: NotificationKind
    people: list[Author]
    """At most two, the latest first, and nobody who is hidden from the reader."""
    others: int = 0
    post: PostBrief | None = None
    comment_id: str | None = None
    text: str = ""
    """The beginning of the comment, or the note of who shared."""
    at: datetime
    seen: bool
    relationship: Relationship | None = None
    """To the first of the people, for `follow` and `request`."""


class Notifications(Struct, kw_only=True):
    items: list[Notification]
    """Latest first."""
    unread: int
    """Notifications not seen yet, all pages together, counted up to 99."""
    cursor: str | None = None


class Unread(Struct, kw_only=True):
    count: int
    """Up to 99."""


class SeenUpTo(Struct, kw_only=True, forbid_unknown_fields=True):
    """All that happened until the newest change of this notification, itself included, has been seen."""

    at: datetime


class NotificationSettings(Struct, kw_only=True):
    likes: From = "everyone"
    comments: From = "everyone"
    """With replies."""
    comment_likes: From = "everyone"
    mentions: From = "everyone"
    """With tags in pictures."""
    shares: From = "everyone"
    follows: From = "everyone"
    """New followers and answers to one's own requests; requests to follow always arrive."""
    paused_until: datetime | None = None
    """Until then nothing is pushed or counted; it stands in the list all the same."""


class NotificationSettingsChange(Struct, kw_only=True, forbid_unknown_fields=True):
    likes: From | UnsetType = UNSET
    comments: From | UnsetType = UNSET
    comment_likes: From | UnsetType = UNSET
    mentions: From | UnsetType = UNSET
    shares: From | UnsetType = UNSET
    follows: From | UnsetType = UNSET
    paused_until: datetime | UnsetType | None = UNSET
