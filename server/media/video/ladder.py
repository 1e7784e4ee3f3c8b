"""Which renditions a video gets, of what size, and in which passes. Nothing here touches a file."""

import math
from fractions import Fraction
from typing import Final, Literal

from msgspec import Struct

from server.media.decoder.looks import cut_box
from server.media.video.wire import Probed
from shared.looks import Look, Turn

Quality = Literal["240", "480", "720", "1080"]

PEAKS: Final[dict[Quality, int]] = {"240": 420, "480": 1400, "720": 3200, "1080": 6000}
"""Short side in pixels -> most kbit/s of the picture at 30 frames a second; ordinary scenes need about half."""
SOUND_KBITS: Final = 128
FILE_QUALITY: Final = 720
"""The progressive MP4 is made of the best rendition up to this."""
FIRST_PASS: Final = 2
"""Renditions of the first pass; the others are the second. Why: docs/decisions/0006-video.md."""
SEGMENT_SECONDS: Final = 2
RATE_MAX: Final = 60
RATES: Final = tuple(map(Fraction, (24, 25, 30, 48, 50, 60))) + tuple(Fraction(n * 1000, 1001) for n in (24, 30, 60))
RATE_TOLERANCE: Final = 0.015
"""A variable rate this near to an ordinary one is taken for it."""
STILLS_MAX: Final = 60
STILL_SECONDS_MIN: Final = 0.5
STILL_HEIGHT: Final = 90
STRIP_WIDTH_MAX: Final = 16383
"""WebP ends there."""
CLEAN_SHRINK: Final = 2
"""Shrunk by this factor and more, a picture shows nothing of the decoder's deblocking, so that is left out."""


class Rendition(Struct, frozen=True):
    """One quality; sizes are even, in pixels, `peak` in kbit/s of the picture alone."""

    name: Quality
    width: int
    height: int
    peak: int


class Strip(Struct, frozen=True):
    """`count` stills of this size side by side, one each `every` seconds."""

    count: int
    width: int
    height: int
    every: float


class Cut(Struct, frozen=True):
    """What is left of the turned picture, in shares of its width and height."""

    x: float
    y: float
    width: float
    height: float


class Plan(Struct, frozen=True, kw_only=True):
    """Everything that is made of one video in one look."""

    found: Probed
    seconds: float
    rate: Fraction
    turn: Turn
    cut: Cut | None
    width: int
    """Of the original as it is left by the cut."""
    height: int
    passes: tuple[tuple[Rendition, ...], ...]
    """Each from the lowest to the highest."""
    strip: Strip

    @property
    def renditions(self) -> tuple[Rendition, ...]:
        return tuple(rendition for one in self.passes for rendition in one)

    @property
    def names(self) -> list[str]:
        """Of the rows in `renditions`."""
        return [*(rendition.name for rendition in self.renditions), "strip", "mp4"]

    @property
    def for_file(self) -> Rendition:
        """The rendition of which the progressive MP4 is made."""
        return [one for one in self.renditions if int(one.name) <= FILE_QUALITY][-1]

    def rough(self, one: tuple[Rendition, ...]) -> bool:
        """Whether this pass may decode without deblocking."""
        small = min(one[-1].width, one[-1].height) * CLEAN_SHRINK <= min(self.width, self.height)
        return small and self.found.codec in ("h264", "hevc")


def plan(found: Probed, look: Look, ratio: float) -> Plan:
    """The ladder of a video that is turned, cut and shown at `ratio` (width over height, 0 for its own)."""
    wide, high = (found.height, found.width) if look.turn in (90, 270) else (found.width, found.height)
    left, top, width, height = cut_box(wide, high, look.crop, ratio)
    whole = (width, height) == (wide, high)
    rate = rate_of(found.rate)
    made = tuple(_renditions(width, height, rate))
    return Plan(
        found=found,
        seconds=found.seconds,
        rate=rate,
        turn=look.turn,
        cut=None if whole else Cut(left / wide, top / high, width / wide, height / high),
        width=width,
        height=height,
        passes=tuple(one for one in (made[:FIRST_PASS], made[FIRST_PASS:]) if one),
        strip=strip_of(found.seconds, made[0]),
    )


def rate_of(average: float) -> Fraction:
    """The constant rate of all renditions: the average, made ordinary; halved until it is 60 at most."""
    while average > RATE_MAX * (1 + RATE_TOLERANCE):
        average /= 2
    nearest = min(RATES, key=lambda rate: abs(rate - average))
    if abs(nearest / average - 1) <= RATE_TOLERANCE:
        return nearest
    return Fraction(max(1, round(average)))


def strip_of(seconds: float, lowest: Rendition) -> Strip:
    width = min(_even(STILL_HEIGHT * lowest.width / lowest.height), STRIP_WIDTH_MAX - 1)
    most = max(1, min(STILLS_MAX, STRIP_WIDTH_MAX // width))
    count = max(1, min(most, math.floor(seconds / STILL_SECONDS_MIN)))
    return Strip(count, width, STILL_HEIGHT, round(seconds / count, 3))


def _renditions(width: int, height: int, rate: Fraction) -> list[Rendition]:
    """Every quality that needs no enlarging; of a smaller video one in its own size."""
    short = min(width, height)
    # More frames cost more, but each differs less from the one before.
    busy = 1.5 if rate > 30 else 1.0
    fitting = [quality for quality in PEAKS if int(quality) <= short] or ["240"]
    return [
        Rendition(quality, *_scaled(width, height, min(int(quality), short)), round(PEAKS[quality] * busy))
        for quality in fitting
    ]


def _scaled(width: int, height: int, short: int) -> tuple[int, int]:
    scale = short / min(width, height)
    return min(_even(width * scale), max(2, width // 2 * 2)), min(_even(height * scale), max(2, height // 2 * 2))


def _even(pixels: float) -> int:
    return max(2, round(pixels / 2) * 2)
