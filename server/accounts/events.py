"""What accounts tell the rest of the house."""

from server.kit.outbox import Event


class AccountCreated(Event, frozen=True):
    user_id: int


class ProfileChanged(Event, frozen=True):
    """Name, bio, picture or privacy: whatever is shown beside a person's posts may have changed."""

    user_id: int


class ProfilePictureDropped(Event, frozen=True):
    """`media_id` was shown beside the person, and another picture or none took its place."""

    user_id: int
    media_id: int


class PrivacyChanged(Event, frozen=True):
    user_id: int
    private: bool


class StandingChanged(Event, frozen=True):
    """Whether others may see the person at all has changed: suspended, leaving, or back again."""

    user_id: int


class AccountErased(Event, frozen=True):
    """Nothing of the person is left in PostgreSQL but what other events have still to take away."""

    user_id: int


class SessionEnded(Event, frozen=True):
    session_id: int
    user_id: int
