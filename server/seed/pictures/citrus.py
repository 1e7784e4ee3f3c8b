"""Citrus fruit, sliced."""

from typing import NamedTuple

import numpy as np

from server.seed.pictures.canvas import Canvas, smooth
from server.seed.pictures.colour import along, mix, ramp
from server.seed.pictures.tabletop import cast, lamp, plain, polar, spread


class Mood(NamedTuple):
    ground: str
    inks: tuple[str, ...]
    words: str


SCALE = 0.85

MOODS = {
    "sunlit": Mood(
        "#f4ead6",
        ("#f28c28", "#f6c945", "#e9573f", "#c9d65b", "#f2a9a0"),
        "Slices of orange, lemon, lime and grapefruit laid out in sunlight",
    ),
    "slate": Mood("#1c2b33", ("#f28c28", "#f6c945", "#e9573f", "#c9d65b"), "Citrus slices on a dark slate table"),
}


def paint(canvas: Canvas, mood: str) -> str:
    tone = MOODS[mood]
    plain(canvas, tone.ground)
    _citrus(canvas, tone)
    lamp(canvas)
    return f"{tone.words}."


def _citrus(canvas: Canvas, tone: Mood) -> None:
    cells = canvas.fractal(60, 0.5)
    for x, y, r in spread(canvas, 0.085, 0.15, 0.012):
        ink = canvas.one_of(tone.inks)
        distance, angle, top, left = polar(canvas, x, y, r)
        if not distance.size:
            continue
        cast(canvas, x, y, r, 0.35)
        segments = canvas.count(8, 11)
        turn = (angle / np.float32(2 * np.pi) * segments + canvas.between(0, 1)) % 1
        wall = np.abs(turn - np.float32(0.5)) * 2
        radial = cells[top : top + distance.shape[0], left : left + distance.shape[1]]
        pulp_edge = np.float32(0.82) - wall**6 * np.float32(0.1)
        flesh = (
            smooth(0.0, 0.02, pulp_edge - distance)
            * smooth(0.07, 0.1, distance)
            * smooth(0.985, 0.93, wall + np.float32(0.03) / np.maximum(distance, 0.08) * np.float32(0.5))
        )
        streak = np.sin(angle * np.float32(90) + radial * np.float32(1.4)) * np.float32(0.06)
        juice = along(
            ramp(mix(ink, "#ffffff", 0.45), ink, mix(ink, "#7a2a00", 0.22)),
            np.float32(0.25) + distance * np.float32(0.5) + streak + radial * np.float32(0.06),
        )
        edge = np.float32(canvas.pixel / r)
        canvas.lay(mix(ink, "#8a3a00", 0.12), 1 - smooth(1 - edge, 1 + edge, distance), top, left)
        canvas.lay(mix(ink, "#fffaf0", 0.86), 1 - smooth(0.93 - edge, 0.93 + edge, distance), top, left)
        canvas.lay(juice, flesh, top, left)
        shine = np.exp(-(((distance - np.float32(0.62)) / np.float32(0.16)) ** 2)) * np.exp(
            -(((angle + np.float32(2.3)) / np.float32(0.5)) ** 2)
        )
        canvas.glow("#ffffff", shine * np.float32(0.32), top, left)
