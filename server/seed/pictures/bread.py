"""Country loaves, scored and floured."""

from typing import NamedTuple

import numpy as np

from server.seed.pictures import noise
from server.seed.pictures.canvas import Canvas, smooth
from server.seed.pictures.colour import along, mix, ramp, rgb
from server.seed.pictures.tabletop import cast, lamp, linen, plain, spread


class Mood(NamedTuple):
    ground: str
    inks: tuple[str, ...]
    words: str


SCALE = 0.85

MOODS = {
    "tray": Mood(
        "#4a4f52", ("#b5773f", "#8c5528", "#d9a463"), "Round loaves with scored, flour-dusted crusts on a dark table"
    ),
    "linen": Mood("#d8cebd", ("#a8642f", "#c98a4b", "#7a4722"), "A scored country loaf on linen, dusted with flour"),
}


def paint(canvas: Canvas, mood: str) -> str:
    tone = MOODS[mood]
    (linen if mood == "linen" else plain)(canvas, tone.ground)
    _loaves(canvas, tone, 1 if mood == "linen" else canvas.count(3, 5))
    lamp(canvas)
    return f"{tone.words}."


def _loaves(canvas: Canvas, tone: Mood, count: int) -> None:
    places = (
        [(0.5, canvas.aspect * 0.5, 0.36 * min(1.0, canvas.aspect))]
        if count == 1
        else spread(canvas, 0.17, 0.22, 0.03, count + 2)
    )
    scatter = smooth(2.2, 3.2, canvas.fractal(140, 0.3))
    canvas.glow("#ffffff", scatter * np.float32(0.6))
    for x, y, r in places:
        cast(canvas, x, y, r, 0.55)
        _loaf(canvas, tone, x, y, r)


def _loaf(canvas: Canvas, tone: Mood, x: float, y: float, r: float) -> None:
    (rows, columns), top, left = canvas.window(x, y, r * 1.12)
    u, v = (canvas.x[:, columns] - np.float32(x)) / np.float32(r), (canvas.y[rows] - np.float32(y)) / np.float32(r)
    if not u.size or not v.size:
        return
    size = (u.shape[1] // 2 * 2 + 2, v.shape[0])
    rough = noise.fractal(canvas.random, size[1], size[0], 3, 1.4)[:, : u.shape[1]]
    fine = noise.fractal(canvas.random, size[1], size[0], 24, 0.7)[:, : u.shape[1]]
    distance = np.hypot(u, v) + rough * np.float32(0.007)
    height = np.sqrt(np.clip(1 - distance**2, 0, 1))
    turn = canvas.between(0, 6.28)
    a = u * np.float32(np.cos(turn)) + v * np.float32(np.sin(turn))
    b = v * np.float32(np.cos(turn)) - u * np.float32(np.sin(turn))
    light = np.clip(
        np.float32(0.2)
        + height * np.float32(0.62)
        - np.float32(0.3) * (u + v)
        + rough * np.float32(0.035)
        + fine * np.float32(0.03),
        0,
        1,
    )
    crust = along(ramp("#2a1206", tone.inks[0], tone.inks[1], mix(tone.inks[2], "#ffe0b0", 0.4)), light)
    # the proofing basket leaves rings of flour
    rings = smooth(0.15, 0.75, np.sin(np.hypot(a, b) * np.float32(40) + rough * np.float32(0.5)))
    flour = rings * smooth(-1.2, 0.9, fine + rough * np.float32(0.6)) * smooth(0.93, 0.7, distance)
    crust += (rgb("#fbf3e4") * (np.float32(0.42) + np.float32(0.6) * light)[..., None] - crust) * (
        flour * np.float32(0.78)
    )[..., None]
    if canvas.chance(0.5):
        cut = np.abs(b - np.float32(0.3) * (1 - a * a) + np.float32(0.12)) + np.float32(0.02) * np.abs(a)
    else:
        cut = np.minimum(np.abs(b), np.abs(a)) + np.float32(0.03) * distance
    cut = cut + fine * np.float32(0.006)
    inside = smooth(0.8, 0.62, distance)
    ear = smooth(0.1, 0.075, cut) * inside
    crumb = along(
        ramp("#9a5a22", "#dba55c", "#f3d6a0"),
        np.clip(np.float32(0.95) - cut * np.float32(6) + fine * np.float32(0.12), 0, 1)
        * (np.float32(0.55) + light * np.float32(0.6)),
    )
    crust += (crumb - crust) * ear[..., None]
    lip = np.exp(-(((cut - np.float32(0.105)) / np.float32(0.02)) ** 2)) * inside
    crust *= (1 - lip * np.float32(0.62))[..., None]
    edge = np.float32(1.5 * canvas.pixel / r)
    canvas.lay(np.clip(crust, 0, 1), 1 - smooth(1 - edge, 1 + edge, distance), top, left)
