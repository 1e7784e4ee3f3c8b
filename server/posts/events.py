"""What happens to posts."""

from server.kit.outbox import Event


class PostPublished(Event, frozen=True):
    post_id: int
    author_id: int


class PostEdited(Event, frozen=True):
    post_id: int
    author_id: int


class PostDeleted(Event, frozen=True):
    post_id: int
    author_id: int


class LikesChanged(Event, frozen=True):
    """Likes that were made (change 1) or taken back (-1) in one transaction; the lists are parallel."""

    author_ids: list[int]
    """Of the posts."""
    post_ids: list[int]
    user_ids: list[int]
    changes: list[int]


class Engaged(Event, frozen=True):
    """By how much counts have changed; the lists are parallel. Due at the next full second, see `counts/`."""

    author_ids: list[int]
    """Of the posts."""
    post_ids: list[int]
    likes: list[int]
    comments: list[int]


class CommentWritten(Event, frozen=True):
    comment_id: int
    post_id: int
    author_id: int
    """Of the post."""
    user_id: int
    """Who wrote it."""
    parent_id: int
    """0 for a comment on the post itself."""
    mentions: list[str]


class PostShared(Event, frozen=True):
    """Somebody hands a post to others, each of whom may see it."""

    share_id: int
    post_id: int
    author_id: int
    """Of the post."""
    user_id: int
    """Who shares it."""
    to: list[int]
    note: str


class CommentDeleted(Event, frozen=True):
    comment_id: int
    post_id: int
    author_id: int


class CommentLiked(Event, frozen=True):
    author_id: int
    comment_id: int
    user_id: int
    change: int
    """1, or -1 when it was taken back."""


class SaveChanged(Event, frozen=True):
    """Somebody has saved a post, or no longer has."""

    user_id: int
    post_id: int


class HideChanged(Event, frozen=True):
    """Somebody has hidden a post, or no longer has, or says another reason."""

    user_id: int
    post_id: int
    author_id: int
    why: str
    """`hidden`, `not-interested`, or empty when it is hidden no longer."""
