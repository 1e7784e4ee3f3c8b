"""Glazed bowls from above."""

from typing import NamedTuple

import numpy as np

from server.seed.pictures import noise
from server.seed.pictures.canvas import Canvas, smooth
from server.seed.pictures.colour import along, mix, ramp, rgb


class Mood(NamedTuple):
    cloth: str
    glazes: tuple[tuple[str, str], ...]
    words: str


SCALE = 0.8

CLAYS = (
    ("#e9dfce", "#b5906b"),
    ("#3f5d63", "#8c6a4c"),
    ("#c46f4b", "#7a3d28"),
    ("#d9c9a3", "#6f5a42"),
    ("#2c2f33", "#5a4636"),
    ("#8fa79a", "#b79a78"),
)
SEA = (("#2f5d73", "#d9c7a8"), ("#8fb8b3", "#c9b08a"), ("#e8e2d2", "#a98a66"), ("#16364a", "#7c634a"))

MOODS = {
    "clay": Mood("#d8cdbb", CLAYS, "Glazed bowls from above, each with rings and speckles of its own"),
    "celadon": Mood("#26383a", SEA, "Celadon and blue bowls on dark cloth, seen from above"),
}


def paint(canvas: Canvas, mood: str) -> str:
    tone = MOODS[mood]
    _bowls(canvas, tone)
    return f"{tone.words}."


def _bowls(canvas: Canvas, tone: Mood) -> None:
    canvas.fill(tone.cloth)
    weave = np.sin(canvas.x * np.float32(900)) * np.sin(canvas.y * np.float32(900))
    canvas.shade(1 + weave * np.float32(0.035) + canvas.soft(2, 1.6) * np.float32(0.03))
    kept: list[tuple[float, float, float]] = []
    for _ in range(400):
        r = canvas.between(0.07, 0.2)
        x, y = canvas.between(0, 1), canvas.between(0, canvas.aspect)
        if all(np.hypot(x - a, y - b) > r + c + 0.012 for a, b, c in kept):
            kept.append((x, y, r))
            _bowl(canvas, tone, x, y, r)


def _bowl(canvas: Canvas, tone: Mood, x: float, y: float, r: float) -> None:
    fall, top, left = canvas.disc(x + r * 0.14, y + r * 0.16, r * 0.92, r * 0.22)
    canvas.shade(1 - fall * np.float32(0.55), top, left)
    (rows, columns), top, left = canvas.window(x, y, r * 1.05)
    u, v = (canvas.x[:, columns] - np.float32(x)) / np.float32(r), (canvas.y[rows] - np.float32(y)) / np.float32(r)
    distance, angle = np.hypot(u, v), np.arctan2(v, u)
    if not distance.size:
        return
    edge = np.float32(canvas.pixel / r)
    glaze, clay = canvas.one_of(tone.glazes)
    other = mix(glaze, canvas.one_of(tone.glazes)[0], 0.6)
    wobble = distance + np.float32(0.015) * np.sin(angle * canvas.count(2, 5) + canvas.between(0, 6))
    rings = np.float32(0.5) + np.float32(0.5) * np.sin(wobble * np.float32(canvas.between(10, 40)))
    pool = smooth(0.55, 0.0, distance)
    tint = np.clip(rings * np.float32(0.35) + pool * np.float32(0.6), 0, 1)
    inside = -(u + v) * np.float32(0.34) * smooth(0.1, 0.95, distance)
    light = np.float32(0.58) - inside * np.float32(0.8)
    colour = along(ramp(glaze, other), tint) * (np.float32(0.5) + light)[..., None]
    speckle = (canvas.random.random(distance.shape) > 0.9965).astype(np.float32)
    colour *= (1 - noise.blurred(speckle, 1.0) * np.float32(1.8)).clip(0.3, 1)[..., None]
    canvas.lay(np.clip(colour, 0, 1), 1 - smooth(1 - edge, 1 + edge, distance), top, left)
    rim = np.exp(-(((distance - np.float32(0.96)) / np.float32(0.035)) ** 2))
    canvas.lay(rgb(clay) * np.float32(1.1), rim * np.float32(0.85) * (distance < 1), top, left)
    spark = np.exp(-(((u + np.float32(0.5)) ** 2 + (v + np.float32(0.52)) ** 2) * np.float32(40)))
    canvas.glow("#ffffff", spark * np.float32(0.5), top, left)
