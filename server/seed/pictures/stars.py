"""Night skies: the Milky Way, star trails, and stars for other scenes."""

from typing import NamedTuple

import numpy as np

from server.seed.pictures.canvas import Canvas, smooth
from server.seed.pictures.colour import rgb

TINTS = ("#cfe0ff", "#ffffff", "#ffffff", "#fff1d6", "#ffd9b0", "#bcd2ff")


class Mood(NamedTuple):
    sky: tuple[str, ...]
    band: str
    heart: str
    words: str


SCALE = 0.75

MOODS = {
    "milkyway": Mood(("#04060f", "#0a1226", "#16233c"), "#8fa3d6", "#f2c9a0", "The Milky Way rising"),
    "desert": Mood(("#05060e", "#121027", "#3a2a3c", "#7a4a3c"), "#a99ad0", "#ffce9c", "The Milky Way"),
    "trails": Mood(("#040a18", "#0b1c38", "#1c3a5c"), "#6f8fc4", "#dfe8ff", "Long-exposure star trails"),
}


def paint(canvas: Canvas, mood: str) -> str:
    tone = MOODS[mood]
    land = canvas.aspect * canvas.between(0.84, 0.92)
    canvas.sky(*tone.sky)
    if mood == "trails":
        _trails(canvas, land)
    else:
        _galaxy(canvas, tone)
        scatter(canvas, int(1500 * canvas.aspect), land)
    profile = land - 0.035 * canvas.skyline(1.2, 1.35)
    place, tall = _peak(canvas)
    profile = np.minimum(
        profile, land - tall + np.abs(canvas.x[0] - place) * np.float32(1.1) + 0.006 * canvas.skyline(6, 1.2)
    )
    canvas.lay("#030509", np.clip((canvas.y - profile[None, :]) / canvas.pixel + np.float32(0.5), 0, 1))
    rest = (
        "circling the pole star above a dark mountain" if mood == "trails" else "above the black outline of a mountain"
    )
    return f"{tone.words} {rest}."


def scatter(canvas: Canvas, count: int, until: float) -> None:
    """Stars between the top and `until`, a few of them bright and with a halo."""
    random = canvas.random
    x, y = random.random(count), random.random(count) * until
    bright = np.clip(random.pareto(2.2, count), 0, 7)
    columns = np.clip((x * canvas.width).astype(int), 1, canvas.width - 2)
    rows = np.clip((y * canvas.width).astype(int), 1, canvas.height - 2)
    tints = np.array([rgb(tint) for tint in TINTS])[random.integers(0, len(TINTS), count)]
    light = (tints * np.clip(0.25 + bright * 0.28, 0, 1)[:, None]).astype(np.float32)
    for down, over, share in ((0, 0, 1.0), (0, 1, 0.45), (1, 0, 0.45), (0, -1, 0.3), (-1, 0, 0.3)):
        spot = canvas.sheet[rows + down, columns + over]
        canvas.sheet[rows + down, columns + over] = spot + (1 - spot) * light * np.float32(share)
    for i in np.argsort(bright)[-max(6, count // 60) :]:
        size = 0.0007 + 0.00045 * bright[i]
        (inner, outer), top, left = canvas.window(x[i], y[i], size * 6)
        distance = np.hypot(canvas.x[:, outer] - np.float32(x[i]), canvas.y[inner] - np.float32(y[i]))
        canvas.glow(
            tints[i], np.exp(-((distance / size) ** 2)) + np.exp(-distance / size) * np.float32(0.25), top, left
        )


def _galaxy(canvas: Canvas, tone: Mood) -> None:
    tilt = canvas.between(0.5, 1.2) * (1 if canvas.chance(0.5) else -1)
    middle = canvas.between(0.35, 0.65)
    bend = canvas.soft(1, 2.2, 8) * np.float32(0.03)
    across = (canvas.x - np.float32(middle)) * np.float32(np.cos(tilt)) + (
        canvas.y - np.float32(canvas.aspect / 2)
    ) * np.float32(np.sin(tilt) * 0.55)
    across = across + bend
    cloud = canvas.soft(4, 1.5, 2)
    dust = canvas.soft(3, 1.35, 2)
    band = np.exp(-((across / np.float32(0.17)) ** 2)) * np.clip(np.float32(0.62) + np.float32(0.22) * cloud, 0, 1.4)
    heart = np.exp(-((across / np.float32(0.075)) ** 2)) * np.clip(np.float32(0.5) + np.float32(0.3) * cloud, 0, 1.3)
    lane = smooth(0.15, 1.5, dust + np.exp(-((across / np.float32(0.035)) ** 2)) * np.float32(0.9)) * band
    low = smooth(0.1, canvas.aspect * 0.9, canvas.y)
    canvas.glow(tone.band, band * np.float32(0.42))
    canvas.glow(tone.heart, heart * (np.float32(0.16) + np.float32(0.42) * low))
    canvas.shade(1 - lane * np.float32(0.66))
    fine = smooth(1.6, 3.4, canvas.fractal(160, 0.2)) * np.clip(band, 0.05, 1) * (1 - lane)
    canvas.glow("#ffffff", fine * np.float32(0.8))


def _trails(canvas: Canvas, land: float) -> None:
    """Every star an arc around the pole: noise over the radius, opened over an angle."""
    pole_x, pole_y = canvas.between(0.35, 0.65), canvas.aspect * canvas.between(0.3, 0.6)
    over, down = canvas.x - np.float32(pole_x), canvas.y - np.float32(pole_y)
    radius = np.hypot(over, down)
    angle = np.arctan2(down, over)
    rings = (radius * np.float32(canvas.width * 0.42)).astype(np.int32)
    count = int(rings.max()) + 2
    random = canvas.random
    total = np.zeros(radius.shape, np.float32)
    for _ in range(2):
        start = random.random(count).astype(np.float32) * np.float32(2 * np.pi)
        bright = np.clip(random.pareto(2.0, count), 0, 2.2).astype(np.float32) * np.float32(0.34)
        length = np.float32(canvas.between(1.1, 1.9))
        phase = (angle - start[rings]) % np.float32(2 * np.pi)
        total += bright[rings] * smooth(0, 0.05, phase) * (1 - smooth(length - np.float32(0.3), length, phase))
    tint = np.array([rgb(t) for t in TINTS])[random.integers(0, len(TINTS), count)].astype(np.float32)
    canvas.glow(tint[rings], total)


def _peak(canvas: Canvas) -> tuple[float, float]:
    return canvas.between(0.1, 0.9), canvas.between(0.04, 0.2)
