"""What happens in search."""

from server.kit.outbox import Event


class FollowedHashtagsChanged(Event, frozen=True):
    """Somebody follows a hashtag, or no longer does."""

    user_id: int
