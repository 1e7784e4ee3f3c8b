"""Slot canyons: sandstone in flowing bands, lit from above."""

from typing import NamedTuple

import numpy as np

from server.seed.pictures import noise
from server.seed.pictures.canvas import Canvas, smooth
from server.seed.pictures.colour import along, ramp


class Mood(NamedTuple):
    bands: tuple[str, ...]
    light: str
    words: str


SCALE = 0.7

MOODS = {
    "ember": Mood(("#1c0a12", "#6b2419", "#c2532a", "#f19a55", "#ffd9a1"), "#fff0cf", "orange and red"),
    "plum": Mood(("#150a1f", "#452049", "#99456a", "#e2858a", "#fbd0bd"), "#ffe7d8", "violet and rose"),
    "sand": Mood(("#33221a", "#7c583c", "#b98f63", "#e2c597", "#f8e9c9"), "#fffbea", "sand-coloured"),
}


def paint(canvas: Canvas, mood: str) -> str:
    tone = MOODS[mood]
    flow = canvas.soft(1, 3.2, 4)
    bend = canvas.soft(1.5, 3.0, 4)
    walls = (
        canvas.x * np.float32(3.0)
        + flow * np.float32(0.75)
        + np.sin(canvas.y * np.float32(3.2) + bend) * np.float32(0.35)
    )
    folds = np.float32(0.5) + np.float32(0.5) * np.sin(walls * np.float32(2.6) + bend * np.float32(0.8))
    strata = (
        walls * np.float32(13)
        + flow * np.float32(4)
        + canvas.y * np.float32(26)
        + canvas.soft(5, 2.4, 4) * np.float32(0.8)
    )
    layers = np.sin(strata) * np.float32(0.6) + np.sin(strata * np.float32(2.7)) * np.float32(0.3)
    depth = noise.unit(folds)
    above = smooth(canvas.aspect, 0, canvas.y)
    light = depth ** np.float32(1.5) * (np.float32(0.45) + np.float32(0.6) * above) + layers * np.float32(0.055) * (
        np.float32(0.4) + depth
    )
    light += canvas.fractal(60, 0.7) * np.float32(0.014)
    canvas.sheet[:] = along(ramp(*tone.bands), light)
    beam = np.exp(
        -(((canvas.x - np.float32(canvas.between(0.3, 0.7)) + canvas.y * np.float32(0.08)) / np.float32(0.07)) ** 2)
    )
    canvas.glow(tone.light, beam * above * depth * np.float32(0.45))
    return f"Smooth {tone.words} sandstone walls in a slot canyon, lit from above."
