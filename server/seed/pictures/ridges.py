"""Mountain ridges one behind the other, with mist in the valleys."""

from typing import NamedTuple

import numpy as np

from server.seed.pictures.canvas import Canvas, smooth
from server.seed.pictures.colour import Floats, along, mix, ramp


class Mood(NamedTuple):
    sky: tuple[str, ...]
    far: str
    near: str
    mist: str
    sun: str
    words: str


MOODS = {
    "dawn": Mood(
        ("#6f88b4", "#c9b3c0", "#f6cfae", "#fde6c6"),
        "#d5b7b4",
        "#232f45",
        "#f4d6c0",
        "#fff0cf",
        "under a peach dawn sky",
    ),
    "dusk": Mood(
        ("#1f2a55", "#5b4380", "#c2607c", "#f4a56b"),
        "#b0647f",
        "#150f24",
        "#d98a86",
        "#ffd79a",
        "at dusk, violet above and orange at the horizon",
    ),
    "blue": Mood(
        ("#16324f", "#3d6d93", "#8fb6cc", "#cfe1e6"),
        "#8db1c4",
        "#081a2a",
        "#c4dae2",
        "#f3f8f6",
        "in the blue hour before sunrise",
    ),
    "autumn": Mood(
        ("#9ab3bd", "#d3d8d0", "#f0e2c2"),
        "#c2b49a",
        "#4a2412",
        "#ead9b8",
        "#fff7df",
        "in autumn, rust and ochre fading into haze",
    ),
    "storm": Mood(
        ("#2f3a42", "#5d6a70", "#98a19f"), "#7f8b8d", "#0d1416", "#aab4b2", "#dfe6e0", "under heavy grey storm light"
    ),
    "green": Mood(
        ("#a9cdd2", "#d9ead9", "#f5f3d4"), "#a5c9b4", "#0f3229", "#e2efd8", "#fffbe0", "on a hazy green summer morning"
    ),
}

COUNTS = {5: "Five", 6: "Six", 7: "Seven", 8: "Eight"}


def paint(canvas: Canvas, mood: str) -> str:
    tone = MOODS[mood]
    horizon = canvas.aspect * canvas.between(0.34, 0.5)
    canvas.sky(*tone.sky, until=horizon / canvas.aspect * 1.25)
    until = int(horizon * canvas.width)
    clouds = canvas.soft(2, 1.7, 8)[:until]
    canvas.lay(tone.mist, smooth(0.3, 2.4, clouds) * smooth(horizon, 0, canvas.y[:until]) * np.float32(0.3))

    sun_x, sun_y = canvas.between(0.2, 0.8), horizon * canvas.between(0.55, 0.98)
    distance = canvas.away(sun_x, sun_y)
    canvas.glow(tone.sun, np.exp(-distance * 5) * np.float32(0.55))
    if mood != "storm":
        radius = canvas.between(0.03, 0.055)
        disc, top, left = canvas.disc(sun_x, sun_y, radius, canvas.pixel * 2)
        canvas.lay(tone.sun, disc * np.float32(0.92), top, left)

    count = canvas.count(5, 8)
    profiles = [_profile(canvas, horizon, layer / (count - 1)) for layer in range(count)]
    for layer, profile in enumerate(profiles):
        near = layer / (count - 1)
        hidden = profiles[layer + 1].max() if layer + 1 < count else canvas.aspect
        top, end = (
            int(np.clip(row * canvas.width, 0, canvas.height)) for row in (profile.min() - 0.002, hidden + 0.004)
        )
        below = canvas.y[top:end] - profile[None, :]
        cover = np.clip(below / canvas.pixel * np.float32(0.7) + np.float32(0.5), 0, 1)
        # mist lies level in the valleys, thinner where the sun stands and in the foreground
        foot = np.float32(hidden)
        mist = smooth(foot - np.float32(0.2 - 0.06 * near), foot + np.float32(0.01), canvas.y[top:end])
        drift = np.clip(1 + 0.22 * canvas.skyline(1, 2), 0.3, 1.5)[None, :]
        share = mist * drift * np.float32(0.9 * (1 - near) ** 0.9) + np.float32(0.06)
        lit = np.exp(-np.abs(canvas.x - np.float32(sun_x)) * 4) * np.float32(0.22 * (1 - near))
        body = mix(tone.far, tone.near, near**1.05)
        canvas.lay(along(ramp(body, mix(body, tone.mist, 0.85), tone.mist), share + lit), cover, top)
    birds = " A few birds cross the sky." if canvas.chance(0.25) and _birds(canvas, horizon, tone.near) else ""
    return f"{COUNTS[count]} layers of mountain ridges fading into mist {tone.words}.{birds}"


def _profile(canvas: Canvas, horizon: float, near: float) -> Floats:
    """The crest of one ridge, as a height for every column."""
    middle = horizon + (canvas.aspect - horizon) * near**1.2 * 0.84
    height = (0.05 - 0.018 * near) * canvas.between(0.7, 1.25)
    crest = canvas.skyline(1, 1.75) + np.float32(0.1) * canvas.skyline(14, 1.25)
    crest = np.float32(0.55) * crest + np.float32(0.75) * (np.float32(0.9) - np.abs(canvas.skyline(1.5, 1.8)))
    profile = np.asarray(middle - height * crest, np.float32)
    return profile - _trees(canvas, near) if near > 0.7 else profile


def _trees(canvas: Canvas, near: float) -> Floats:
    """Conifer tips along the nearest ridges, in units of width."""
    spikes = np.zeros(canvas.width, np.float32)
    reach = 0.012 + 0.016 * near
    for _ in range(int(150 * near)):
        at = canvas.between(0, canvas.width)
        half = canvas.between(3, 7) * canvas.width / 1440 * (0.6 + near)
        tall = reach * canvas.between(0.4, 1.4)
        place = np.arange(max(0, int(at - half)), min(canvas.width, int(at + half) + 1))
        steps = 1 - np.abs(place - at) / half
        saw = np.floor(steps * 5) / 5 * 0.35 + steps * 0.65
        spikes[place] = np.maximum(spikes[place], tall * saw)
    return spikes


def _birds(canvas: Canvas, horizon: float, colour: str) -> bool:
    x, y = canvas.between(0.25, 0.75), horizon * canvas.between(0.3, 0.6)
    for _ in range(canvas.count(4, 9)):
        bx, by = x + canvas.between(-0.09, 0.09), y + canvas.between(-0.04, 0.04)
        size = canvas.between(0.006, 0.012)
        (rows, columns), top, left = canvas.window(bx, by, size * 1.3)
        over = (canvas.x[:, columns] - np.float32(bx)) / size
        down = (canvas.y[rows] - np.float32(by)) / size
        wing = np.float32(0.35) * np.abs(over) - np.float32(0.5) * over * over
        cover = (1 - smooth(0.05, 0.16, np.abs(down + wing))) * (np.abs(over) < 1)
        canvas.lay(colour, cover * np.float32(0.8), top, left)
    return True
