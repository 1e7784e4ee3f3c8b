"""What changes between people."""

from server.kit.outbox import Event


class Followed(Event, frozen=True):
    """From now on the follower sees what the followee posts: a public account followed, or a request accepted."""

    follower_id: int
    followee_id: int


class FollowRequested(Event, frozen=True):
    follower_id: int
    followee_id: int


class Unfollowed(Event, frozen=True):
    """A follow ended: taken back by the follower, or by a block of either."""

    follower_id: int
    followee_id: int


class Blocked(Event, frozen=True):
    """`user_id` blocks `other_id`. Follows between them end with it, each told by an `Unfollowed`."""

    user_id: int
    other_id: int


class Unblocked(Event, frozen=True):
    user_id: int
    other_id: int


class Muted(Event, frozen=True):
    user_id: int
    other_id: int


class Unmuted(Event, frozen=True):
    user_id: int
    other_id: int
