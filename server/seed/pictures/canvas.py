"""The sheet that scenes paint on."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

import numpy as np

from server.seed.pictures import noise
from server.seed.pictures.colour import Floats, along, ramp, rgb

T = TypeVar("T")
BAND = 32
Number = float | np.floating[Any] | Floats


def smooth(start: Number, end: Number, value: Floats) -> Floats:
    """0 before `start`, 1 after `end`, an S between them."""
    share = np.clip((value - start) / (end - start), 0, 1)
    return np.asarray(share * share * (3 - 2 * share), np.float32)


class Canvas:
    """An RGB sheet of floats in 0..1. One unit of length is the width; y grows downwards to `aspect`."""

    def __init__(self, width: int, height: int, seed: int) -> None:
        self.width = width
        self.height = height
        self.aspect = height / width
        self.pixel = 1 / width
        self.random = np.random.default_rng(seed)
        self.x: Floats = ((np.arange(width, dtype=np.float32) + 0.5) / width)[None, :]
        self.y: Floats = ((np.arange(height, dtype=np.float32) + 0.5) / width)[:, None]
        self.sheet: Floats = np.zeros((height, width, 3), np.float32)

    # What to paint

    def fill(self, colour: str) -> None:
        self.sheet[:] = rgb(colour)

    def gradient(self, share: Floats, *stops: str) -> None:
        """Covers the sheet with a ramp read at `share` (0..1)."""
        self.sheet[:] = along(ramp(*stops), share)

    def sky(self, *stops: str, until: float = 1.0, bend: float = 1.0) -> None:
        """A vertical ramp from the top to `until` (share of the height)."""
        share = np.clip(self.y / (self.aspect * until), 0, 1) ** np.float32(bend)
        self.sheet[:] = along(ramp(*stops), share)

    def lay(self, colour: str | Floats, cover: Floats | float, top: int = 0, left: int = 0) -> None:
        """Paint of `colour` (one, or an array of them), as opaque as `cover` (0..1), from row `top`, column `left`."""
        ink = rgb(colour) if isinstance(colour, str) else colour
        if isinstance(cover, float | int):
            cover = np.full((self.height, 1), cover, np.float32)
        for part, inked, covered in self._bands(top, left, ink, cover):
            part += (inked - part) * covered

    def glow(self, colour: str | Floats, light: Floats, top: int = 0, left: int = 0) -> None:
        """Light added as on a screen: it never burns past white."""
        ink = rgb(colour) if isinstance(colour, str) else colour
        for part, inked, lit in self._bands(top, left, ink, light):
            part += (1 - part) * (inked * np.clip(lit, 0, 1))

    def shade(self, factor: Floats, top: int = 0, left: int = 0) -> None:
        """Multiplies the light that is there."""
        part = self.sheet[top : top + factor.shape[0], left : left + factor.shape[1]]
        part *= factor[: part.shape[0], : part.shape[1], None]

    def _bands(self, top: int, left: int, ink: Floats, cover: Floats) -> Iterator[tuple[Floats, Floats, Floats]]:
        """Sheet, ink and cover in bands of rows that stay in a processor's cache: three times as fast as at once."""
        high = min(cover.shape[0], self.height - top)
        wide = min(cover.shape[1], self.width - left) if cover.shape[1] > 1 else self.width - left
        rows = np.tile(ink, (wide, 1)) if ink.ndim == 1 else None
        for start in range(0, high, BAND):
            end = min(start + BAND, high)
            inked = rows if rows is not None else ink[start:end, :wide]
            part = self.sheet[top + start : top + end, left : left + wide]
            yield part, inked, cover[start:end, :wide, None]

    # Where

    def away(self, x: float, y: float) -> Floats:
        """Distance of every point from one point."""
        return np.asarray(np.hypot(self.x - np.float32(x), self.y - np.float32(y)))

    def disc(self, x: float, y: float, radius: float, edge: float | None = None) -> tuple[Floats, int, int]:
        """Cover of a round spot with its top row and left column: only the part of the sheet that it touches."""
        edge = self.pixel if edge is None else edge
        window, top, left = self.window(x, y, radius + edge)
        rows, columns = window
        distance = np.hypot(self.x[:, columns] - np.float32(x), self.y[rows] - np.float32(y))
        return 1 - smooth(radius - edge, radius + edge, distance), top, left

    def window(self, x: float, y: float, reach: float) -> tuple[tuple[slice, slice], int, int]:
        """Rows and columns within `reach` of a point, and where they start."""
        top = int(np.clip((y - reach) * self.width, 0, self.height))
        bottom = int(np.clip((y + reach) * self.width + 2, 0, self.height))
        left = int(np.clip((x - reach) * self.width, 0, self.width))
        right = int(np.clip((x + reach) * self.width + 2, 0, self.width))
        return (slice(top, bottom), slice(left, right)), top, left

    # Random fields of the sheet's size

    def fractal(self, cells: float = 3, slope: float = 1.8, finest: float = 1e9) -> Floats:
        return noise.fractal(self.random, self.height, self.width, cells, slope, finest)

    def soft(self, cells: float = 3, slope: float = 1.8, shrink: int = 4) -> Floats:
        return noise.soft(self.random, self.height, self.width, cells, slope, shrink)

    def skyline(self, cells: float = 3, slope: float = 1.4) -> Floats:
        return noise.line(self.random, self.width, cells, slope)

    # Chance

    def between(self, low: float, high: float) -> float:
        return float(self.random.uniform(low, high))

    def chance(self, share: float) -> bool:
        return bool(self.random.random() < share)

    def count(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return int(self.random.integers(low, high + 1))

    def one_of(self, things: Sequence[T]) -> T:
        return things[int(self.random.integers(len(things)))]
