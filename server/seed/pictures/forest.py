"""Conifers in fog, row behind row."""

from typing import NamedTuple

import numpy as np

from server.seed.pictures.canvas import Canvas, smooth
from server.seed.pictures.colour import Floats, along, mix, ramp


class Mood(NamedTuple):
    sky: tuple[str, ...]
    far: str
    near: str
    mist: str
    light: str
    snow: bool
    words: str


SCALE = 0.8

MOODS = {
    "fog": Mood(
        ("#b8c4c2", "#d3d9d3", "#e3e4da"), "#b3c0bb", "#13231f", "#d9ddd4", "#fffbe8", False, "in thick grey-green fog"
    ),
    "winter": Mood(
        ("#9fb4c9", "#cdd8e2", "#eceff2"), "#b9c8d6", "#22364a", "#e8eef3", "#ffffff", True, "while snow is falling"
    ),
    "sunrise": Mood(
        ("#e8b98a", "#f6d9ae", "#fdeccb"),
        "#e9bf93",
        "#3a1f14",
        "#fbe2ba",
        "#fff6d8",
        False,
        "with golden light behind the mist",
    ),
    "night": Mood(
        ("#0a1628", "#16304a", "#2a5068"), "#264a60", "#030a12", "#2f566c", "#cfe6ff", False, "at night, blue with fog"
    ),
}


def paint(canvas: Canvas, mood: str) -> str:
    tone = MOODS[mood]
    canvas.sky(*tone.sky)
    light_x, light_y = canvas.between(0.25, 0.75), canvas.aspect * canvas.between(0.15, 0.4)
    canvas.glow(tone.light, np.exp(-canvas.away(light_x, light_y) * 4) * np.float32(0.7))
    rows = canvas.count(5, 6)
    for row in range(rows):
        near = row / (rows - 1)
        ground = canvas.aspect * (0.52 + 0.4 * near) + 0.03 * (1 - near * 0.5) * canvas.skyline(1, 1.9)
        cover = _trees(canvas, ground, near)
        top = int(np.argmax(cover.any(axis=1)))
        y = canvas.y[top:]
        fog = smooth(ground.mean() - 0.22, ground.mean() + 0.1, y) * np.float32(0.95 * (1 - near) ** 0.6)
        body = mix(tone.far, tone.near, near**1.4)
        drift = np.clip(1 + 0.3 * canvas.skyline(1, 2), 0.2, 1.6)[None, :]
        canvas.lay(along(ramp(body, tone.mist), fog * drift), cover[top:], top)
    if tone.snow:
        _snowfall(canvas)
    return f"Rows of tall conifers {tone.words}."


def _trees(canvas: Canvas, ground: Floats, near: float) -> Floats:
    """Cover of one row of trees with the ground below them."""
    cover = np.clip((canvas.y - ground[None, :]) / canvas.pixel, 0, 1)
    for _ in range(int(80 - 64 * near)):
        at = canvas.between(-0.05, 1.05)
        foot = float(ground[int(np.clip(at * canvas.width, 0, canvas.width - 1))]) + 0.01
        tall = (0.09 + 0.5 * near**1.5) * canvas.between(0.4, 1.0)
        _tree(canvas, cover, at, foot, tall)
    return cover


def _tree(canvas: Canvas, cover: Floats, at: float, foot: float, tall: float) -> None:
    """A conifer: drooping boughs, each wider than the one above, ragged at their ends."""
    top = int(np.clip((foot - tall) * canvas.width, 0, canvas.height))
    bottom = int(np.clip(foot * canvas.width, 0, canvas.height))
    half = tall * canvas.between(0.13, 0.2)
    left = int(np.clip((at - half) * canvas.width, 0, canvas.width))
    right = int(np.clip((at + half) * canvas.width + 1, 0, canvas.width))
    if bottom - top < 3 or right - left < 2:
        return
    down = np.clip((canvas.y[top:bottom] - np.float32(foot - tall)) / np.float32(tall), 0, 1)
    boughs = np.float32(canvas.between(9, 17))
    phase = (down**0.85 * boughs) % 1
    ragged = canvas.random.random((bottom - top, 2)).astype(np.float32)
    taper = down**0.9 * (np.float32(0.45) + np.float32(0.55) * phase)
    over = canvas.x[:, left:right] - np.float32(at)
    side = np.where(over < 0, ragged[:, :1], ragged[:, 1:])
    reach = np.float32(half) * taper * (np.float32(0.78) + np.float32(0.3) * side) + canvas.pixel
    part = cover[top:bottom, left:right]
    np.maximum(part, np.clip((reach - np.abs(over)) / canvas.pixel, 0, 1), out=part)


def _snowfall(canvas: Canvas) -> None:
    for _ in range(260):
        depth = canvas.random.random() ** 3
        size = 0.0012 + 0.011 * depth
        disc, top, left = canvas.disc(
            canvas.random.random(), canvas.random.random() * canvas.aspect, size, size * (0.5 + 0.5 * depth)
        )
        canvas.glow("#ffffff", disc * np.float32(0.9 - 0.5 * depth), top, left)
