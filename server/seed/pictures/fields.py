"""Flower fields: rows running to the horizon."""

from typing import NamedTuple

import numpy as np

from server.seed.pictures.canvas import Canvas, smooth
from server.seed.pictures.colour import Floats, along, mix, ramp


class Mood(NamedTuple):
    sky: tuple[str, ...]
    blooms: tuple[str, ...]
    soil: str
    hill: str
    words: str


SCALE = 0.85

MOODS = {
    "lavender": Mood(
        ("#6f86b9", "#e0b9b5", "#fbdcae"), ("#5b4392", "#7a5cb5", "#6a4aa0"), "#3c4030", "#7d86a6", "Rows of lavender"
    ),
    "tulips": Mood(
        ("#6fb0dc", "#bfe0ee", "#f2f3e6"),
        ("#d8342f", "#f3b52e", "#e8649a", "#f6efe0", "#7f3a8c"),
        "#3f5f31",
        "#8fa9a0",
        "Striped tulip fields in red, yellow, pink and white",
    ),
    "rape": Mood(
        ("#3f86c9", "#9ccbe8", "#eef3e8"),
        ("#f2cc20", "#f7d93c", "#e8bd14"),
        "#5f7a26",
        "#6f93a0",
        "A yellow field of rapeseed",
    ),
    "poppies": Mood(
        ("#86a9cf", "#dfd6d6", "#f9dcb8"),
        ("#d63a24", "#7d9443", "#e04f31", "#91a34e"),
        "#55702f",
        "#8f9ca8",
        "Red poppies and green wheat",
    ),
}


def paint(canvas: Canvas, mood: str) -> str:
    tone = MOODS[mood]
    horizon = canvas.aspect * canvas.between(0.3, 0.45)
    canvas.sky(*tone.sky, until=horizon / canvas.aspect)
    clouds = canvas.soft(2, 1.6, 4)
    canvas.lay("#ffffff", smooth(0.6, 2.2, clouds) * np.float32(0.5))
    canvas.glow("#fff3d6", np.exp(-canvas.away(canvas.between(0.2, 0.8), horizon) * 4) * np.float32(0.5))
    for share, height in ((0.35, 0.05), (0.7, 0.03)):
        profile = horizon - height * (0.6 + 0.35 * canvas.skyline(1, 2.0))
        canvas.lay(mix(tone.hill, tone.soil, share * 0.6), np.clip((canvas.y - profile[None, :]) / canvas.pixel, 0, 1))
    _rows(canvas, tone, horizon)
    tree = _tree(canvas, horizon, mix(tone.soil, "#101810", 0.5)) if canvas.chance(0.5) else ""
    return f"{tone.words} running towards low hills{tree}."


def _rows(canvas: Canvas, tone: Mood, horizon: float) -> None:
    top = int(horizon * canvas.width)
    y = canvas.y[top:]
    depth = (y - np.float32(horizon)) / np.float32(canvas.aspect - horizon) + np.float32(0.004)
    vanish = np.float32(canvas.between(0.25, 0.75))
    lateral = (canvas.x - vanish) / depth
    wide = np.float32(canvas.between(2.2, 3.4))
    row = lateral * wide + np.float32(0.15) * np.sin(1 / depth * np.float32(0.5))
    index = np.floor(row).astype(np.int32)
    within = row - index
    hump = np.sin(within * np.float32(np.pi))
    tuft = canvas.fractal(70, 0.45)[top:]
    rough = canvas.fractal(25, 0.6)[top:]
    detail = (tuft * np.float32(0.65) + rough * np.float32(0.35)) * smooth(0.0, 0.5, depth)
    blooms = np.array([ramp(bloom)[0] for bloom in tone.blooms])[index % len(tone.blooms)]
    level = hump + detail * np.float32(0.2)
    light = np.float32(0.5) + np.float32(0.45) * level + (within - np.float32(0.5)) * np.float32(0.25)
    colour = blooms * np.clip(light, 0.2, 1.25)[..., None]
    canvas.lay(along(ramp(tone.soil, mix(tone.soil, "#000000", 0.35)), 1 - hump), 1.0 + 0 * hump, top)
    canvas.lay(colour, smooth(0.22, 0.5, level), top)
    canvas.lay(tone.sky[-1], np.exp(-depth * np.float32(9)) * np.float32(0.55) + 0 * canvas.x, top)


def _tree(canvas: Canvas, horizon: float, colour: str) -> str:
    x, size = canvas.between(0.15, 0.85), canvas.between(0.03, 0.055)
    crown: Floats | None = None
    for _ in range(9):
        spot_x, spot_y = x + canvas.between(-0.7, 0.7) * size, horizon - size * canvas.between(0.9, 1.9)
        crown, top, left = canvas.disc(spot_x, spot_y, size * canvas.between(0.4, 0.62), size * 0.08)
        canvas.lay(colour, crown, top, left)
    trunk = (
        (np.abs(canvas.x - np.float32(x)) < np.float32(size * 0.09))
        & (canvas.y > np.float32(horizon - size))
        & (canvas.y < np.float32(horizon + size * 0.12))
    )
    canvas.lay(colour, trunk.astype(np.float32))
    return ", with a single tree on the horizon"
