"""Likes, comments, saves, shares and hiding on the wire."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from shared.accounts import Author
from shared.limits import SHARE_PEOPLE_MAX, CollectionName, CommentText, ShareNote
from shared.media import Picture


class Like(Struct, kw_only=True):
    """Whether the viewer likes a post or a comment now, and how many do."""

    liked: bool
    likes: int


class NewComment(Struct, kw_only=True, forbid_unknown_fields=True):
    text: CommentText
    reply_to: str | None = None
    """A comment on the same post. A reply to a reply stands under the same comment as that."""


class Comment(Struct, kw_only=True):
    id: str
    post_id: str
    parent_id: str | None = None
    """The comment under which this reply stands; None for one on the post itself."""
    author: Author
    text: str
    mentions: list[str]
    """Handles of mentioned people, without the @."""
    likes: int = 0
    liked: bool = False
    """By the viewer."""
    replies: int = 0
    """Counted up to 1,000."""
    pinned: bool = False
    written_at: datetime


class CommentPage(Struct, kw_only=True):
    items: list[Comment]
    cursor: str | None = None
    """Opaque; None at the end."""
    above: bool = False
    """Whether others stand above the first of these: the page that was asked for by one comment begins near it."""
    thread: str | None = None
    """Where comments were asked for by one of them: the one among these that it is, or to which it is a reply."""


class Saved(Struct, kw_only=True):
    """Whether the viewer has saved a post, and in which of their collections it lies."""

    saved: bool
    collections: list[str] = []
    """Ids."""


class NewCollection(Struct, kw_only=True, forbid_unknown_fields=True):
    name: CollectionName


class Collection(Struct, kw_only=True):
    """A named heap of saved posts, seen by its owner alone."""

    id: str
    name: str
    posts: int
    covers: list[Picture] = []
    """Of its latest posts, at most four."""


class Collections(Struct, kw_only=True):
    items: list[Collection]
    """The one that was last added to first."""


WhyHide = Literal["hidden", "not-interested"]
"""`not-interested` also tells the ranking; both take the post out of the viewer's feed, explore and search."""


class Hide(Struct, kw_only=True, forbid_unknown_fields=True):
    why: WhyHide = "hidden"


class NewShare(Struct, kw_only=True, forbid_unknown_fields=True):
    """Hands a post to people, who find it among their notifications."""

    to: Annotated[list[str], Meta(min_length=1, max_length=SHARE_PEOPLE_MAX)]
    """Handles, from `share_targets`."""
    note: ShareNote = ""
