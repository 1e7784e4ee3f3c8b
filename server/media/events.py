"""What media tell the others."""

from server.kit.outbox import Event


class UploadCompleted(Event, frozen=True):
    """The last byte of an original is stored."""

    media_id: int


class MediaReady(Event, frozen=True):
    """Every variant is stored and may be shown."""

    media_id: int
    owner_id: int


class MediaFailed(Event, frozen=True):
    """There will be no picture; `problem` is a name of `refusals.py`, `reason` its sentence."""

    media_id: int
    owner_id: int
    problem: str
    reason: str


class MediaDiscarded(Event, frozen=True):
    """The rows are gone; `sha256s` (hex) are the variants that may have been its alone."""

    media_id: int
    sha256s: list[str]
