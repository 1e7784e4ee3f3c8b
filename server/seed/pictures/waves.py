"""Waves after woodblock prints: flat colours, white outlines, foam like fingers."""

from typing import NamedTuple

import numpy as np

from server.seed.pictures.canvas import Canvas
from server.seed.pictures.vector import draw


class Mood(NamedTuple):
    sky: tuple[str, ...]
    inks: tuple[str, ...]
    foam: str
    sun: str
    words: str


SCALE = 0.85

MOODS = {
    "indigo": Mood(
        ("#e9dcc0", "#f1e7d0"),
        ("#8fb0bb", "#4f7f9b", "#2b557d", "#16335a"),
        "#f7f1e1",
        "#cf4a34",
        "indigo waves under a red sun",
    ),
    "dusk": Mood(
        ("#f0b48c", "#f6d9b4"),
        ("#a98aa0", "#6a5a86", "#3c3a6b", "#211f47"),
        "#fbeeda",
        "#f7e3a1",
        "violet waves under a pale sun",
    ),
    "jade": Mood(
        ("#dfe6d2", "#eef0dd"),
        ("#a3c4a8", "#5f9c8c", "#2f6f6b", "#134548"),
        "#f8f6e8",
        "#e0703c",
        "jade-green waves under an orange sun",
    ),
}


def paint(canvas: Canvas, mood: str) -> str:
    tone = MOODS[mood]
    canvas.sky(*tone.sky, until=0.6)
    tall = canvas.aspect * 1000
    x, y, r = (
        canvas.between(200, 800),
        tall * canvas.between(0.14, 0.28),
        canvas.between(70, 130) * min(1, canvas.aspect),
    )
    body = [f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{r:.0f}" fill="{tone.sun}"/>']
    rows = canvas.count(6, 8)
    for row in range(rows):
        near = row / (rows - 1)
        base = tall * (0.36 + 0.58 * near**1.1)
        body.append(_row(canvas, tone, base, near))
    colour, cover = draw(canvas, "".join(body))
    canvas.lay(colour, cover)
    # the grain of the block and of handmade paper
    canvas.shade(1 + canvas.fractal(60, 0.6) * np.float32(0.012))
    canvas.shade(1 + np.repeat(canvas.fractal(4, 0.9)[:, :1] * np.float32(0.02), canvas.width, 1))
    return f"A picture in the manner of a woodblock print: {tone.words}."


def _row(canvas: Canvas, tone: Mood, base: float, near: float) -> str:
    ink = tone.inks[min(len(tone.inks) - 1, int(near * len(tone.inks)))]
    length = 130 + 250 * near
    height = (24 + 92 * near) * min(1.0, canvas.aspect)
    start = canvas.between(-length, 0)
    foot = canvas.aspect * 1000 + 40
    crests = []
    points = [f"M-400 {foot:.0f}L-400 {base:.0f}"]
    at = start - length
    while at < 1000 + length:
        step, rise = length * canvas.between(0.8, 1.25), height * canvas.between(0.7, 1.25)
        top_x, top_y = at + step * 0.6, base - rise
        # a slow back, and a lip that leans over the hollow before it
        points.append(f"C{at + step * 0.25:.1f} {base:.1f} {at + step * 0.38:.1f} {top_y:.1f} {top_x:.1f} {top_y:.1f}")
        lip_x, lip_y = top_x + step * 0.26, top_y + rise * 0.46
        points.append(
            f"C{top_x + step * 0.14:.1f} {top_y:.1f} {lip_x:.1f} {top_y + rise * 0.12:.1f} {lip_x:.1f} {lip_y:.1f}"
        )
        points.append(
            f"C{lip_x - step * 0.06:.1f} {top_y + rise * 0.3:.1f} {top_x + step * 0.02:.1f} "
            f"{top_y + rise * 0.45:.1f} {top_x + step * 0.06:.1f} {base - rise * 0.2:.1f}"
        )
        points.append(
            f"C{top_x + step * 0.1:.1f} {base:.1f} {at + step * 0.85:.1f} {base:.1f} {at + step:.1f} {base:.1f}"
        )
        crests.append(_foam(canvas, tone, top_x, top_y, step, rise, near))
        crests.append(_stripes(tone, at, base, step, rise, top_x, top_y, near))
        at += step
    points.append(f"L1500 {base:.0f}L1500 {foot:.0f}Z")
    stroke = f'stroke="{tone.foam}" stroke-width="{1.6 + 3 * near:.1f}" stroke-linejoin="round"'
    return f'<path d="{"".join(points)}" fill="{ink}" {stroke}/>' + "".join(crests)


def _foam(canvas: Canvas, tone: Mood, x: float, y: float, step: float, rise: float, near: float) -> str:
    spots = []
    for i in range(9 + int(8 * near)):
        share = i / (8 + int(8 * near))
        angle = np.pi * (1.15 - 1.3 * share)
        cx = x + step * 0.1 + np.cos(angle) * step * 0.17
        cy = y + rise * 0.2 - np.sin(angle) * rise * 0.24
        spots.append(f'<circle cx="{cx:.1f}" cy="{cy:.1f}" r="{(2.2 + 7 * near) * canvas.between(0.6, 1.25):.1f}"/>')
    for _ in range(int(4 + 10 * near)):
        cx, cy = x + canvas.between(-0.05, 0.42) * step, y + canvas.between(-0.5, 0.15) * rise
        spots.append(f'<circle cx="{cx:.1f}" cy="{cy:.1f}" r="{(0.8 + 2.6 * near) * canvas.between(0.4, 1.2):.1f}"/>')
    return f'<g fill="{tone.foam}">{"".join(spots)}</g>'


def _stripes(tone: Mood, at: float, base: float, step: float, rise: float, x: float, y: float, near: float) -> str:
    lines = []
    for i in range(1, 5):
        s = i / 5
        lines.append(
            f"M{at + step * (0.1 + 0.12 * s):.1f} {base + rise * 0.5 * s:.1f}"
            f"C{at + step * (0.3 + 0.06 * s):.1f} {base + rise * 0.4 * s:.1f} "
            f"{at + step * (0.42 + 0.04 * s):.1f} {y + rise * (0.2 + 0.75 * s):.1f} {x:.1f} "
            f"{y + rise * (0.16 + 0.7 * s):.1f}"
        )
    return (
        f'<path d="{"".join(lines)}" fill="none" stroke="{tone.foam}" stroke-opacity=".55" '
        f'stroke-width="{0.8 + 1.6 * near:.1f}" stroke-linecap="round"/>'
    )
