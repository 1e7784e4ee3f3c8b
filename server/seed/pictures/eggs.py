"""Eggs on a cloth."""

from typing import NamedTuple

import numpy as np

from server.seed.pictures.canvas import Canvas, smooth
from server.seed.pictures.colour import along, mix, ramp
from server.seed.pictures.tabletop import cast, lamp, linen, spread


class Mood(NamedTuple):
    ground: str
    inks: tuple[str, ...]
    words: str


SCALE = 0.85

MOODS = {
    "linen": Mood(
        "#d9cfc0",
        ("#e9d9c3", "#c99a72", "#b9cfc9", "#f4efe6", "#a87350"),
        "Speckled eggs in brown, cream and pale blue on linen",
    ),
}


def paint(canvas: Canvas, mood: str) -> str:
    tone = MOODS[mood]
    linen(canvas, tone.ground)
    _eggs(canvas, tone)
    lamp(canvas)
    return f"{tone.words}."


def _eggs(canvas: Canvas, tone: Mood) -> None:
    speckles = canvas.fractal(70, 0.5)
    for x, y, r in spread(canvas, 0.085, 0.115, 0.012, 40):
        (rows, columns), top, left = canvas.window(x, y, r * 1.2)
        turn, ink = canvas.between(0, 6.28), canvas.one_of(tone.inks)
        over, down = (
            (canvas.x[:, columns] - np.float32(x)) / np.float32(r),
            (canvas.y[rows] - np.float32(y)) / np.float32(r),
        )
        u = over * np.float32(np.cos(turn)) + down * np.float32(np.sin(turn))
        v = down * np.float32(np.cos(turn)) - over * np.float32(np.sin(turn))
        if not u.size:
            continue
        distance = np.hypot(u / (np.float32(0.76) + v * np.float32(0.09)), v)
        cast(canvas, x, y, r * 0.88)
        height = np.sqrt(np.clip(1 - distance**2, 0, 1))
        light = np.clip(np.float32(0.42) + np.float32(0.5) * height - np.float32(0.32) * (over + down), 0, 1.2)
        colour = along(ramp(mix(ink, "#3a2418", 0.62), ink, mix(ink, "#ffffff", 0.65)), light * np.float32(0.82))
        edge = np.float32(1.3 * canvas.pixel / r)
        cover = 1 - smooth(1 - edge, 1 + edge, distance)
        canvas.lay(colour, cover, top, left)
        dots = speckles[top : top + cover.shape[0], left : left + cover.shape[1]]
        canvas.lay(
            mix(ink, "#4a2a1a", 0.7), smooth(1.5, 2.1, dots) * cover * np.float32(canvas.between(0.15, 0.75)), top, left
        )
