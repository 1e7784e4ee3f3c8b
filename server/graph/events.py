"""What changes between people."""

from server.kit.outbox import Event


class Followed(Event, frozen=True):
    """From now on the follower sees what the followee posts: a public account followed, or a request accepted."""

    follower_id: int
    followee_id: int
    accepted: bool = False
    """Whether it was asked for first."""


class FollowRequested(Event, frozen=True):
    follower_id: int
    followee_id: int


class FollowRequestEnded(Event, frozen=True):
    """Taken back, refused, or ended by a block of either. Who asked is not told."""

    follower_id: int
    followee_id: int


class Unfollowed(Event, frozen=True):
    """A follow ended: taken back by the follower, by a block of either, or by whom they followed."""

    follower_id: int
    followee_id: int


class Blocked(Event, frozen=True):
    """`user_id` blocks `other_id`. Follows between them end with it, each told by an `Unfollowed`."""

    user_id: int
    other_id: int


class Unblocked(Event, frozen=True):
    user_id: int
    other_id: int


class CloseFriendsChanged(Event, frozen=True):
    """Somebody has chosen a close friend, or no longer has. Whom is not told, nor anybody but themselves."""

    user_id: int


class Muted(Event, frozen=True):
    """Posts, stories or both, as the row says; also when that changes."""

    user_id: int
    other_id: int


class Unmuted(Event, frozen=True):
    """Neither posts nor stories are muted any longer."""

    user_id: int
    other_id: int
