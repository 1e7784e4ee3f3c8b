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
