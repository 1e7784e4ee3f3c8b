"""What happens in the feed."""

from server.kit.outbox import Event


class CelebrityChanged(Event, frozen=True):
    """An author came to the celebrity threshold, or fell well below it; the row of `celebrities` says which."""

    author_id: int
