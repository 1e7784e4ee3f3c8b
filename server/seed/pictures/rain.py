"""Rain on a window, with the lights of a street out of focus behind it."""

from typing import NamedTuple

import numpy as np

from server.seed.pictures import noise
from server.seed.pictures.canvas import Canvas, smooth
from server.seed.pictures.colour import rgb


class Mood(NamedTuple):
    ground: tuple[str, ...]
    lights: tuple[str, ...]
    drops: bool
    words: str


SCALE = 0.75

MOODS = {
    "night": Mood(
        ("#0a0f1e", "#141b30", "#0c0d18"),
        ("#ffb45e", "#ff7a4a", "#6fb7ff", "#ffe3a6", "#ff5d6c"),
        True,
        "Raindrops on a window at night, city lights blurred behind them",
    ),
    "morning": Mood(
        ("#8b9ba6", "#aebbc0", "#6f7f86"),
        ("#e9eef0", "#fff2d9", "#c6d6de"),
        True,
        "Raindrops on a window on a grey morning",
    ),
    "neon": Mood(
        ("#150a24", "#2a1040", "#0a0a1e"),
        ("#ff3fa4", "#35e0ff", "#8c5bff", "#ffd23f"),
        True,
        "Raindrops on glass before pink and blue neon",
    ),
    "bokeh": Mood(
        ("#0d0b14", "#221a22", "#0a0a10"),
        ("#ffc372", "#ff9d5c", "#ffe9c2", "#f46d4e", "#7fd0c4"),
        False,
        "Out-of-focus city lights as soft golden circles",
    ),
}


def paint(canvas: Canvas, mood: str) -> str:
    tone = MOODS[mood]
    canvas.sky(*tone.ground)
    canvas.lay(tone.lights[0], smooth(0.2, 2.4, canvas.soft(1.5, 2.4, 8)) * np.float32(0.18))
    bright = 0.42 if mood == "morning" else 0.62
    for _ in range(canvas.count(26, 44)):
        x, y = canvas.random.random(), canvas.aspect * float(canvas.random.beta(2.4, 2.0))
        radius = canvas.between(0.02, 0.085) * (1.25 if not tone.drops else 1.0)
        disc, top, left = canvas.disc(x, y, radius, radius * 0.07)
        rim, _, _ = canvas.disc(x, y, radius * 0.9, radius * 0.1)
        light = disc[: rim.shape[0], : rim.shape[1]] * np.float32(1) if rim.shape == disc.shape else disc
        canvas.glow(canvas.one_of(tone.lights), light * np.float32(canvas.between(0.12, bright)), top, left)
    if tone.drops:
        behind = noise.blurred(canvas.sheet, canvas.width * 0.006)
        canvas.sheet[:] = behind * np.float32(0.92)
        _drops(canvas, behind)
    return f"{tone.words}."


def _drops(canvas: Canvas, behind: np.ndarray) -> None:
    """Each drop is a lens: it shows the street upside down, with a bright rim below and a spark above."""
    for _ in range(int(420 * canvas.aspect)):
        size = 0.0022 + 0.021 * float(canvas.random.beta(1.1, 5))
        _drop(canvas, behind, canvas.random.random(), canvas.random.random() * canvas.aspect, size)
    for _ in range(canvas.count(4, 8)):
        x, y = canvas.between(0.05, 0.95), canvas.between(0.3, 1.0) * canvas.aspect
        length, size = canvas.between(0.15, 0.5), canvas.between(0.011, 0.02)
        for step in range(int(length / 0.012)):
            share = step / (length / 0.012)
            if canvas.chance(0.55):
                _drop(
                    canvas,
                    behind,
                    x + canvas.between(-0.002, 0.002),
                    y - step * 0.012 - 0.03,
                    size * 0.35 * canvas.between(0.3, 1) * (1 - 0.6 * share),
                )
        _drop(canvas, behind, x, y, size)


def _drop(canvas: Canvas, behind: np.ndarray, x: float, y: float, size: float) -> None:
    (rows, columns), top, left = canvas.window(x, y, size * 1.5)
    u = (canvas.x[:, columns] - np.float32(x)) / np.float32(size)
    v = (canvas.y[rows] - np.float32(y)) / np.float32(size * 1.12)
    if not u.size or not v.size:
        return
    distance = np.hypot(u * (1 + np.clip(-v, 0, 1) * np.float32(0.16)), v)
    edge = np.float32(canvas.pixel / size * 1.2)
    cover = 1 - smooth(1 - edge, 1 + edge, distance)
    look = np.float32(canvas.width * 0.2)
    source_row = np.clip((y * canvas.width - v * look) + 0 * u, 0, canvas.height - 1).astype(np.int32)
    source_column = np.clip((x * canvas.width - u * look) + 0 * v, 0, canvas.width - 1).astype(np.int32)
    lens = behind[source_row, source_column]
    light = (
        np.float32(0.82)
        + np.float32(0.5) * smooth(-0.2, 1.0, v)
        - np.float32(0.45) * smooth(0.62, 1.0, distance) * (v < 0.2)
    )
    canvas.lay(np.clip(lens * light[..., None] * np.float32(1.15), 0, 1), cover, top, left)
    spark = np.exp(-(((u + np.float32(0.3)) ** 2 + (v + np.float32(0.42)) ** 2) * np.float32(22)))
    canvas.glow(rgb("#ffffff"), spark * cover * np.float32(0.75), top, left)
