"""Sand dunes with a lit and a shadowed side, and wind ripples."""

from typing import NamedTuple

import numpy as np
from scipy import ndimage

from server.seed.pictures.canvas import Canvas, smooth
from server.seed.pictures.colour import along, ramp, rgb


class Mood(NamedTuple):
    sky: tuple[str, ...]
    lit: str
    shadow: str
    haze: str
    words: str


SCALE = 0.8

MOODS = {
    "noon": Mood(("#3f86b5", "#8fc0d6", "#e6e2cf"), "#edbf7c", "#a8612f", "#ecdcc0", "under a clear blue sky"),
    "dusk": Mood(
        ("#3a2b5c", "#a5527a", "#f0976b", "#f8cf94"), "#e58a4e", "#4a1f3a", "#e9a184", "glowing orange at sunset"
    ),
    "rose": Mood(("#8aa6c9", "#dcc3cf", "#f7ddd0"), "#ecb9a4", "#8d5568", "#f0d5cd", "in soft pink morning light"),
    "night": Mood(
        ("#060b1f", "#13234a", "#2f4a78"), "#6f83a8", "#0c1430", "#3b5380", "in blue moonlight under the stars"
    ),
}


def paint(canvas: Canvas, mood: str) -> str:
    tone = MOODS[mood]
    horizon = canvas.aspect * canvas.between(0.26, 0.42)
    canvas.sky(*tone.sky, until=horizon / canvas.aspect * 1.1)
    if mood == "night":
        _stars(canvas, horizon)
    sun_x = canvas.between(0.15, 0.85)
    if mood in ("dusk", "rose"):
        canvas.glow("#fff1cf", np.exp(-canvas.away(sun_x, horizon * 0.85) * 6) * np.float32(0.8))
    light_left = sun_x < 0.5
    count = canvas.count(4, 6)
    for layer in range(count):
        near = layer / (count - 1)
        _dune(canvas, tone, horizon, near, light_left)
    return f"Sand dunes with sharp crests and rippled slopes, {tone.words}."


def _dune(canvas: Canvas, tone: Mood, horizon: float, near: float, light_left: bool) -> None:
    base = horizon + (canvas.aspect - horizon) * near**1.5 * 0.78
    height = 0.02 + 0.07 * near
    profile = base - height * canvas.skyline(1.0, 2.4)
    # the crest line runs from the summit down the slope and parts light from shade
    summit = canvas.between(0.2, 0.8)
    top = max(0, int((profile.min() - 0.004) * canvas.width))
    x, y = canvas.x, canvas.y[top:]
    below = np.clip(y - profile[None, :], 0, 9)
    cover = np.clip((y - profile[None, :]) / canvas.pixel * np.float32(0.7) + np.float32(0.5), 0, 1)
    bend = canvas.between(0.6, 1.6)
    swing = np.float32(0.11) * np.sin(below * np.float32(6 + 5 * near) * bend + np.float32(near * 9))
    crest = np.float32(summit) + swing + below * np.float32(canvas.between(-0.5, 0.5))
    side = (x - crest) if light_left else (crest - x)
    shade = smooth(-0.004 - 0.02 * (1 - near), 0.006 + 0.1 * near, side) * np.exp(
        -np.clip(side, 0, 9) * np.float32(1.7)
    )
    slope = ndimage.gaussian_filter1d(np.gradient(profile) * canvas.width, canvas.width / 60)
    facing = np.float32(0.5) - np.clip(slope * (1 if light_left else -1), -1, 1)[None, :] * np.exp(
        -below * 9
    ) * np.float32(0.55)
    light = np.clip(facing + np.float32(0.28) - shade * np.float32(0.85), 0, 1)
    if near > 0.25:
        wander = canvas.soft(2, 2.2, 8)[top:]
        spread = np.float32(150 / (0.5 + near))
        ripple = np.sin(
            (below * spread + wander * np.float32(1.5) + side * np.float32(22)) * np.float32(1.0 + 0.6 * (1 - near))
        )
        light += ripple * np.float32(0.045 * near) * (1 - shade * np.float32(0.6)) * smooth(0.01, 0.12, below)
    colour = along(ramp(tone.shadow, tone.lit), light)
    haze = np.float32(0.72 * (1 - near) ** 1.3)
    colour += (rgb(tone.haze) - colour) * haze
    canvas.lay(colour, cover, top)


def _stars(canvas: Canvas, horizon: float) -> None:
    count = 500
    for x, y, size in zip(
        canvas.random.random(count), canvas.random.random(count) * horizon, canvas.random.pareto(3, count), strict=True
    ):
        disc, top, left = canvas.disc(x, y, 0.0005 + min(size, 3) * 0.0004, 0.0009)
        canvas.glow("#eaf2ff", disc * np.float32(0.9), top, left)
