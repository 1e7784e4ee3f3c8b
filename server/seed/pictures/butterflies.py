"""Butterflies pinned to nothing, on paper."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from server.seed.pictures import noise
from server.seed.pictures.canvas import Canvas
from server.seed.pictures.colour import mix
from server.seed.pictures.vector import bulge, curve, draw


class Mood(NamedTuple):
    ground: tuple[str, ...]
    inks: tuple[str, ...]
    words: str


SCALE = 0.85

MOODS = {
    "orange": Mood(
        ("#f3ead9", "#efe4cf"),
        ("#e0722c", "#1f1a1c", "#f4c95d", "#f6efe2"),
        "A butterfly with orange and black wings on cream paper",
    ),
    "morpho": Mood(
        ("#eef1ee", "#dfe7e4"), ("#1f6fc2", "#0e1a2b", "#5fc0ee", "#eaf6fb"), "A blue morpho butterfly on pale paper"
    ),
}


def paint(canvas: Canvas, mood: str) -> str:
    tone = MOODS[mood]
    canvas.sky(*tone.ground)
    _butterfly(canvas, tone)
    return f"{tone.words}."


def _butterfly(canvas: Canvas, tone: Mood) -> None:
    tall = canvas.aspect * 1000
    size = canvas.between(330, 400) * min(1.0, canvas.aspect)
    fore = [
        (0.02, -0.12),
        (0.35, -0.62),
        (0.78, -0.92),
        (1.08, -0.86),
        (1.02, -0.5),
        (0.82, -0.14),
        (0.45, 0.06),
        (0.03, 0.03),
    ]
    hind = [(0.03, 0.0), (0.45, 0.08), (0.76, 0.25), (0.8, 0.56), (0.55, 0.8), (0.3, 0.72), (0.1, 0.4)]
    jitter = canvas.random.normal(0, 0.02, (len(fore) + len(hind), 2))
    fore = [(x + dx, y + dy) for (x, y), (dx, dy) in zip(fore, jitter, strict=False)]
    hind = [(x + dx, y + dy) for (x, y), (dx, dy) in zip(hind, jitter[len(fore) :], strict=True)]
    half = _wing(canvas, tone, hind, (0.1, 0.1)) + _wing(canvas, tone, fore, (0.05, -0.03))
    body = (
        '<path d="M0-.32C.06-.3.07-.1.045.1.04.35.02.5 0 .56-.02.5-.04.35-.045.1-.07-.1-.06-.3 0-.32Z" '
        'fill="#17120f"/><circle cy="-.35" r=".055" fill="#17120f"/>'
        '<path d="M.02-.38Q.1-.6.24-.72M-.02-.38Q-.1-.6-.24-.72" stroke="#17120f" stroke-width=".014" '
        'fill="none"/><circle cx=".24" cy="-.72" r=".02" fill="#17120f"/>'
        '<circle cx="-.24" cy="-.72" r=".02" fill="#17120f"/>'
    )
    place = f"translate(500 {tall * 0.52:.0f}) rotate({canvas.between(-14, 14):.1f}) scale({size:.1f})"
    figure = f'<g transform="{place}"><g>{half}</g><g transform="scale(-1 1)">{half}</g>{body}</g>'
    defs = bulge(
        "w",
        (0, tone.inks[2], 1),
        (0.55, tone.inks[0], 1),
        (1, mix(tone.inks[0], tone.inks[1], 0.35), 1),
        x=0,
        y=0.5,
        radius=1.0,
    )
    colour, cover = draw(canvas, figure, defs)
    fall = noise.blurred(np.roll(np.roll(cover, canvas.width // 40, 0), canvas.width // 55, 1), canvas.width / 70)
    canvas.shade(1 - fall * np.float32(0.38))
    canvas.lay(colour, cover)
    canvas.shade(1 + canvas.fractal(90, 0.3) * np.float32(0.02))


def _wing(canvas: Canvas, tone: Mood, outline: list[tuple[float, float]], root: tuple[float, float]) -> str:
    scaled = [(x * 1000, y * 1000) for x, y in outline]
    shape = curve(scaled)
    inner = curve([((x - root[0]) * 860 + root[0] * 1000, (y - root[1]) * 860 + root[1] * 1000) for x, y in outline])
    veins = "".join(
        (
            f'<path d="M{root[0] * 1000:.0f} {root[1] * 1000:.0f}Q{(x + root[0]) * 480 + 30:.0f} '
            f'{(y + root[1]) * 480 - 25:.0f} {x * 960:.0f} {y * 960:.0f}" stroke="{tone.inks[1]}" '
            f'stroke-width="9" fill="none"/>'
        )
        for x, y in outline[1:-1]
    )
    dots = []
    for (ax, ay), (bx, by) in pairwise(outline[1:]):
        for t in (0.2, 0.5, 0.8):
            dots.append(
                f'<circle cx="{(ax + (bx - ax) * t) * 935:.0f}" cy="{(ay + (by - ay) * t) * 935:.0f}" '
                f'r="{canvas.between(8, 16):.0f}" fill="{tone.inks[3]}"/>'
            )
    return (
        f'<g transform="scale(.001)"><path d="{shape}" fill="{tone.inks[1]}"/><path d="{inner}" fill="url(#w)"/>'
        f"{veins}{''.join(dots)}</g>"
    )
