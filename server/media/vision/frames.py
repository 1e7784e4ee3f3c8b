"""What the models look at: a picture, or a video's poster and stills from its strip, as pixels.

They are our own WebP files, so they are decoded right here.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import obstore
import pyvips
from msgspec import Struct

from server.kit import resources
from server.media import store
from server.media.vision.models import Frame

STILLS_MAX: Final = 8
"""Taken from a video's strip, evenly spread."""


class Strip(Struct, frozen=True):
    """`count` stills in rows of as many as fit, each of so many pixels."""

    key: str
    count: int
    width: int
    height: int


class Source(Struct, frozen=True):
    """Where in the blob store the frames come from. Other frames, another `name`."""

    picture: bytes
    """Digest of a variant."""
    strip: Strip | None = None

    @property
    def name(self) -> str:
        """Short and fit to be compared: whether something has been looked at already."""
        return self.picture.hex()[:24] + (f"+{self.strip.key.split('/')[1][:8]}" if self.strip else "")


async def load(source: Source) -> tuple[bytes, bytes]:
    """The files of picture and strip; the latter is empty where there is none. Raises `FileNotFoundError`."""
    return await _read(store.variant_key(source.picture)), await _read(source.strip.key) if source.strip else b""


async def _read(key: str) -> bytes:
    answer = await obstore.get_async(resources.blobs(), key)
    return bytes(await answer.bytes_async())


def decoded(source: Source, picture: bytes, strip: bytes) -> list[Frame]:
    """The picture itself first. Blocks. Raises `pyvips.Error` for what cannot be decoded."""
    frames = [_pixels(_opened(picture))]
    if source.strip:
        frames += _stills(_opened(strip), source.strip)
    return frames


def fitted(frame: Frame, side: int) -> Frame:
    """At most `side` pixels high and wide, in its own shape."""
    return _pixels(_image(frame).thumbnail_image(side, height=side, size="down"))


def covering(frame: Frame, side: int) -> Frame:
    """The smaller side of exactly `side` pixels, the larger cut where it is more than twice that."""
    image = _image(frame)
    scale = side / min(image.width, image.height)
    width, height = (min(max(round(length * scale), side), 2 * side) for length in (image.width, image.height))
    return _pixels(image.thumbnail_image(width, height=height, crop="centre"))


def _opened(webp: bytes) -> pyvips.Image:
    image = pyvips.Image.webpload_buffer(webp)
    return image.flatten(background=255) if image.hasalpha() else image


def _stills(strip: pyvips.Image, of: Strip) -> Sequence[Frame]:
    across = max(strip.width // of.width, 1)
    count = min(of.count, across * (strip.height // of.height))
    picked = sorted({round(at) for at in np.linspace(0, count - 1, min(count, STILLS_MAX))})
    strip = strip.copy_memory()
    return [
        _pixels(strip.crop(number % across * of.width, number // across * of.height, of.width, of.height))
        for number in picked
    ]


def _image(frame: Frame) -> pyvips.Image:
    height, width, bands = frame.shape
    image = pyvips.Image.new_from_memory(frame.tobytes(), width, height, bands, "uchar")
    return image.copy(interpretation="srgb")


def _pixels(image: pyvips.Image) -> Frame:
    return np.frombuffer(image.write_to_memory(), np.uint8).reshape(image.height, image.width, 3)
