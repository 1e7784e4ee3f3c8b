"""Posts on the wire."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from shared.accounts import Author
from shared.limits import POST_ITEMS_MAX, TAGS_MAX, Alt, Caption, Place
from shared.looks import PLAIN, Aspect, Look
from shared.media import Picture, Tag

PostState = Literal["draft", "processing", "published", "held", "failed"]
Audience = Literal["everyone", "followers"]
"""`everyone` is whoever may see the account's posts at all."""
WhoMayComment = Literal["everyone", "followers", "nobody"]
"""`everyone` is whoever may see the post; with `nobody` comments are closed, to the author too."""


class NewItem(Struct, kw_only=True, forbid_unknown_fields=True):
    """One photo or video of a post. The media may still be uploading; publishing waits for it."""

    media_id: str
    alt: Alt = ""
    look: Look = PLAIN
    tags: Annotated[list[Tag], Meta(max_length=TAGS_MAX)] = []


Items = Annotated[list[NewItem], Meta(max_length=POST_ITEMS_MAX)]


class NewPost(Struct, kw_only=True, forbid_unknown_fields=True):
    """A draft. It may begin with words alone; publishing needs one item."""

    items: Items = []
    caption: Caption = ""
    aspect: Aspect = "original"
    audience: Audience = "everyone"
    place: Place = ""
    place_id: str | None = None
    """A place of the gazetteer, whose name then stands in `place`; None for free words."""
    who_may_comment: WhoMayComment = "everyone"


class PostChange(Struct, kw_only=True, forbid_unknown_fields=True):
    """What is unset stays. Of a published post all but media, shape and audience may change."""

    items: Items | UnsetType = UNSET
    """All of them, in their order."""
    caption: Caption | UnsetType = UNSET
    aspect: Aspect | UnsetType = UNSET
    audience: Audience | UnsetType = UNSET
    place: Place | UnsetType = UNSET
    place_id: str | UnsetType | None = UNSET
    """Changing `place` without it makes the place free words."""
    who_may_comment: WhoMayComment | UnsetType = UNSET


class Post(Struct, kw_only=True):
    """A published post as viewers see it."""

    id: str
    author: Author
    pictures: list[Picture]
    """One to ten photos and posters of videos, all shown at one shape."""
    ratio: float
    """Width over height of that shape."""
    caption: str
    hashtags: list[str]
    mentions: list[str]
    """Handles of mentioned people, without the @."""
    place: str = ""
    place_id: str | None = None
    """Where the place has a page of its own."""
    audience: Audience = "everyone"
    who_may_comment: WhoMayComment = "everyone"
    published_at: datetime
    edited_at: datetime | None = None
    likes: int = 0
    comments: int = 0
    """With replies. Both counts are as of a second or so ago."""
    open: bool = False
    """Everybody may see it: its audience is everyone and its author's account public."""
    liked: bool = False
    """By the viewer. This and `saved` stand last, so that the server can splice them into JSON that is the same for
    everybody.
    """
    saved: bool = False

    @property
    def picture(self) -> Picture:
        """The first, which stands for the post in grids."""
        return self.pictures[0]


class OwnItem(Struct, kw_only=True):
    media_id: str
    alt: str
    look: Look
    tags: list[Tag]


class OwnPost(Struct, kw_only=True):
    """One's own post on its way: what the composer and the posting chip follow."""

    id: str
    state: PostState
    items: list[OwnItem]
    caption: str
    aspect: Aspect
    audience: Audience
    place: str
    place_id: str | None = None
    who_may_comment: WhoMayComment = "everyone"
    reason: str = ""
    """Why it failed or is held, in words for people."""
    problem: str = ""
    created_at: datetime
    post: Post | None = None
    """The post as others see it, once published."""


class OwnPosts(Struct, kw_only=True):
    items: list[OwnPost]
    cursor: str | None = None


class Version(Struct, kw_only=True):
    """How a post read until `until`."""

    until: datetime
    caption: str
    place: str
    alts: list[str]
    """One per picture."""


class Versions(Struct, kw_only=True):
    items: list[Version]
    """Newest first."""


class PostPage(Struct, kw_only=True):
    items: list[Post]
    cursor: str | None = None
    """Opaque; None at the end."""
