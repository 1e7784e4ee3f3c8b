"""What the probing child is asked and what it answers, one JSON document each way."""

from typing import Final

from msgspec import Struct

from server.media.kinds import VideoKind
from server.media.refusals import Refusal

ANSWER_BYTES_MAX: Final = 16 * 1024


class ProbeTask(Struct, frozen=True):
    kind: VideoKind
    max_seconds: float
    min_seconds: float
    max_pixels: int
    """Width x height of one frame."""


class Probed(Struct, frozen=True, kw_only=True):
    """What a video is, after its first frame was decoded."""

    kind: VideoKind
    width: int
    """Upright and with square pixels, as it is meant to be seen."""
    height: int
    seconds: float
    """Of the picture; the sound may be shorter or longer."""
    rate: float
    """Average frames a second."""
    picture: int
    """Index of the one picture stream."""
    sound: int | None
    """Index of the sound that is kept."""
    codec: str
    hdr: bool
    """Whether its brightness follows PQ or HLG."""
    matrix: str
    """Of its colours, in ffmpeg's words: `bt709`, `smpte170m`, `bt2020nc` …"""


class ProbeAnswer(Struct, frozen=True, kw_only=True):
    """Either a refusal or what was found."""

    refusal: Refusal | None = None
    found: Probed | None = None
