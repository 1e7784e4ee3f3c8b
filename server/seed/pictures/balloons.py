"""Hot-air balloons over hazy hills."""

from typing import NamedTuple

import numpy as np

from server.seed.pictures.canvas import Canvas
from server.seed.pictures.colour import mix
from server.seed.pictures.vector import bulge, draw


class Mood(NamedTuple):
    sky: tuple[str, ...]
    hills: tuple[str, str]
    cloth: tuple[str, ...]
    words: str


SCALE = 0.85

MOODS = {
    "morning": Mood(
        ("#7fb4d9", "#c9dfe6", "#fbe7c9"),
        ("#cdb9b4", "#5d5a72"),
        ("#d8503f", "#f2b544", "#2f6f8f", "#f4ead5", "#8c3b54"),
        "in a clear morning sky",
    ),
    "rose": Mood(
        ("#b08fb9", "#f0b9b0", "#fde0b8"),
        ("#d9a29c", "#54304d"),
        ("#e8d7c0", "#b6424f", "#44547f", "#e3a34f"),
        "in a pink dawn sky",
    ),
    "sea": Mood(
        ("#4f93b8", "#9fd0d6", "#eef3df"),
        ("#9cc0ba", "#2d5c57"),
        ("#f4c95d", "#e4572e", "#17bebb", "#f6f1e4"),
        "over green hills",
    ),
}

SILHOUETTE = [(h, (1 - h * h) ** 0.5) for h in (-1.0, -0.97, -0.9, -0.78, -0.62, -0.44, -0.25, -0.05)] + [
    (float(h), float(np.interp(h, (0.05, 0.62, 1.22), (1.0, 0.72, 0.24)))) for h in np.linspace(0.05, 1.22, 12)
]
"""Height below the middle and half width: a ball above, a cone below."""


def paint(canvas: Canvas, mood: str) -> str:
    tone = MOODS[mood]
    canvas.sky(*tone.sky, until=0.85)
    sun_x = canvas.between(0.2, 0.8)
    canvas.glow("#fff4dc", np.exp(-canvas.away(sun_x, canvas.aspect * 0.72) * 4) * np.float32(0.7))
    for layer in range(4):
        near = layer / 3
        profile = canvas.aspect * (0.74 + 0.17 * near) - 0.022 * canvas.skyline(1, 1.9) - 0.004 * canvas.skyline(9, 1.3)
        top = int(profile.min() * canvas.width) - 1
        cover = np.clip((canvas.y[top:] - profile[None, :]) / canvas.pixel + np.float32(0.5), 0, 1)
        canvas.lay(mix(*tone.hills, near), cover, top)
        haze = np.clip((canvas.y[top:] - profile[None, :]) * 6, 0, 1) * np.float32(0.5 * (1 - near))
        canvas.lay(tone.sky[-1], haze * cover, top)
    count = canvas.count(3, 9)
    places = sorted((canvas.between(0.03, 0.16) if i else canvas.between(0.2, 0.27), i) for i in range(count))
    body = "".join(_balloon(canvas, tone, size, i) for size, i in places)
    light = bulge("light", (0, "#ffffff", 0.5), (0.5, "#ffffff", 0), (1, "#20102c", 0.5), x=0.34, y=0.28, radius=0.75)
    colour, cover = draw(canvas, body, light)
    canvas.lay(colour, cover)
    return f"{_number(count)} hot-air balloons {tone.words}."


def _number(count: int) -> str:
    return ("Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")[count - 3]


def _balloon(canvas: Canvas, tone: Mood, size: float, index: int) -> str:
    tall = canvas.aspect * 1000
    x = canvas.between(120, 880) if index else canvas.between(300, 700)
    y = canvas.between(0.08, 0.62) * tall if index else canvas.between(0.24, 0.42) * tall
    r = size * 500 * min(1.0, canvas.aspect)
    inks = [tone.cloth[(i + index) % len(tone.cloth)] for i in range(2 if canvas.chance(0.6) else 3)]
    whole = _strip(-1, 1)
    haze = 0.45 + 0.55 * min(1.0, size / 0.16)
    parts = [f'<g transform="translate({x:.1f} {y:.1f}) scale({r:.1f})" opacity="{haze:.2f}">']
    gores = 10
    parts.append(f'<path d="{whole}" fill="{inks[0]}"/>')
    for gore in range(gores):
        left, right = (float(np.sin((edge / gores - 0.5) * np.pi)) for edge in (gore, gore + 1))
        if gore % len(inks):
            parts.append(f'<path d="{_strip(left, right)}" fill="{inks[gore % len(inks)]}"/>')
    if canvas.chance(0.5):
        parts.append(f'<path d="M-.99 -.1 Q0 .16 .99 -.1 L.98 .14 Q0 .42 -.98 .14Z" fill="{inks[-1]}" opacity=".9"/>')
    parts.append(f'<path d="{whole}" fill="url(#light)"/>')
    parts.append('<path d="M-.2 1.22L-.12 1.55M.2 1.22L.12 1.55M0 1.22L0 1.55" stroke="#2b2020" stroke-width=".02"/>')
    parts.append('<rect x="-.15" y="1.53" width=".3" height=".23" rx=".04" fill="#5b3a24"/></g>')
    return "".join(parts)


def _strip(left: float, right: float) -> str:
    """The cloth between two seams, each a share (-1 to 1) of the silhouette's half width, from crown to mouth."""
    edges = [(left * half, height) for height, half in SILHOUETTE]
    edges += [(right * half, height) for height, half in reversed(SILHOUETTE)]
    return "M" + "L".join(f"{x:.3f} {y:.3f}" for x, y in edges) + "Z"
