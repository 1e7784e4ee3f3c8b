"""Big skies: cumulus lit from one side, above a low strip of land."""

from typing import NamedTuple

import numpy as np

from server.seed.pictures import noise
from server.seed.pictures.canvas import Canvas, smooth
from server.seed.pictures.colour import along, ramp


class Mood(NamedTuple):
    sky: tuple[str, ...]
    shade: str
    body: str
    lit: str
    land: str
    words: str


SCALE = 0.75

MOODS = {
    "noon": Mood(
        ("#2b6fae", "#63a4d6", "#bfe0ee"),
        "#8fa7bd",
        "#dfe8ee",
        "#ffffff",
        "#2d4a3a",
        "White cumulus clouds in a deep blue sky",
    ),
    "sunset": Mood(
        ("#34477f", "#b06f93", "#ffb27a"),
        "#4d4573",
        "#d7798b",
        "#ffd9a0",
        "#1b1530",
        "Towering clouds lit pink and gold at sunset",
    ),
    "storm": Mood(
        ("#39454f", "#56646c", "#a0a597"),
        "#1f282f",
        "#59656c",
        "#cdd0c4",
        "#10180f",
        "Dark storm clouds with a bright edge",
    ),
    "pastel": Mood(
        ("#8fb3d9", "#c9cfe8", "#f9dfd8"),
        "#a9a9cf",
        "#eed6e0",
        "#fff5ea",
        "#5b6a86",
        "Soft pastel clouds in the evening",
    ),
}


def paint(canvas: Canvas, mood: str) -> str:
    tone = MOODS[mood]
    canvas.sky(*tone.sky)
    land = canvas.aspect * canvas.between(0.86, 0.93)
    light_x = canvas.between(0.2, 0.8)
    large = canvas.soft(1.6, 1.75, 2)
    fine = canvas.soft(9, 1.35, 1)
    billow = large - np.abs(fine) * np.float32(0.2)
    # clouds stand on a level base and thin out upwards
    rows = (canvas.y / np.float32(land)).clip(0, 1)
    density = billow + (rows - np.float32(0.55)) * np.float32(canvas.between(1.2, 2.0)) - np.float32(0.05)
    cover = smooth(0.0, 0.42, density)
    step = int(canvas.width * 0.02)
    toward = int(np.sign(light_x - 0.5) or 1)
    lit = density - np.roll(np.roll(density, step, 0), -toward * step, 1)
    lit[:step] = lit[step]  # the roll brought the bottom row to the top
    lit = noise.blurred(lit, canvas.width / 240)
    light = np.clip(np.float32(0.56) + lit * np.float32(0.62) - smooth(0.4, 2.2, density) * np.float32(0.3), 0, 1)
    canvas.lay(along(ramp(tone.shade, tone.body, tone.lit), light), cover)
    canvas.glow(tone.lit, np.exp(-canvas.away(light_x, land * 0.9) * 3.2) * np.float32(0.3))
    profile = land - 0.006 * canvas.skyline(3, 1.2) - 0.004 * np.abs(canvas.skyline(40, 0.8))
    canvas.lay(tone.land, np.clip((canvas.y - profile[None, :]) / canvas.pixel + np.float32(0.5), 0, 1))
    return f"{tone.words}, over a thin strip of land."
