"""The live line: one WebSocket per client, over which the server pushes. All frames are JSON texts.

The client says `Hello` first, within seconds. The server answers `Welcome` and then sends `Push`es. Pings are those of
the WebSocket protocol. Closing codes above 4000 say why, see below.
"""

from typing import Literal

from msgspec import Raw, Struct

PushKind = Literal["notification", "unread", "posting", "new_posts", "relationship"]
"""What came, and what its `data` is:
`notification`: a `shared.notifications.Notification`, new or grown; `unread`: a `shared.notifications.Unread`;
`posting`: a `Posting`, one's own post on its way moved on; `new_posts`: `{}`, something new stands above in the feed;
`relationship`: a `TieChanged`, somebody else changed their tie to the reader.
"""

UNAUTHENTICATED = 4401
"""The token is wrong or has expired: refresh it and come back."""
SESSION_OVER = 4403
"""The session was ended or the account suspended: sign in again."""
TOO_SLOW = 4408
"""The client did not read fast enough, or said nothing: come back and resume."""
TOO_MANY = 4429
"""Too many lines of one account."""
GOING_AWAY = 1001
"""The gateway restarts: come back and resume."""


class Hello(Struct, kw_only=True, forbid_unknown_fields=True):
    token: str
    """An access token."""
    last: str | None = None
    """Id of the last push that was handled, to get what came since."""


class Welcome(Struct, kw_only=True):
    """The answer to `Hello`. It comes again, not resumed, when the gateway itself has lost its place."""

    resumed: bool
    """False when pushes since `last` may be missing, or none was given: read again what is on screen."""
    last: str
    """The id after which the following pushes come: what to remember until one with an id arrives."""


class Push(Struct, kw_only=True):
    kind: PushKind
    data: Raw
    id: str | None = None
    """Grows. None for what is not kept for a later resume, such as progress."""


class Posting(Struct, kw_only=True):
    """One's own post changed its state or got further."""

    post_id: str
    state: str
    percent: float | None = None


class TieChanged(Struct, kw_only=True):
    handle: str
    """Whose tie changed; its new state is in their profile."""


class LiveDoor(Struct, kw_only=True):
    url: str
    """Of the WebSocket."""
