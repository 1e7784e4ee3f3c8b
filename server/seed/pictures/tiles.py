"""Painted tiles and terrazzo floors."""

from typing import NamedTuple

import numpy as np

from server.seed.pictures.canvas import Canvas, smooth
from server.seed.pictures.colour import mix
from server.seed.pictures.vector import curve, draw


class Mood(NamedTuple):
    ground: str
    inks: tuple[str, ...]
    words: str


SCALE = 0.9

MOODS = {
    "cobalt": Mood("#f4f1e8", ("#1f3f8a", "#3a67b8", "#8fb0dc"), "A wall of hand-painted blue and white tiles"),
    "lisbon": Mood(
        "#f5eedc", ("#1f4f8f", "#e0a83a", "#6fa3c9", "#2f6f5a"), "A wall of blue and yellow patterned tiles"
    ),
    "moss": Mood("#efe9d8", ("#2f5d4a", "#7fa37a", "#c98a4b"), "A wall of green and ochre patterned tiles"),
    "terrazzo": Mood(
        "#efe7dc",
        ("#c9745a", "#2f5d62", "#e3b15f", "#8a8f94", "#3a3a44", "#d9a9a0"),
        "A terrazzo floor with chips in terracotta, teal and yellow",
    ),
    "confetti": Mood(
        "#26333a",
        ("#f4eee2", "#e58a6b", "#8fb8a8", "#f0c75e", "#b9c2c9"),
        "A dark terrazzo floor with pale, coral and yellow chips",
    ),
}


def paint(canvas: Canvas, mood: str) -> str:
    tone = MOODS[mood]
    canvas.fill(tone.ground)
    if mood in ("terrazzo", "confetti"):
        _terrazzo(canvas, tone)
    else:
        _azulejos(canvas, tone)
    return f"{tone.words}."


def _azulejos(canvas: Canvas, tone: Mood) -> None:
    columns = canvas.count(3, 5)
    size = 1000 / columns
    motif = _motif(canvas, tone)
    uses = "".join(
        (
            f'<use href="#m" transform="translate({(x + 0.5) * size:.2f} {(y + 0.5) * size:.2f}) '
            f'rotate({canvas.between(-0.5, 0.5):.2f}) scale({size / 2:.2f})"/>'
        )
        for y in range(int(canvas.aspect * columns) + 1)
        for x in range(columns)
    )
    colour, cover = draw(canvas, uses, f'<g id="m">{motif}</g>')
    # a brush holds more paint in some places than in others
    wash = np.clip(np.float32(0.86) + canvas.fractal(6, 1.1) * np.float32(0.11), 0.5, 1)
    canvas.lay(colour, cover * wash)
    u, v = (canvas.x * np.float32(columns)) % 1, (canvas.y * np.float32(columns)) % 1
    edge = np.minimum(np.minimum(u, 1 - u), np.minimum(v, 1 - v))
    joint = smooth(0.012, 0.006, edge)
    canvas.lay("#a79f8f", joint * np.float32(0.8))
    canvas.glow("#ffffff", smooth(0.05, 0.012, np.minimum(u, v) + 0 * edge) * (1 - joint) * np.float32(0.35))
    canvas.shade(1 - smooth(0.05, 0.012, np.minimum(1 - u, 1 - v) + 0 * edge) * (1 - joint) * np.float32(0.14))
    kiln = canvas.random.random((int(canvas.aspect * columns) + 2, columns + 1)).astype(np.float32)
    rows = np.clip((canvas.y[:, 0] * columns).astype(int), 0, kiln.shape[0] - 1)
    over = np.clip((canvas.x[0] * columns).astype(int), 0, columns)
    canvas.shade(np.float32(0.94) + np.float32(0.07) * kiln[rows][:, over])
    canvas.shade(1 + canvas.fractal(30, 0.8) * np.float32(0.012))


