"""A city across the water at dusk, with its lights mirrored."""

from typing import NamedTuple

import numpy as np

from server.seed.pictures import noise
from server.seed.pictures.canvas import Canvas, smooth
from server.seed.pictures.colour import along, mix, ramp


class Mood(NamedTuple):
    sky: tuple[str, ...]
    far: str
    near: str
    lights: tuple[str, ...]
    words: str


SCALE = 0.85

MOODS = {
    "dusk": Mood(
        ("#1d2350", "#6a4a86", "#d9787a", "#ffc58a"),
        "#8a5f86",
        "#171531",
        ("#ffd88f", "#ffb35c", "#fff3d4"),
        "at dusk under a violet and orange sky",
    ),
    "night": Mood(
        ("#060b1f", "#132350", "#3a5590"),
        "#22366a",
        "#0c1430",
        ("#ffd88f", "#8fc6ff", "#ff8f6b", "#fff3d4"),
        "at night under a deep blue sky",
    ),
    "fog": Mood(("#93a3ad", "#b9c2c4", "#dcd9cf"), "#a9b3b6", "#3d4a52", ("#fff0c9", "#ffe2a8"), "in pale morning fog"),
}


def paint(canvas: Canvas, mood: str) -> str:
    tone = MOODS[mood]
    shore = canvas.aspect * canvas.between(0.6, 0.7)
    canvas.sky(*tone.sky, until=shore / canvas.aspect)
    if mood == "dusk":
        canvas.lay("#5b3a72", smooth(0.5, 2.2, canvas.soft(1.6, 1.5, 4)) * smooth(shore, 0, canvas.y) * np.float32(0.5))
    for layer in range(4):
        near = layer / 3
        _row(canvas, tone, shore, near, 1 if mood == "fog" else 3)
    _water(canvas, tone, shore)
    return f"A city skyline across calm water {tone.words}, windows and reflections glowing."


def _row(canvas: Canvas, tone: Mood, shore: float, near: float, busy: int) -> None:
    at = -canvas.between(0, 0.1)
    body = mix(tone.far, tone.near, near)
    tallest = canvas.aspect * (0.36 - 0.17 * near)
    cluster = canvas.between(0.25, 0.75)
    while at < 1.0:
        wide = canvas.between(0.025, 0.075) * (0.8 + 0.6 * near)
        rise = np.exp(-(((at + wide / 2 - cluster) / 0.3) ** 2))
        tall = tallest * canvas.between(0.3, 1.0) * (0.3 + 0.7 * rise) + 0.02
        _tower(canvas, tone, body, at, wide, tall, shore, near, busy)
        at += wide + canvas.between(-0.008, 0.014)


def _tower(
    canvas: Canvas, tone: Mood, body: str, at: float, wide: float, tall: float, shore: float, near: float, busy: int
) -> None:
    left, right = (int(np.clip(v * canvas.width, 0, canvas.width)) for v in (at, at + wide))
    top, bottom = (int(np.clip(v * canvas.width, 0, canvas.height)) for v in (shore - tall, shore))
    if right - left < 4 or bottom <= top:
        return
    haze = np.linspace(0, 0.35 * (1 - near), bottom - top, dtype=np.float32)[:, None]
    ink = along(ramp(body, tone.sky[-1]), np.repeat(haze, right - left, 1))
    ink[:, : (right - left) // 3] *= np.float32(0.93)
    canvas.sheet[top:bottom, left:right] = ink
    if canvas.chance(0.25):
        mast = (left + right) // 2
        rise = int(tall * canvas.between(0.1, 0.3) * canvas.width)
        canvas.sheet[max(0, top - rise) : top, mast : mast + 2] = along(
            ramp(body), np.float32(0) + np.zeros((1, 1), np.float32)
        )
    step = max(4, int(canvas.width * 0.0062))
    rows, columns = (bottom - top) // (step * 3 // 2) - 1, (right - left) // step - 1
    if rows < 1 or columns < 1:
        return
    lit = canvas.random.random((rows, columns)) < canvas.between(0.1, 0.17 * busy) * (0.55 + 0.45 * near)
    glow = canvas.one_of(tone.lights)
    for row, column in zip(*np.nonzero(lit), strict=True):
        y, x = top + step + row * (step * 3 // 2), left + step // 2 + column * step
        spot = canvas.sheet[y : y + step * 2 // 3, x : x + step // 2]
        spot += (along(ramp(glow), np.zeros((1, 1), np.float32)) - spot) * np.float32(
            canvas.between(0.5, 1.0) * (0.5 + 0.5 * near)
        )


def _water(canvas: Canvas, tone: Mood, shore: float) -> None:
    top = int(shore * canvas.width)
    height = canvas.height - top
    depth = np.linspace(0, 1, height, dtype=np.float32)
    rows = np.clip(top - 1 - (depth * height * 1.15).astype(int), 0, top - 1)
    mirrored = canvas.sheet[rows]
    wobble = noise.line(canvas.random, height, 14, 0.7) * depth * 7
    rolled = np.stack([np.roll(row, int(shift), 0) for row, shift in zip(mirrored, wobble, strict=True)])
    # reflections smear downwards: average along the columns only
    smear = noise.resized(noise.resized(rolled, max(2, height // 14), canvas.width), height, canvas.width)
    canvas.sheet[top:] = (rolled * np.float32(0.35) + smear * np.float32(0.65)) * (
        np.float32(0.8) - depth * np.float32(0.3)
    )[:, None, None]
    ripple = canvas.fractal(30, 0.9)
    stretch = ripple[(np.arange(height) * 4) % canvas.height]
    canvas.shade(1 + stretch * (np.float32(0.03) + depth * np.float32(0.07))[:, None], top)
    canvas.lay(mix(tone.sky[-1], tone.near, 0.4), np.exp(-depth * 40)[:, None] * np.float32(0.6) + 0 * canvas.x, top)
