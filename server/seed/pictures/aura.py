"""Soft fields of colour."""

from typing import NamedTuple

import numpy as np

from server.seed.pictures.canvas import Canvas


class Mood(NamedTuple):
    ground: str
    inks: tuple[str, ...]
    words: str


SCALE = 0.8

MOODS = {
    "coral": Mood(
        "#f4d9c6",
        ("#ff8c61", "#5c4d91", "#f7b2ad", "#2ec4b6", "#ffd166"),
        "A soft field of colour, coral melting into violet and gold",
    ),
    "deep": Mood(
        "#0f1a2b",
        ("#1f4e79", "#7f5a9b", "#e88873", "#0b3d4f", "#f2c57c"),
        "A soft dark field of colour, blue melting into copper",
    ),
}


def paint(canvas: Canvas, mood: str) -> str:
    tone = MOODS[mood]
    canvas.fill(tone.ground)
    _aura(canvas, tone)
    return f"{tone.words}."


def _aura(canvas: Canvas, tone: Mood) -> None:
    bend, lift = canvas.soft(1, 2.8, 8) * np.float32(0.09), canvas.soft(1, 2.8, 8) * np.float32(0.09)
    for ink in canvas.random.permutation(list(tone.inks) + list(tone.inks[:2])):
        x, y = canvas.between(-0.1, 1.1), canvas.between(-0.1, 1.1) * canvas.aspect
        reach = canvas.between(0.25, 0.5)
        distance = np.hypot(canvas.x + bend - np.float32(x), canvas.y + lift - np.float32(y))
        canvas.lay(str(ink), np.exp(-((distance / np.float32(reach)) ** 2)) * np.float32(0.92))
    canvas.shade(1 + canvas.fractal(160, 0.1) * np.float32(0.025))
