"""Rings that cross."""

from typing import NamedTuple

import numpy as np

from server.seed.pictures.canvas import Canvas


class Mood(NamedTuple):
    ground: str
    inks: tuple[str, ...]
    words: str


SCALE = 0.8

MOODS = {
    "rings": Mood("#f6efe2", ("#1b263b", "#c1440e"), "Two families of thin rings crossing into a moiré pattern"),
}


def paint(canvas: Canvas, mood: str) -> str:
    tone = MOODS[mood]
    canvas.fill(tone.ground)
    _rings(canvas, tone)
    return f"{tone.words}."


def _rings(canvas: Canvas, tone: Mood) -> None:
    pitch = canvas.between(38, 62)
    for ink in tone.inks:
        x, y = canvas.between(0.25, 0.75), canvas.between(0.25, 0.75) * canvas.aspect
        distance = canvas.away(x, y) + canvas.soft(1.2, 2.8, 8) * np.float32(0.012)
        wave = np.sin(distance * np.float32(pitch * np.pi))
        canvas.lay(
            ink, np.clip(wave / np.float32(pitch * np.pi * canvas.pixel) + np.float32(0.5), 0, 1) * np.float32(0.88)
        )
