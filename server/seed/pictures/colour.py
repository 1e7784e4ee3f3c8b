"""Colours as float32 sRGB triples in 0..1, and ramps between them that stay clean because they run through Oklab."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
"""float32 wherever it is large: half the bytes, half the time."""


RAMP_STEPS = 1024

# Oklab matrices (Björn Ottosson, 2020)
_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
_FROM_LAB = np.linalg.inv(_TO_LAB)
_FROM_LMS = np.linalg.inv(_TO_LMS)


def rgb(colour: str) -> Floats:
    """`"#rrggbb"` as three floats."""
    return np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)], np.float32)


def hexed(colour: Floats) -> str:
    """The opposite of `rgb`, clipped to what sRGB can hold."""
    return "#" + "".join(f"{round(float(channel) * 255):02x}" for channel in np.clip(colour, 0, 1))


def mix(one: str, other: str, share: float) -> str:
    """The colour `share` of the way from one to the other, through Oklab."""
    lab = _oklab(rgb(one)) * (1 - share) + _oklab(rgb(other)) * share
    return hexed(_srgb(lab))


@lru_cache(maxsize=512)
def ramp(*stops: str) -> Floats:
    """A table of `RAMP_STEPS` x 3 sRGB values running evenly through the stops. Treat it as read-only."""
    return spaced_ramp(tuple((i / max(1, len(stops) - 1), stop) for i, stop in enumerate(stops)))


@lru_cache(maxsize=512)
def spaced_ramp(stops: Sequence[tuple[float, str]]) -> Floats:
    """As `ramp`, with the position of each stop in 0..1 given."""
    places = np.array([place for place, _ in stops])
    labs = np.array([_oklab(rgb(colour)) for _, colour in stops])
    along = np.linspace(0, 1, RAMP_STEPS)
    table = np.stack([np.interp(along, places, labs[:, channel]) for channel in range(3)], -1)
    return np.clip(_srgb(table), 0, 1).astype(np.float32)


def along(table: Floats, share: Floats) -> Floats:
    """The colours of a ramp at `share` (0..1, any shape); a trailing axis of three is added."""
    index = (np.clip(share, 0, 1) * np.float32(RAMP_STEPS - 1)).astype(np.int32)
    return np.asarray(np.take(table, index, axis=0))


def _oklab(colour: Floats) -> Floats:
    linear = np.where(colour <= 0.04045, colour / 12.92, ((colour + 0.055) / 1.055) ** 2.4)
    return np.asarray(np.cbrt(linear @ _TO_LMS.T) @ _TO_LAB.T)


def _srgb(lab: Floats) -> Floats:
    linear = np.clip((lab @ _FROM_LAB.T) ** 3 @ _FROM_LMS.T, 0, 1)
    return np.asarray(np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055))
