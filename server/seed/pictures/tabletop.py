"""A table from straight above: its surface, where things lie on it, and the shadows they cast."""

import numpy as np

from server.seed.pictures import noise
from server.seed.pictures.canvas import Canvas, smooth
from server.seed.pictures.colour import Floats


def wood(canvas: Canvas, colour: str) -> None:
    """Boards with grain and dark joints."""
    canvas.fill(colour)
    boards = np.float32(canvas.count(4, 6))
    index = np.floor(canvas.x * boards)
    tone_of = canvas.random.random(12).astype(np.float32)[index.astype(np.int32)]
    grain = noise.resized(canvas.fractal(12, 1.0)[: max(8, canvas.height // 24)], canvas.height, canvas.width)
    canvas.shade(np.float32(0.84) + tone_of * np.float32(0.24) + grain * np.float32(0.05))
    joint = np.abs((canvas.x * boards + np.float32(0.5)) % 1 - np.float32(0.5))
    canvas.shade(1 - smooth(0.012, 0.0, joint) * np.float32(0.5) + 0 * canvas.y)


def linen(canvas: Canvas, colour: str) -> None:
    """Cloth with a visible weave."""
    canvas.fill(colour)
    weave = np.sin(canvas.x * np.float32(1100)) + np.sin(canvas.y * np.float32(1000))
    canvas.shade(1 + weave * np.float32(0.025) + canvas.soft(2, 1.9) * np.float32(0.045))


def plain(canvas: Canvas, colour: str) -> None:
    """Stone or a painted board."""
    canvas.fill(colour)
    canvas.shade(1 + canvas.fractal(30, 0.6) * np.float32(0.02) + canvas.soft(2, 1.8) * np.float32(0.03))


def lamp(canvas: Canvas) -> None:
    """A little more light from the upper left."""
    canvas.glow("#fff3dc", np.exp(-canvas.away(0.1, 0.0) * 2) * np.float32(0.14))


def spread(canvas: Canvas, low: float, high: float, gap: float, most: int = 60) -> list[tuple[float, float, float]]:
    """Middles and radii (`low` to `high`) of round things that keep `gap` between them."""
    kept: list[tuple[float, float, float]] = []
    for _ in range(700):
        r = canvas.between(low, high)
        x, y = canvas.between(-0.05, 1.05), canvas.between(-0.05, canvas.aspect + 0.05)
        if all(np.hypot(x - a, y - b) > r + c + gap for a, b, c in kept):
            kept.append((x, y, r))
        if len(kept) >= most:
            break
    return kept


def cast(canvas: Canvas, x: float, y: float, r: float, dark: float = 0.45) -> None:
    """The soft shadow of a round thing."""
    fall, top, left = canvas.disc(x + r * 0.13, y + r * 0.16, r * 0.95, r * 0.2)
    canvas.shade(1 - fall * np.float32(dark), top, left)


def polar(canvas: Canvas, x: float, y: float, r: float) -> tuple[Floats, Floats, int, int]:
    """Distance in radii and angle around a middle, with the top row and left column of the part they cover."""
    (rows, columns), top, left = canvas.window(x, y, r * 1.06)
    u, v = (canvas.x[:, columns] - np.float32(x)) / np.float32(r), (canvas.y[rows] - np.float32(y)) / np.float32(r)
    return np.hypot(u, v), np.arctan2(v, u), top, left
