"""The archive of what one has here, on the wire."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

ArchiveState = Literal["none", "waiting", "making", "ready", "failed"]


class Archive(Struct, kw_only=True):
    """One's last archive, for as long as it can be fetched."""

    state: ArchiveState = "none"
    size: int = 0
    """In bytes, once ready."""
    made_at: datetime | None = None
    expires_at: datetime | None = None
    """It goes then."""
    url: str = ""
    """Signed, once ready: works without a token, for some minutes. Asking again brings a fresh one."""
    next_at: datetime | None = None
    """When another one may be made; None for at once."""
