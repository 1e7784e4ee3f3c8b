"""Strange attractors, point by point."""

from typing import NamedTuple

import numpy as np

from server.seed.pictures import noise
from server.seed.pictures.canvas import Canvas, smooth
from server.seed.pictures.colour import Floats, along, ramp, rgb


class Mood(NamedTuple):
    ground: str
    inks: tuple[str, ...]
    words: str


SCALE = 0.8

MOODS = {
    "blue": Mood(
        "#0a0c14", ("#123a6b", "#3fa7d6", "#f6e7cb", "#ee6352"), "A strange attractor: fine luminous threads on black"
    ),
}


def paint(canvas: Canvas, mood: str) -> str:
    tone = MOODS[mood]
    canvas.fill(tone.ground)
    _attractor(canvas, tone)
    return f"{tone.words}."


def _attractor(canvas: Canvas, tone: Mood) -> None:
    """Clifford's map, iterated for many points at once; density on a logarithmic scale."""
    side = int(min(canvas.width, canvas.height) * 0.94)
    best: tuple[int, Floats] | None = None
    for _ in range(4):
        a, b, c, d = (canvas.between(1.2, 2.1) * (1 if canvas.chance(0.5) else -1) for _ in range(4))
        x, y = (
            canvas.random.normal(0, 0.1, 4000).astype(np.float32),
            canvas.random.normal(0, 0.1, 4000).astype(np.float32),
        )
        tally = np.zeros(side * side, np.float32)
        reach = np.float32(1 + max(abs(c), abs(d)))
        for step in range(190):
            x, y = np.sin(a * y) + c * np.cos(a * x), np.sin(b * x) + d * np.cos(b * y)
            if step > 12:
                index = ((y / reach * np.float32(0.5) + np.float32(0.5)) * (side - 1)).astype(np.int64) * side + (
                    (x / reach * np.float32(0.5) + np.float32(0.5)) * (side - 1)
                ).astype(np.int64)
                tally += np.bincount(index, minlength=side * side)[: side * side].astype(np.float32) if step < 40 else 0
                if step >= 40:
                    np.add.at(tally, index, 1)
        filled = int((tally > 0).sum())
        if best is None or filled > best[0]:
            best = (filled, tally)
        if filled > side * side * 0.22:
            break
    assert best is not None
    density = np.log1p(noise.blurred(best[1].reshape(side, side), 0.6))
    light = np.clip(density / np.quantile(density[density > 0], 0.995), 0, 1) ** np.float32(0.8)
    top, left = (canvas.height - side) // 2, (canvas.width - side) // 2
    canvas.lay(along(ramp(tone.ground, *tone.inks[:3]), light), smooth(0.0, 0.08, light), top, left)
    canvas.glow(rgb(tone.inks[3]), noise.blurred(light, canvas.width / 40) * np.float32(0.3), top, left)
