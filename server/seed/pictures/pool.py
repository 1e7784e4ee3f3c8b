"""Swimming water from above: light nets on a tiled floor."""

from typing import NamedTuple

import numpy as np

from server.seed.pictures import noise
from server.seed.pictures.canvas import Canvas, smooth
from server.seed.pictures.colour import along, ramp


class Mood(NamedTuple):
    water: tuple[str, ...]
    light: str
    line: str
    lanes: bool
    words: str


SCALE = 0.75

MOODS = {
    "noon": Mood(
        ("#0f86a8", "#35b6c6", "#8fe0dc"),
        "#f6fffb",
        "#0a4a6b",
        False,
        "Sunlight in bright nets on the floor of a turquoise pool",
    ),
    "lanes": Mood(
        ("#0c6f9e", "#2aa3cc", "#7fd6e6"),
        "#ffffff",
        "#0b2f57",
        True,
        "A swimming pool from above with dark lane lines and dancing light",
    ),
    "evening": Mood(
        ("#16365c", "#3a6a94", "#a48fb0"),
        "#ffd9b0",
        "#10223f",
        True,
        "A pool in evening light, blue with warm reflections",
    ),
    "lake": Mood(
        ("#0b3b3a", "#1d6a5c", "#6fae84"), "#eaffdf", "#0a2a28", False, "Light on green lake water, clear to the bottom"
    ),
}


def paint(canvas: Canvas, mood: str) -> str:
    tone = MOODS[mood]
    bend, lift = canvas.soft(2.5, 2.4, 4), canvas.soft(2.5, 2.4, 4)
    depth = np.clip(
        np.float32(0.3) + np.float32(0.5) * canvas.y / np.float32(canvas.aspect) + np.float32(0.06) * bend, 0, 1
    )
    canvas.sheet[:] = along(ramp(*tone.water), depth)
    wobble_x = canvas.x + bend * np.float32(0.006)
    wobble_y = canvas.y + lift * np.float32(0.006)
    if mood != "lake":
        tiles = np.float32(26 if not tone.lanes else 34)
        joint = np.minimum(
            np.abs((wobble_x * tiles) % 1 - np.float32(0.5)), np.abs((wobble_y * tiles) % 1 - np.float32(0.5))
        )
        canvas.shade(1 - smooth(0.05, 0.0, joint) * np.float32(0.16))
    else:
        stones = smooth(0.2, 1.6, canvas.soft(14, 1.2, 2))
        canvas.shade(1 - stones * np.float32(0.28))
    if tone.lanes:
        gap = np.float32(canvas.between(0.3, 0.4))
        across = np.abs((wobble_x + np.float32(canvas.between(0, 1))) % gap - gap / 2)
        canvas.lay(tone.line, smooth(0.024, 0.019, across) * np.float32(0.8))
    net = np.zeros((canvas.height, canvas.width), np.float32)
    for cells, share in ((5, 0.7), (9, 0.5)):
        field = canvas.soft(cells, 2.6, 4)
        reach = np.float32(canvas.width * 0.02)
        field = noise.warped(field, bend * reach, lift * reach)
        # caustics gather where a smooth surface folds: thin crests of |noise| near zero
        net += np.float32(share) * np.exp(-np.abs(field) * np.float32(9)) + np.float32(share * 0.35) * np.exp(
            -np.abs(field) * np.float32(2.6)
        )
    canvas.glow(tone.light, np.clip(net * np.float32(0.8), 0, 1))
    floats = _ropes(canvas) if tone.lanes and canvas.chance(0.5) else ""
    return f"{tone.words}{floats}."


def _ropes(canvas: Canvas) -> str:
    at, step = canvas.between(0.15, 0.85), 0.018
    for i in range(int(canvas.aspect / step) + 1):
        disc, top, left = canvas.disc(at + 0.004 * np.sin(i * 0.35), (i + 0.5) * step, step * 0.46)
        canvas.lay("#d8342f" if i // 6 % 2 else "#f7f4ec", disc, top, left)
    return ", and a rope of red and white floats"
