"""Open water towards a low sun or moon, with glitter."""

from typing import NamedTuple

import numpy as np

from server.seed.pictures.canvas import Canvas, smooth
from server.seed.pictures.colour import along, ramp


class Mood(NamedTuple):
    sky: tuple[str, ...]
    water: tuple[str, ...]
    light: str
    cloud: str
    words: str


SCALE = 0.8

MOODS = {
    "sunset": Mood(
        ("#27416e", "#a3668a", "#f39a66", "#ffd591"),
        ("#e39a72", "#5a5a80", "#172544"),
        "#ffe6ae",
        "#7a4a6c",
        "a sun setting over calm sea",
    ),
    "noon": Mood(
        ("#3d8fc4", "#8cc6e0", "#dcf0ee"),
        ("#7fc3cf", "#2a88a6", "#0e4a6b"),
        "#ffffff",
        "#ffffff",
        "a bright midday sea",
    ),
    "moonlight": Mood(
        ("#050a1c", "#0f1f40", "#23406a"),
        ("#27466f", "#101f3e", "#040917"),
        "#e9f1ff",
        "#1b2d50",
        "moonlight on a dark sea",
    ),
    "mist": Mood(
        ("#b9c6cc", "#d9dedd", "#f1ede4"), ("#dfe0da", "#a9b7bb", "#6f8389"), "#fffaf0", "#f4f2ea", "a pale, misty sea"
    ),
    "copper": Mood(
        ("#3c2233", "#8c3f3a", "#d9743c", "#f6b75f"),
        ("#d0743f", "#5e2c36", "#1c0f1d"),
        "#ffd58a",
        "#4a2233",
        "a copper-coloured evening sea",
    ),
}


def paint(canvas: Canvas, mood: str) -> str:
    tone = MOODS[mood]
    horizon = canvas.aspect * canvas.between(0.36, 0.55)
    sun_x = canvas.between(0.25, 0.75)
    sun_y = horizon - canvas.between(0.04, 0.22) if mood != "noon" else -0.1
    canvas.sky(*tone.sky, until=horizon / canvas.aspect)
    _clouds(canvas, tone, horizon)
    distance = canvas.away(sun_x, sun_y)
    canvas.glow(tone.light, np.exp(-distance * 7) * np.float32(0.6))
    if mood not in ("noon",):
        disc, top, left = canvas.disc(sun_x, sun_y, canvas.between(0.035, 0.06), canvas.pixel * 1.5)
        canvas.lay(tone.light, disc * np.float32(0.96), top, left)
    _water(canvas, tone, horizon, sun_x)
    thing = _boat(canvas, horizon, tone.water[-1]) if canvas.chance(0.4) else ""
    return f"{tone.words.capitalize()}, a path of glitter reaching towards the viewer{thing}."


def _clouds(canvas: Canvas, tone: Mood, horizon: float) -> None:
    field = canvas.soft(2, 1.5, 4)
    # seen from the shore, clouds flatten towards the horizon
    rows = np.clip((canvas.y[:, 0] / np.float32(horizon)), 0, 1)
    source = ((1 - (1 - rows) ** 0.45) * 0.98 * canvas.height).astype(np.int32) % canvas.height
    banks = field[source]
    cover = smooth(0.35, 1.9, banks) * smooth(horizon, horizon * 0.7, canvas.y + 0 * canvas.x)
    canvas.lay(tone.cloud, cover * np.float32(0.55))


def _water(canvas: Canvas, tone: Mood, horizon: float, sun_x: float) -> None:
    top = int(horizon * canvas.width)
    height = canvas.height - top
    depth = ((np.arange(height, dtype=np.float32) + 0.5) / height)[:, None]
    canvas.sheet[top:] = along(ramp(*tone.water), depth**0.8 + 0 * canvas.x)
    # perspective: a plane of waves read at distance 1/depth
    texture = canvas.fractal(10, 1.05, 260)
    far = 1 / (depth + np.float32(0.035))
    rows = (far[:, 0] * canvas.height * 0.16).astype(np.int32) % canvas.height
    spread = np.clip(far * np.float32(0.22), 0.12, 3.0)
    columns = (((canvas.x - np.float32(0.5)) * spread + np.float32(0.5)) * canvas.width).astype(np.int32) % canvas.width
    waves = texture[rows[:, None], columns]
    light = np.exp(-(((canvas.x - np.float32(sun_x)) / (np.float32(0.05) + depth * np.float32(0.2))) ** 2))
    swell = np.sin(far * np.float32(6.3) + canvas.skyline(2, 2)[None, :] * np.float32(0.8))
    canvas.shade(1 + waves * (np.float32(0.03) + depth * np.float32(0.09)) + swell * depth * np.float32(0.06), top)
    spark = smooth(0.9, 2.0, waves + light * np.float32(1.25) - np.float32(0.35))
    canvas.glow(tone.light, spark * light * np.float32(0.95), top)
    canvas.glow(tone.light, light * np.exp(-depth * 3) * np.float32(0.35), top)


def _boat(canvas: Canvas, horizon: float, colour: str) -> str:
    x, size = canvas.between(0.15, 0.85), canvas.between(0.018, 0.045)
    (rows, columns), top, left = canvas.window(x, horizon - size / 2, size * 1.4)
    over = (canvas.x[:, columns] - np.float32(x)) / size
    up = (np.float32(horizon + size * 0.12) - canvas.y[rows]) / size
    hull = (up > 0) & (up < 0.22) & (np.abs(over) < np.float32(0.42) + up * np.float32(0.5))
    main = (up > 0.26) & (over > 0.02) & (over < (np.float32(1.45) - up) * np.float32(0.42))
    jib = (up > 0.26) & (over < -0.02) & (over > (up - np.float32(1.2)) * np.float32(0.4))
    canvas.lay(colour, (hull | main | jib).astype(np.float32) * np.float32(0.92), top, left)
    return ", and one small sailing boat on the horizon"
