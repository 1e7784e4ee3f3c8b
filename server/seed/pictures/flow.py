"""Lines that follow an invisible current."""

from typing import NamedTuple

import numpy as np

from server.seed.pictures import noise
from server.seed.pictures.canvas import Canvas
from server.seed.pictures.vector import draw


class Mood(NamedTuple):
    ground: str
    inks: tuple[str, ...]
    words: str


SCALE = 0.8

MOODS = {
    "cream": Mood(
        "#f3ecdd",
        ("#1d3557", "#e4572e", "#2a9d8f", "#f2b134", "#6d597a"),
        "Hundreds of fine lines following an invisible current, on cream",
    ),
    "midnight": Mood(
        "#0d1b2a", ("#f2b134", "#e0e1dd", "#4fb0c6", "#e4572e", "#778da9"), "Bright flowing lines on midnight blue"
    ),
}


def paint(canvas: Canvas, mood: str) -> str:
    tone = MOODS[mood]
    canvas.fill(tone.ground)
    _flow(canvas, tone)
    return f"{tone.words}."


def _flow(canvas: Canvas, tone: Mood) -> None:
    """Seeds carried along a smooth field of directions, all at once; each path drawn as a polyline."""
    height, width = 120, int(120 / canvas.aspect) // 2 * 2
    heading = noise.fractal(canvas.random, height, width, 1, 2.6) * np.float32(canvas.between(0.9, 1.5)) + np.float32(
        canvas.between(0, 6.28)
    )
    hue = noise.fractal(canvas.random, height, width, 1, 2.4)
    count, steps = 950, canvas.count(26, 44)
    at = canvas.random.random((count, 2)) * np.array([1000, canvas.aspect * 1000])
    trail = [at.copy()]
    for _ in range(steps):
        rows = np.clip((at[:, 1] / 1000 / canvas.aspect * height).astype(int), 0, height - 1)
        columns = np.clip((at[:, 0] / 1000 * width).astype(int), 0, width - 1)
        angle = heading[rows, columns]
        at = at + np.stack([np.cos(angle), np.sin(angle)], -1) * 7.5
        trail.append(at.copy())
    paths = np.stack(trail, 1)
    rows = np.clip((paths[:, 0, 1] / 1000 / canvas.aspect * height).astype(int), 0, height - 1)
    columns = np.clip((paths[:, 0, 0] / 1000 * width).astype(int), 0, width - 1)
    band = np.clip(
        ((hue[rows, columns] + 1.8) / 3.6 * len(tone.inks) + canvas.random.normal(0, 0.35, count)).astype(int),
        0,
        len(tone.inks) - 1,
    )
    parts = []
    for i in range(count):
        line = "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in paths[i, ::3])
        parts.append(
            f'<path d="{line}" fill="none" stroke="{tone.inks[band[i]]}" '
            f'stroke-width="{canvas.between(1.4, 6.5):.1f}" stroke-linecap="round" stroke-linejoin="round" '
            f'opacity=".9"/>'
        )
    colour, cover = draw(canvas, "".join(parts))
    canvas.lay(colour, cover)
