"""Macarons in rows."""

from typing import NamedTuple

import numpy as np

from server.seed.pictures.canvas import Canvas, smooth
from server.seed.pictures.colour import along, mix, ramp
from server.seed.pictures.tabletop import cast, lamp, plain, polar


class Mood(NamedTuple):
    ground: str
    inks: tuple[str, ...]
    words: str


SCALE = 0.85

MOODS = {
    "pastel": Mood(
        "#e9dfe4",
        ("#e59aab", "#a9c79a", "#f2d28c", "#b79ad0", "#8a5a44", "#9fd0d6"),
        "Rows of macarons in pastel colours",
    ),
}


def paint(canvas: Canvas, mood: str) -> str:
    tone = MOODS[mood]
    plain(canvas, tone.ground)
    _macarons(canvas, tone)
    lamp(canvas)
    return f"{tone.words}."


def _macarons(canvas: Canvas, tone: Mood) -> None:
    columns = canvas.count(4, 6)
    pitch = 1.0 / columns
    offset = canvas.between(-0.3, 0.3) * pitch
    diagonal = canvas.chance(0.5)
    for row in range(-1, int(canvas.aspect / pitch) + 2):
        for column in range(-1, columns + 2):
            x = (column + 0.5) * pitch + (pitch / 2 if diagonal and row % 2 else 0) + canvas.between(-0.004, 0.004)
            y = (row + 0.5) * pitch * (0.9 if diagonal else 1) + offset + canvas.between(-0.004, 0.004)
            r = pitch * 0.42 * canvas.between(0.97, 1.03)
            ink = tone.inks[(column + row * (1 if diagonal else 2)) % len(tone.inks)]
            cast(canvas, x, y, r, 0.4)
            distance, angle, top, left = polar(canvas, x, y, r)
            if not distance.size:
                continue
            ruffle = (
                np.float32(1)
                + np.float32(0.012) * np.sin(angle * 40 + np.float32(column))
                + np.float32(0.01) * np.sin(angle * 23)
            )
            edge = np.float32(1.4 * canvas.pixel / r)
            height = np.sqrt(np.clip(1 - (distance / np.float32(0.97)) ** 2, 0, 1))
            light = np.clip(
                np.float32(0.32)
                + height**0.5 * np.float32(0.42)
                - np.float32(0.3) * distance**3 * np.cos(angle - np.float32(0.8)),
                0,
                1,
            )
            canvas.lay(mix(ink, "#5a3020", 0.25), 1 - smooth(ruffle - edge, ruffle + edge, distance), top, left)
            canvas.lay(
                along(ramp(mix(ink, "#402018", 0.5), ink, mix(ink, "#ffffff", 0.6)), light),
                1 - smooth(0.93 - edge, 0.93 + edge, distance),
                top,
                left,
            )
            spark = np.exp(
                -(
                    (distance * np.cos(angle + np.float32(2.36)) - np.float32(0.5)) ** 2
                    + (distance * np.sin(angle + np.float32(2.36))) ** 2
                )
                * np.float32(14)
            )
            canvas.glow("#ffffff", spark * np.float32(0.3), top, left)
