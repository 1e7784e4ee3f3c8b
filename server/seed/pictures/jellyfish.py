"""Jellyfish in deep water."""

from typing import NamedTuple

import numpy as np

from server.seed.pictures import noise
from server.seed.pictures.canvas import Canvas, smooth
from server.seed.pictures.colour import mix
from server.seed.pictures.vector import bulge, draw


class Mood(NamedTuple):
    ground: tuple[str, ...]
    inks: tuple[str, ...]
    words: str


SCALE = 0.85

MOODS = {
    "deep": Mood(
        ("#03122b", "#07284f", "#04122c"),
        ("#8fd6ff", "#d9a6ff", "#ffd0e0"),
        "Jellyfish drifting in deep blue water, glowing softly",
    ),
}


def paint(canvas: Canvas, mood: str) -> str:
    tone = MOODS[mood]
    canvas.sky(*tone.ground)
    _jellyfish(canvas, tone)
    return f"{tone.words}."


def _jellyfish(canvas: Canvas, tone: Mood) -> None:
    light_x = canvas.between(0.2, 0.8)
    canvas.glow(
        "#2f7fc2",
        np.exp(-np.abs(canvas.x - np.float32(light_x)) * 3) * smooth(canvas.aspect, 0, canvas.y) * np.float32(0.4),
    )
    for _ in range(90):
        disc, top, left = canvas.disc(
            canvas.between(0, 1), canvas.between(0, canvas.aspect), canvas.between(0.0006, 0.003), 0.002
        )
        canvas.glow("#cfe8ff", disc * np.float32(canvas.between(0.05, 0.35)), top, left)
    count = canvas.count(2, 5)
    for i in range(count):
        size = (canvas.between(0.05, 0.11) if i < count - 1 else canvas.between(0.15, 0.2)) * min(
            1.0, canvas.aspect + 0.2
        )
        x, y = canvas.between(0.15, 0.85), canvas.between(0.16, 0.6) * canvas.aspect
        if i == count - 1:
            x, y = canvas.between(0.35, 0.65), canvas.between(0.28, 0.42) * canvas.aspect
        _jelly(canvas, tone, x, y, size)


def _jelly(canvas: Canvas, tone: Mood, x: float, y: float, size: float) -> None:
    ink, s, parts = canvas.one_of(tone.inks), size * 1000, []
    name = f"j{int(x * 1000)}"
    for _ in range(22):
        start, length, sway = canvas.between(-0.9, 0.9), canvas.between(1.3, 3.4), canvas.between(-0.4, 0.4)
        parts.append(
            f'<path d="M{start * s:.0f} {0.1 * s:.0f}c{sway * s:.0f} {length * 0.3 * s:.0f} {-sway * s:.0f} '
            f'{length * 0.6 * s:.0f} {sway * 0.6 * s:.0f} {length * s:.0f}" stroke="{ink}" '
            f'stroke-opacity="{canvas.between(0.15, 0.5):.2f}" '
            f'stroke-width="{canvas.between(0.008, 0.03) * s:.1f}" fill="none"/>'
        )
    for _ in range(5):
        start, length = canvas.between(-0.35, 0.35), canvas.between(1.0, 2.1)
        wave = "".join(
            f"q{canvas.one_of((-1, 1)) * 0.2 * s:.0f} {length * 0.08 * s:.0f} 0 {length * 0.16 * s:.0f}"
            for _ in range(6)
        )
        parts.append(
            f'<path d="M{start * s:.0f} {0.05 * s:.0f}{wave}" stroke="{mix(ink, "#ffffff", 0.4)}" '
            f'stroke-opacity=".4" stroke-width="{0.12 * s:.1f}" stroke-linecap="round" '
            f'stroke-linejoin="round" fill="none"/>'
        )
    scallops = "".join(f"q{-0.1 * s:.0f} {0.14 * s:.0f} {-0.2 * s:.0f} 0" for _ in range(10))
    bell = f"M{-s:.0f} 0C{-1.05 * s:.0f} {-1.15 * s:.0f} {1.05 * s:.0f} {-1.15 * s:.0f} {s:.0f} 0{scallops}Z"
    parts.append(f'<path d="{bell}" fill="url(#{name})"/>')
    parts.append(
        "".join(
            (
                f'<path d="M0 {-0.82 * s:.0f}Q{t * 1.15 * s:.0f} {-0.62 * s:.0f} {t * 0.98 * s:.0f} 0" '
                f'stroke="{mix(ink, "#ffffff", 0.5)}" stroke-opacity=".28" stroke-width="{0.02 * s:.1f}" '
                f'fill="none"/>'
            )
            for t in np.linspace(-0.85, 0.85, 8)
        )
    )
    parts.append(
        f'<ellipse cx="0" cy="{-0.36 * s:.0f}" rx="{0.42 * s:.0f}" ry="{0.2 * s:.0f}" '
        f'fill="{mix(ink, "#ffffff", 0.6)}" opacity=".35"/>'
    )
    group = (
        f'<g transform="translate({x * 1000:.0f} {y * 1000:.0f}) rotate({canvas.between(-24, 24):.0f})">'
        f"{''.join(parts)}</g>"
    )
    colour, cover = draw(
        canvas,
        group,
        bulge(
            name,
            (0, mix(ink, "#ffffff", 0.35), 0.5),
            (0.7, ink, 0.32),
            (1, mix(ink, "#ffffff", 0.6), 0.75),
            y=0.75,
            radius=0.75,
        ),
    )
    canvas.glow(ink, noise.blurred(cover, canvas.width * size * 0.22) * np.float32(0.42))
    canvas.lay(colour, cover * np.float32(0.92))
