"""Northern lights over dark land, with stars."""

from typing import NamedTuple

import numpy as np

from server.seed.pictures import noise
from server.seed.pictures.canvas import Canvas, smooth
from server.seed.pictures.colour import Floats
from server.seed.pictures.stars import scatter


class Mood(NamedTuple):
    sky: tuple[str, ...]
    low: str
    high: str
    words: str


SCALE = 0.75

MOODS = {
    "green": Mood(("#030716", "#071a2c", "#0d3140"), "#5dffa6", "#3c7bd6", "Green northern lights"),
    "violet": Mood(("#07051a", "#150f38", "#2a2455"), "#7dffd0", "#c45bff", "Green and violet northern lights"),
    "ember": Mood(("#0a0614", "#1d0e2b", "#33203f"), "#9dffb0", "#ff4f86", "Northern lights with a rare red fringe"),
}


def paint(canvas: Canvas, mood: str) -> str:
    tone = MOODS[mood]
    land = canvas.aspect * canvas.between(0.78, 0.88)
    canvas.sky(*tone.sky)
    scatter(canvas, int(900 * canvas.aspect), land)
    for _ in range(canvas.count(2, 4)):
        _curtain(canvas, tone, land)
    water = canvas.chance(0.5)
    profile = land - 0.03 * canvas.skyline(1.5, 1.3)
    if water:
        _mirror(canvas, land)
        profile = np.minimum(profile, np.float32(land))
        cover = ((canvas.y > profile[None, :]) & (canvas.y < np.float32(land) + np.float32(0.004))).astype(np.float32)
    else:
        profile = profile - _spruces(canvas)
        cover = np.clip((canvas.y - profile[None, :]) / canvas.pixel + np.float32(0.5), 0, 1)
    canvas.lay("#02050a", cover)
    return (
        f"{tone.words} over {'a dark lake that mirrors them' if water else 'the silhouettes of spruces'}, with "
        f"many stars."
    )


def _curtain(canvas: Canvas, tone: Mood, land: float) -> None:
    """One ribbon, drawn on a quarter-size sheet: light has no sharp edges."""
    width, height = canvas.width // 4, canvas.height // 4
    x = np.linspace(0, 1, width, dtype=np.float32)[None, :]
    y = (np.linspace(0, 1, height, dtype=np.float32) * np.float32(canvas.aspect))[:, None]
    foot = land * canvas.between(0.45, 0.86) + 0.12 * noise.line(canvas.random, width, 1, 2.0) * land * 0.6
    rays = noise.line(canvas.random, width, 6, 0.8)
    strength = np.clip(0.65 + 0.35 * noise.line(canvas.random, width, 1, 1.6), 0.05, 1.6)
    tall = np.float32(land) * (np.float32(0.34) + np.float32(0.09) * rays)[None, :]
    above = foot[None, :] - y
    body = np.where(above > 0, np.exp(-np.clip(above, 0, 9) / np.clip(tall, 0.03, 9) * 2.2), np.exp(above * 42))
    streak = np.float32(0.78) + np.float32(0.26) * rays[None, :] * smooth(0, 0.3, above)
    light = np.clip(body * streak * strength[None, :], 0, 2) * np.float32(0.92)
    height_share = smooth(0.02, 1.0, above / np.clip(tall, 0.05, 9))
    low = noise.resized(light * (1 - height_share) * (1 + 0 * x), canvas.height, canvas.width)
    high = noise.resized(light * height_share, canvas.height, canvas.width)
    canvas.glow(tone.low, low)
    canvas.glow(tone.high, high * np.float32(0.9))


def _mirror(canvas: Canvas, land: float) -> None:
    top = int(land * canvas.width)
    height = canvas.height - top
    rows = top - 1 - (np.arange(height) * min(1.0, (top - 1) / height)).astype(int)
    ripple = (noise.line(canvas.random, height, 12, 0.9) * np.linspace(0.2, 5, height)).astype(int)
    canvas.sheet[top:] = canvas.sheet[np.clip(rows + ripple, 0, top - 1)] * np.float32(0.62)


def _spruces(canvas: Canvas) -> Floats:
    tips = np.zeros(canvas.width, np.float32)
    for _ in range(90):
        at, tall = canvas.between(-20, canvas.width + 20), canvas.between(0.02, 0.11) * canvas.between(0.5, 1)
        half = tall * canvas.width * 0.2
        place = np.arange(max(0, int(at - half)), min(canvas.width, int(at + half) + 1))
        rise = 1 - np.abs(place - at) / half
        notch = (rise * 9) % 1 * 0.1
        tips[place] = np.maximum(tips[place], np.clip(tall * (rise - notch), 0, 1))
    return tips
