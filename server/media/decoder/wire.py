"""What parent and child say to each other: one JSON line each way, the pictures' bytes after the child's."""

from typing import Final, Literal

import msgspec

from server.media.kinds import PictureKind
from server.media.refusals import Refusal
from shared.looks import PLAIN, Look
from shared.media import VariantName

ANSWER_BYTES_MAX: Final = 64 * 1024
"""Longest JSON line that a child may answer."""
PICTURES_BYTES_MAX: Final = 48 * 1024 * 1024
"""Most bytes of all variants together that a child may answer."""


StoredName = VariantName | Literal["base"]
"""`base` is the picture before its look, for as long as that may change."""


class Task(msgspec.Struct, frozen=True):
    kind: PictureKind
    max_pixels: int
    look: Look = PLAIN
    ratio: float = 0
    """Width over height to which it is cut; 0 leaves its own."""
    position: bool = False
    """Whether all that is wanted is where it was taken."""


class Made(msgspec.Struct, frozen=True):
    """One finished variant; its `size` bytes follow the answer's line in the order of `Answer.made`."""

    name: StoredName
    width: int
    height: int
    size: int


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """Either a refusal, or the whole picture's upright size in pixels, its blurhash and its variants."""

    refusal: Refusal | None = None
    peak_mb: int
    """Most memory that the child has held so far, in MiB."""
    width: int = 0
    height: int = 0
    blurhash: str = ""
    made: list[Made] = []
    position: tuple[float, float] | None = None
    """Latitude and longitude in degrees, where the file says so and was asked."""
