"""Land seen as a map: contour lines, relief shading, terraces."""

from typing import NamedTuple

import numpy as np

from server.seed.pictures import noise
from server.seed.pictures.canvas import Canvas, smooth
from server.seed.pictures.colour import along, spaced_ramp


class Mood(NamedTuple):
    heights: tuple[tuple[float, str], ...]
    ink: str
    words: str


SCALE = 0.85

MOODS = {
    "paper": Mood(
        ((0, "#8fb8bd"), (0.3, "#a9cbc4"), (0.31, "#dfe3c5"), (0.6, "#f2ead0"), (1, "#d9b58b")),
        "#6a4a32",
        "A topographic map on cream paper",
    ),
    "night": Mood(
        ((0, "#071018"), (0.5, "#0f2230"), (1, "#1d3f52")),
        "#7fe0d0",
        "A dark topographic map with glowing contour lines",
    ),
    "relief": Mood(
        ((0, "#1f5f73"), (0.28, "#3f97a0"), (0.3, "#6f9a58"), (0.6, "#c2b071"), (0.85, "#9b7a5c"), (1, "#fbfaf6")),
        "#2d2a24",
        "A shaded relief map of islands and mountains",
    ),
    "terraces": Mood(
        ((0, "#9cc4cf"), (0.3, "#5d8f4a"), (0.55, "#a8bf52"), (0.8, "#4f7f3a"), (1, "#27512d")),
        "#2a3a1f",
        "Rice terraces from above, water mirroring the sky",
    ),
}


def paint(canvas: Canvas, mood: str) -> str:
    tone = MOODS[mood]
    land = noise.unit(canvas.soft(1.4, 2.7, 2) - np.float32(0.4) * np.abs(canvas.soft(2, 2.5, 2)))
    steps = {"paper": 26, "night": 34, "relief": 16, "terraces": 17}[mood]
    height = land * np.float32(steps)
    down, over = np.gradient(land)
    slope = np.hypot(down, over) * np.float32(steps) + np.float32(1e-6)
    if mood == "terraces":
        level = np.floor(height)
        tints = canvas.random.random(steps + 2).astype(np.float32)
        canvas.sheet[:] = along(spaced_ramp(tone.heights), tints[level.astype(np.int32)])
        within = height - level
        canvas.shade(np.float32(0.72) + np.float32(0.36) * smooth(0.0, 0.55, within))
        rows = np.sin(within * np.float32(30)) * np.float32(0.04)
        canvas.shade(1 + rows)
        edge = np.clip(1.6 - within / slope, 0, 1)
        canvas.lay("#e9e2b4", edge * np.float32(0.75))
    else:
        canvas.sheet[:] = along(spaced_ramp(tone.heights), land)
        light = (over - down) * np.float32(canvas.width)
        strength = {"paper": 0.035, "night": 0.1, "relief": 0.1}[mood]
        dry = smooth(0.29, 0.31, land)
        canvas.shade(np.clip(1 - light * np.float32(strength) * dry, 0.55, 1.35))
        off = np.abs(height - np.round(height)) / slope
        major = (np.round(height).astype(np.int32) % 5) == 0
        line = np.clip(np.where(major, 1.9, 1.15) - off, 0, 1)
        canvas.lay(tone.ink, line * np.where(major, np.float32(0.75), np.float32(0.42 if mood != "relief" else 0.2)))
    return f"{tone.words}."
