"""Posts on the wire."""

from datetime import datetime
from typing import Literal

from msgspec import UNSET, Struct, UnsetType

from shared.accounts import Author
from shared.limits import Alt, Caption
from shared.media import Picture

PostState = Literal["draft", "processing", "published", "held", "failed"]


class NewPost(Struct, kw_only=True, forbid_unknown_fields=True):
    """A draft. The media may still be uploading; publishing waits for it."""

    media_id: str
    caption: Caption = ""
    alt: Alt = ""


class PostChange(Struct, kw_only=True, forbid_unknown_fields=True):
    caption: Caption | UnsetType = UNSET
    alt: Alt | UnsetType = UNSET
    media_id: str | UnsetType = UNSET
    """Only while the post is a draft or failed."""


class Post(Struct, kw_only=True):
    """A published post as viewers see it."""

    id: str
    author: Author
    picture: Picture
    caption: str
    hashtags: list[str]
    mentions: list[str]
    """Handles of mentioned people, without the @."""
    published_at: datetime
    edited_at: datetime | None = None


class OwnPost(Struct, kw_only=True):
    """One's own post on its way: what the composer and the posting chip follow."""

    id: str
    state: PostState
    media_id: str
    caption: str
    alt: str
    reason: str = ""
    """Why it failed or is held, in words for people."""
    problem: str = ""
    created_at: datetime
    post: Post | None = None
    """The post as others see it, once published."""


class OwnPosts(Struct, kw_only=True):
    items: list[OwnPost]
    cursor: str | None = None


class PostPage(Struct, kw_only=True):
    items: list[Post]
    cursor: str | None = None
    """Opaque; None at the end."""
