"""What media tell the others."""

from server.kit.outbox import Event


class UploadCompleted(Event, frozen=True):
    """The original of a picture is stored, or its look has changed: its variants are to be made."""

    media_id: int


class VideoUploaded(Event, frozen=True):
    """The original of a video is stored, or its look has changed: its renditions are to be made."""

    media_id: int


class MediaReady(Event, frozen=True):
    """It may be shown: every variant of a picture, or the poster and the lowest rendition of a video, is stored."""

    media_id: int
    owner_id: int


class VideoAdvanced(Event, frozen=True):
    """How far the renditions that are made right now have come, told about once a second."""

    media_id: int
    percent: int


class VideoCompleted(Event, frozen=True):
    """Nothing more will be made for this video."""

    media_id: int


class MediaFailed(Event, frozen=True):
    """There will be nothing to show; `problem` is a name of `refusals.py`, `reason` its sentence."""

    media_id: int
    owner_id: int
    problem: str
    reason: str


class MediaAnalysed(Event, frozen=True):
    """Machine vision has given its verdict."""

    media_id: int


class GraceOver(Event, frozen=True):
    """Nobody waits for machine vision any longer."""

    media_id: int


class MediaDiscarded(Event, frozen=True):
    """The rows, or what they showed before another look, are gone.

    `sha256s` (hex) are the variants that may have been its alone, `folders` those of its videos. The original goes
    too when the media itself has gone.
    """

    media_id: int
    sha256s: list[str]
    folders: list[str]
