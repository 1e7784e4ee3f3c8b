"""A landscape printed in coarse dots."""

from typing import NamedTuple

import numpy as np

from server.seed.pictures.canvas import Canvas, smooth
from server.seed.pictures.colour import Floats, mix


class Mood(NamedTuple):
    ground: str
    inks: tuple[str, ...]
    words: str


SCALE = 0.8

MOODS = {
    "sun": Mood(
        "#f2e8d5", ("#e63946", "#1d3557", "#f4a261"), "A sun over hills printed in coarse dots, red and blue on cream"
    ),
}


def paint(canvas: Canvas, mood: str) -> str:
    tone = MOODS[mood]
    canvas.fill(tone.ground)
    _halftone(canvas, tone)
    return f"{tone.words}."


def _halftone(canvas: Canvas, tone: Mood) -> None:
    sun_x, sun_y, r = (
        canvas.between(0.3, 0.7),
        canvas.aspect * canvas.between(0.28, 0.42),
        canvas.between(0.2, 0.3) * min(1.0, canvas.aspect),
    )
    sun = smooth(r, r * 0.98, canvas.away(sun_x, sun_y)) * (
        np.float32(0.25) + np.float32(0.75) * smooth(sun_y - r, sun_y + r, canvas.y)
    )
    canvas.lay(
        tone.inks[2], _dots(canvas, smooth(0, canvas.aspect * 1.1, canvas.y) * np.float32(0.35) + 0 * canvas.x, 0.3, 62)
    )
    canvas.lay(tone.inks[0], _dots(canvas, sun, 0.78, 62))
    for layer in range(3):
        profile = canvas.aspect * (0.58 + 0.14 * layer) - 0.06 * canvas.skyline(1, 2.2)
        below = canvas.y - profile[None, :]
        ink = tone.inks[1] if layer != 1 else mix(tone.inks[0], tone.inks[1], 0.35)
        canvas.lay(tone.ground, np.clip(below / canvas.pixel, 0, 1))
        canvas.lay(
            ink,
            _dots(
                canvas, np.clip(below * np.float32(4.2) + np.float32(0.16), 0, 1) * (below > 0), 0.3 + layer * 0.5, 58
            ),
        )


def _dots(canvas: Canvas, tone: Floats, angle: float, pitch: float) -> Floats:
    """A printing screen: dots whose area follows the tone (0..1)."""
    u = (canvas.x * np.float32(np.cos(angle)) + canvas.y * np.float32(np.sin(angle))) * np.float32(pitch)
    v = (canvas.y * np.float32(np.cos(angle)) - canvas.x * np.float32(np.sin(angle))) * np.float32(pitch)
    distance = np.hypot(u - np.floor(u) - np.float32(0.5), v - np.floor(v) - np.float32(0.5))
    radius = np.sqrt(np.clip(tone, 0, 1)) * np.float32(0.72)
    edge = np.float32(pitch * canvas.pixel * 1.2)
    return np.asarray(np.clip((radius - distance) / edge + np.float32(0.5), 0, 1) * (tone > 0.004), np.float32)
