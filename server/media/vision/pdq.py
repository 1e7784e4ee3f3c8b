"""PDQ, the perceptual hash of a picture: 256 bits that hardly change when it is resized or compressed again.

Written after Meta's paper "The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm" (2018) and the
reference implementation in ThreatExchange. Its two passes of a box filter are linear, and only 64 x 64 points of what
they leave are wanted, so each of those is taken from its neighbourhood at once.
"""

from functools import lru_cache
from typing import Any, Final, TypeAlias

import numpy as np
import pyvips
from numpy.typing import NDArray

HASH_BYTES: Final = 32
MATCH_BITS: Final = 31
"""Hashes that differ in no more bits are of the same picture (the paper's threshold)."""
QUALITY_MIN: Final = 50
"""Pictures of lower quality have too few features for their hash to tell anything."""

SIDE: Final = 64
KEPT: Final = 16
SMALLEST: Final = 5
"""Pictures with a side of fewer pixels have no hash."""
LUMA: Final = [[0.299, 0.587, 0.114]]
Floats: TypeAlias = NDArray[np.floating[Any]]


def of(webp: bytes) -> tuple[bytes, int]:
    """Hash and quality (0 to 100) of one of our own variants. Raises `pyvips.Error` for bytes that are no picture."""
    image = pyvips.Image.webpload_buffer(webp, access="sequential")
    if image.hasalpha():
        image = image.flatten(background=255)
    luma = image.recomb(LUMA).cast("float")
    return of_luma(np.frombuffer(luma.write_to_memory(), np.float32).reshape(luma.height, luma.width))


def of_luma(luma: Floats) -> tuple[bytes, int]:
    """The same of brightnesses from 0 to 255, row by row."""
    if min(luma.shape) < SMALLEST:
        return bytes(HASH_BYTES), 0
    small = _thinned(_thinned(luma).T).T
    waves = (_DCT @ small @ _DCT.T).ravel()
    median = np.partition(waves, waves.size // 2 - 1)[waves.size // 2 - 1]
    # Bit 16 i + j belongs to wave (i, j); written out, the last bit comes first.
    return np.packbits((waves > median)[::-1]).tobytes(), _quality(small)


def distance(one: bytes, other: bytes) -> int:
    """Bits in which two hashes differ."""
    return (int.from_bytes(one, "big") ^ int.from_bytes(other, "big")).bit_count()


def _thinned(lines: Floats) -> Floats:
    """64 of so many lines, each a weighted mean of those around it."""
    # Not a product of matrices: BLAS would not know that most shares are 0, and would start threads.
    return np.stack([(shares * lines[at : at + len(shares)]).sum(axis=0) for at, shares in _shares(len(lines))])


@lru_cache(maxsize=64)
def _shares(length: int) -> list[tuple[int, Floats]]:
    """For each of 64 places on an axis: from where on it takes what share of which point, after two box filters."""
    window = (length + 2 * SIDE - 1) // (2 * SIDE)
    ahead = (window + 2) // 2
    places = np.arange(length)
    starts, ends = np.maximum(places - window + ahead, 0), np.minimum(places + ahead, length)
    found = []
    for place in range(SIDE):
        centre = (2 * place + 1) * length // (2 * SIDE)
        near = range(starts[centre], ends[centre])
        first = int(starts[near[0]])
        shares = np.zeros((int(ends[near[-1]]) - first, 1), np.float32)
        for at in near:
            shares[starts[at] - first : ends[at] - first] += 1 / (len(near) * (ends[at] - starts[at]))
        found.append((first, shares))
    return found


def _quality(small: Floats) -> int:
    """How much the picture changes from point to point; steps too small to see do not count."""
    steps = [np.trunc(np.diff(small, axis=axis) * 100 / 255) for axis in (0, 1)]
    return min(int(sum(np.abs(step).sum() for step in steps)) // 90, 100)


_DCT: Final[Floats] = np.cos(np.pi / (2 * SIDE) * np.outer(np.arange(1, KEPT + 1), 2 * np.arange(SIDE) + 1)).astype(
    np.float32
)
"""The 16 lowest waves of 64 points, without the constant one."""
