"""The feed on the wire."""

from msgspec import Struct

from shared.posts import Post


class FeedPage(Struct, kw_only=True):
    items: list[Post]
    cursor: str | None = None
    """Opaque; None at the end."""


class NewPosts(Struct, kw_only=True):
    """How many posts stand above the one that the reader saw first, at most 30."""

    count: int