def _motif(canvas: Canvas, tone: Mood) -> str:
    """A quarter-symmetric figure on a tile from -1 to 1."""
    inks = list(tone.inks)
    parts = []
    frame = canvas.count(0, 2)
    if frame:
        parts.append(
            f'<rect x="-.93" y="-.93" width="1.86" height="1.86" fill="none" stroke="{inks[0]}" stroke-width=".045"/>'
        )
    if frame == 2:
        parts.append(
            f'<path d="M0 -.93L.93 0L0 .93L-.93 0Z" fill="{mix(inks[-1], tone.ground, 0.55)}" '
            f'stroke="{inks[0]}" stroke-width=".03"/>'
        )
    petals = canvas.one_of((8, 8, 12, 16))
    rings = canvas.count(2, 3)
    for ring in range(rings):
        reach = 0.82 - ring * 0.27
        ink = inks[ring % len(inks)]
        for i in range(petals):
            turn = 360 * (i + 0.5 * (ring % 2)) / petals
            wide = reach * 2.3 / petals
            leaf = (
                f"M0 {-reach * 0.3:.3f}C{wide:.3f} {-reach * 0.55:.3f} {wide * 0.7:.3f} {-reach * 0.85:.3f} 0 "
                f"{-reach:.3f}C{-wide * 0.7:.3f} {-reach * 0.85:.3f} {-wide:.3f} {-reach * 0.55:.3f} 0 "
                f"{-reach * 0.3:.3f}Z"
            )
            parts.append(
                f'<path d="{leaf}" transform="rotate({turn:.2f})" fill="{ink}" stroke="{tone.ground}" '
                f'stroke-width=".02"/>'
            )
    parts.append(
        f'<circle r=".17" fill="{inks[-1]}" stroke="{inks[0]}" stroke-width=".03"/><circle r=".07" fill="{inks[0]}"/>'
    )
    corner = canvas.count(0, 2)
    for turn in range(4):
        parts.append(f'<g transform="rotate({turn * 90})">')
        if corner == 0:
            parts.append(
                f'<path d="M1 1H.45A.55 .55 0 0 1 1 .45Z" fill="{inks[0]}"/>'
                f'<path d="M1 1H.72A.28 .28 0 0 1 1 .72Z" fill="{inks[-1]}"/>'
            )
        elif corner == 1:
            for lean in (-24, 0, 24):
                parts.append(
                    f'<path d="M1 1C.8 .9 .62 .74 .58 .58C.74 .62 .9 .8 1 1Z" transform="rotate({lean} 1 1)" '
                    f'fill="{inks[0 if lean else -1]}"/>'
                )
        else:
            parts.append(
                f'<path d="M.5 1C.5 .7 .7 .5 1 .5" fill="none" stroke="{inks[0]}" stroke-width=".06"/>'
                f'<circle cx=".78" cy=".78" r=".09" fill="{inks[1]}"/>'
            )
        parts.append(
            f'<path d="M.62 -.1C.8 -.14 .9 -.06 1 0C.9 .06 .8 .14 .62 .1C.7 .04 .7 -.04 .62 -.1Z" '
            f'fill="{inks[min(1, len(inks) - 1)]}"/></g>'
        )
    return "".join(parts)


def _terrazzo(canvas: Canvas, tone: Mood) -> None:
    body: list[str] = []
    placed: list[tuple[float, float, float]] = []
    for size in (46, 30, 18, 10, 5):
        for _ in range(int(2600 / size * canvas.aspect)):
            x, y = canvas.between(0, 1000), canvas.between(0, canvas.aspect * 1000)
            r = size * canvas.between(0.55, 1.1)
            if size > 6 and any((x - a) ** 2 + (y - b) ** 2 < (r + c) ** 2 * 1.04 for a, b, c in placed):
                continue
            placed.append((x, y, r))
            ink = mix(canvas.one_of(tone.inks), tone.ground, canvas.between(0, 0.25))
            corners = canvas.count(5, 8)
            turn = canvas.between(0, 6.28)
            points = [
                (
                    x + r * canvas.between(0.62, 1.08) * np.cos(turn + 2 * np.pi * i / corners),
                    y + r * canvas.between(0.62, 1.08) * np.sin(turn + 2 * np.pi * i / corners),
                )
                for i in range(corners)
            ]
            outline = (
                curve(points) if canvas.chance(0.25) else "M" + "L".join(f"{a:.1f} {b:.1f}" for a, b in points) + "Z"
            )
            body.append(f'<path d="{outline}" fill="{ink}"/>')
    colour, cover = draw(canvas, "".join(body))
    canvas.shade(1 + canvas.fractal(50, 0.3) * np.float32(0.025))
    canvas.lay(colour, cover)
    canvas.shade(1 + canvas.fractal(24, 0.7) * np.float32(0.03) * cover)
    canvas.glow("#ffffff", np.exp(-canvas.away(canvas.between(0, 1), 0) * 2.4) * np.float32(0.16))
