"""A coast from straight above: deep water, shallows, foam and sand."""

from typing import NamedTuple

import numpy as np

from server.seed.pictures.canvas import Canvas, smooth
from server.seed.pictures.colour import along, spaced_ramp


class Mood(NamedTuple):
    water: tuple[tuple[float, str], ...]
    sand: tuple[tuple[float, str], ...]
    words: str


SCALE = 0.8

MOODS = {
    "turquoise": Mood(
        ((0, "#0b4f74"), (0.35, "#11849a"), (0.75, "#4fc4c0"), (1, "#b9ebdd")),
        ((0, "#c9a877"), (0.25, "#e6cfa3"), (1, "#f1dfba")),
        "turquoise water and pale sand",
    ),
    "black": Mood(
        ((0, "#0a2a3d"), (0.5, "#1f5a70"), (0.85, "#6fa3ab"), (1, "#c4dadb")),
        ((0, "#0f1113"), (0.3, "#23262a"), (1, "#35383b")),
        "cold blue water and black sand",
    ),
    "rust": Mood(
        ((0, "#17435c"), (0.5, "#2f8390"), (0.85, "#8fc3b5"), (1, "#e2ead0")),
        ((0, "#8e4a2b"), (0.3, "#b8693f"), (1, "#d08b58")),
        "green-blue water and red sand",
    ),
}


def paint(canvas: Canvas, mood: str) -> str:
    tone = MOODS[mood]
    tilt = canvas.between(0, 2 * np.pi)
    across = (canvas.x - np.float32(0.5)) * np.float32(np.cos(tilt)) + (
        canvas.y - np.float32(canvas.aspect / 2)
    ) * np.float32(np.sin(tilt))
    shore = across + canvas.soft(1.2, 2.1, 4) * np.float32(0.055) + np.float32(canvas.between(-0.12, 0.12))
    fine = canvas.fractal(6, 1.25)
    shore = shore + fine * np.float32(0.006)
    sea = np.clip(1 + shore * np.float32(1.9), 0, 1) ** np.float32(1.3)
    reef = smooth(0.7, 2.0, canvas.soft(4, 1.4, 2)) * smooth(-0.05, -0.3, shore) * np.float32(0.2)
    canvas.sheet[:] = along(spaced_ramp(tone.water), sea - reef + fine * np.float32(0.012))
    wet = np.clip(shore * np.float32(7), 0, 1) + canvas.fractal(90, 0.4) * np.float32(0.06)
    canvas.lay(along(spaced_ramp(tone.sand), wet), smooth(-0.004, 0.006, shore))
    lace = np.abs(canvas.fractal(22, 1.0))
    for line in range(canvas.count(3, 4)):
        at = np.float32(-0.012 - line * canvas.between(0.035, 0.06)) + canvas.soft(2, 1.8, 8) * np.float32(
            0.007 + 0.004 * line
        )
        trail = shore - at
        crest = smooth(-0.004, 0.0, trail) * np.exp(-np.clip(trail, 0, 9) * np.float32(60 + 20 * line))
        net = smooth(0.75, 0.0, lace) * np.exp(-np.clip(trail, 0, 9) * np.float32(22)) * smooth(-0.002, 0.002, trail)
        canvas.glow("#ffffff", np.clip(crest + net * np.float32(0.7), 0, 1) * np.float32(0.95 - 0.16 * line))
    return f"A beach from straight above: {tone.words}, divided by lines of white foam."
