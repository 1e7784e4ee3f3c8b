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


class SessionEnded(Event, frozen=True):
    session_id: int
    user_id: int
