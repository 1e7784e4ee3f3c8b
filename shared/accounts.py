"""Accounts on the wire: sign-up, sign-in, sessions, profiles. Ids are decimal strings, times RFC 3339 in UTC."""

from datetime import datetime
from typing import Literal

from msgspec import UNSET, Struct, UnsetType

from shared.limits import Bio, Handle, Name, NewPassword, Password
from shared.media import Picture

Role = Literal["person", "moderator"]


class SignUp(Struct, kw_only=True, forbid_unknown_fields=True):
    handle: Handle
    password: NewPassword
    name: Name = ""
    device: Name = ""
    """What the session list shows, "Firefox on Linux" for example."""


class SignIn(Struct, kw_only=True, forbid_unknown_fields=True):
    handle: str
    password: Password
    device: Name = ""
    keep: bool = False
    """Of an account that is leaving: that it stays after all."""


class Refresh(Struct, kw_only=True, forbid_unknown_fields=True):
    refresh_token: str


class Author(Struct, kw_only=True):
    """The few facts that stand beside whatever a person made."""

    id: str
    handle: str
    name: str
    avatar: str | None
    """URL of a 320 px square, or None."""


class Me(Struct, kw_only=True):
    id: str
    handle: str
    name: str
    bio: str
    private: bool
    role: Role
    picture: Picture | None
    created_at: datetime

    @property
    def avatar(self) -> str | None:
        return self.picture.url("square") if self.picture else None


class Tokens(Struct, kw_only=True):
    """A fresh pair. The refresh token works once; using an old one ends the whole session."""

    access_token: str
    refresh_token: str
    expires_in: int
    """Seconds until the access token ends."""
    me: Me


class Session(Struct, kw_only=True):
    id: str
    device: str
    address: str
    created_at: datetime
    last_used_at: datetime
    current: bool


class Sessions(Struct, kw_only=True):
    items: list[Session]


class ProfileChange(Struct, kw_only=True, forbid_unknown_fields=True):
    """Fields left out stay as they are; `picture_id` None removes the picture."""

    name: Name | UnsetType = UNSET
    bio: Bio | UnsetType = UNSET
    private: bool | UnsetType = UNSET
    picture_id: str | UnsetType | None = UNSET


class PasswordChange(Struct, kw_only=True, forbid_unknown_fields=True):
    current: Password
    new: NewPassword


class Deletion(Struct, kw_only=True, forbid_unknown_fields=True):
    """The wish to leave for good, with the proof that it is one's own."""

    password: Password


class DeletionTerms(Struct, kw_only=True):
    days: int
    """So long one can sign in and keep the account; 0 when everything goes within the hour."""


class Handles(Struct, kw_only=True):
    """Whether a handle is free to take, and if not, why, in words for people."""

    handle: str
    free: bool
    reason: str = ""
