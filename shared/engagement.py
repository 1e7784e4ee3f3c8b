"""Likes and comments on the wire."""

from datetime import datetime

from msgspec import Struct

from shared.accounts import Author
from shared.limits import CommentText


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
