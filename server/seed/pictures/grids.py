"""Tiles turned by chance: truchet loops, and circles with triangles."""

from typing import NamedTuple

import numpy as np

from server.seed.pictures.canvas import Canvas
from server.seed.pictures.vector import draw


class Mood(NamedTuple):
    ground: str
    inks: tuple[str, ...]
    words: str


SCALE = 0.8

MOODS = {
    "truchet": Mood(
        "#f0e6d2",
        ("#264653", "#e76f51", "#e9c46a", "#2a9d8f"),
        "Quarter circles on square tiles joining into endless loops",
    ),
    "bauhaus": Mood(
        "#efe6d6",
        ("#d1382c", "#1f4f8b", "#f2b632", "#1f1f24", "#e9b7a8"),
        "A grid of circles, arcs and triangles in red, blue, yellow and black",
    ),
}


def paint(canvas: Canvas, mood: str) -> str:
    tone = MOODS[mood]
    canvas.fill(tone.ground)
    (_truchet if mood == "truchet" else _bauhaus)(canvas, tone)
    return f"{tone.words}."


def _truchet(canvas: Canvas, tone: Mood) -> None:
    columns = canvas.count(5, 9)
    size = 1000 / columns
    parts = []
    for row in range(int(canvas.aspect * columns) + 1):
        for column in range(columns):
            x, y, flip = column * size, row * size, canvas.chance(0.5)
            corners = ((x, y), (x + size, y + size)) if flip else ((x + size, y), (x, y + size))
            parts.append(
                f'<clipPath id="t{row}-{column}"><rect x="{x - 0.4:.2f}" y="{y - 0.4:.2f}" '
                f'width="{size + 0.8:.2f}" height="{size + 0.8:.2f}"/></clipPath>'
                f'<g clip-path="url(#t{row}-{column})" fill="none">'
            )
            for cx, cy in corners:
                for width, ink in (
                    (0.62, tone.inks[0]),
                    (0.42, tone.inks[(row + column) % 2 + 1]),
                    (0.2, tone.ground),
                    (0.07, tone.inks[3]),
                ):
                    parts.append(
                        f'<circle cx="{cx:.2f}" cy="{cy:.2f}" r="{size / 2:.2f}" '
                        f'stroke="{ink if width != 0.42 else tone.inks[1]}" '
                        f'stroke-width="{size * width:.2f}"/>'
                    )
            parts.append("</g>")
    colour, cover = draw(canvas, "".join(parts))
    canvas.lay(colour, cover)


def _bauhaus(canvas: Canvas, tone: Mood) -> None:
    columns = canvas.count(3, 5)
    size = 1000 / columns
    parts = []
    for row in range(int(canvas.aspect * columns) + 1):
        for column in range(columns):
            one, other = canvas.random.choice(len(tone.inks) + 1, 2, replace=False)
            inks = (*tone.inks, tone.ground)
            a, b = inks[int(one)], inks[int(other)]
            parts.append(
                f'<g transform="translate({(column + 0.5) * size:.2f} {(row + 0.5) * size:.2f}) '
                f'scale({size / 2:.3f}) rotate({90 * canvas.count(0, 3)})">'
                f'<rect x="-1.003" y="-1.003" width="2.006" height="2.006" fill="{b}"/>'
            )
            figures = (
                f'<circle r=".98" fill="{a}"/>',
                f'<path d="M-1-1H1A2 2 0 0 1-1 1Z" fill="{a}"/>',
                f'<path d="M-1-1L1 1H-1Z" fill="{a}"/>',
                f'<path d="M-1 0A1 1 0 0 1 1 0Z" fill="{a}"/><path d="M-1 1A1 1 0 0 1 1 1Z" fill="{a}"/>',
                f'<circle r=".98" fill="{a}"/><circle r=".66" fill="{b}"/><circle r=".33" fill="{a}"/>',
                "".join(f'<rect x="-1" y="{-1 + i * 0.4:.1f}" width="2" height=".2" fill="{a}"/>' for i in range(5)),
                (
                    f'<path d="M-1-1A1 1 0 0 1 0 0A1 1 0 0 1-1 1Z" fill="{a}"/>'
                    f'<path d="M1-1A1 1 0 0 0 0 0A1 1 0 0 0 1 1Z" fill="{a}"/>'
                ),
                f'<circle cx="-.5" cy="-.5" r=".36" fill="{a}"/><circle cx=".5" cy=".5" r=".36" fill="{a}"/>',
            )
            parts.append(canvas.one_of(figures) + "</g>")
    colour, cover = draw(canvas, "".join(parts))
    canvas.lay(colour, cover)
    canvas.shade(1 + canvas.fractal(50, 0.4) * np.float32(0.018))
