"""Koi in a pond, from above."""

from typing import NamedTuple

import numpy as np

from server.seed.pictures import noise
from server.seed.pictures.canvas import Canvas
from server.seed.pictures.vector import bulge, curve, draw


class Mood(NamedTuple):
    ground: tuple[str, ...]
    inks: tuple[str, ...]
    words: str


SCALE = 0.85

MOODS = {
    "pond": Mood(
        ("#10393f", "#1d5a5a", "#0c2c34"),
        ("#f4efe6", "#e8562f", "#1c1c20", "#f0b04a"),
        "Koi in dark green water, white and orange, from above",
    ),
}


def paint(canvas: Canvas, mood: str) -> str:
    tone = MOODS[mood]
    canvas.sky(*tone.ground)
    _koi(canvas, tone)
    return f"{tone.words}."


def _koi(canvas: Canvas, tone: Mood) -> None:
    bend = canvas.soft(2, 2.4, 4)
    canvas.gradient(
        np.clip(np.float32(0.45) + canvas.soft(1.5, 2.2) * np.float32(0.16) + bend * np.float32(0.06), 0, 1),
        *tone.ground,
    )
    fish = []
    kept: list[tuple[float, float]] = []
    for _ in range(60):
        x, y = canvas.between(80, 920), canvas.between(80, canvas.aspect * 1000 - 80)
        if all(np.hypot(x - a, y - b) > 215 for a, b in kept):
            kept.append((x, y))
            fish.append(_fish(canvas, tone, x, y))
    colour, cover = draw(
        canvas, "".join(fish), bulge("b", (0, "#ffffff", 0.35), (0.6, "#ffffff", 0), (1, "#06202a", 0.35))
    )
    reach = np.float32(canvas.width * 0.004)
    colour, cover = noise.warped(colour, bend * reach, bend * reach), noise.warped(cover, bend * reach, bend * reach)
    fall = noise.blurred(np.roll(np.roll(cover, canvas.width // 22, 0), canvas.width // 36, 1), canvas.width / 60)
    canvas.shade(1 - fall * np.float32(0.5))
    canvas.lay(colour, cover * np.float32(0.94))
    ripple = np.exp(-np.abs(canvas.soft(4, 2.6, 4)) * np.float32(9))
    canvas.glow("#bfeee0", ripple * np.float32(0.16))


def _fish(canvas: Canvas, tone: Mood, x: float, y: float) -> str:
    size, turn, bend = canvas.between(105, 140), canvas.between(0, 360), canvas.between(-0.35, 0.35)
    base = tone.inks[0] if canvas.chance(0.75) else tone.inks[3]
    spine = [(1 - 2 * t, bend * np.sin(np.pi * t * 1.1) * t) for t in np.linspace(0, 1, 10)]
    wide = [0.1, 0.2, 0.26, 0.28, 0.27, 0.23, 0.18, 0.12, 0.08, 0.05]
    body = curve(
        [(px * size, (py - w) * size) for (px, py), w in zip(spine, wide, strict=True)]
        + [(px * size, (py + w) * size) for (px, py), w in reversed(list(zip(spine, wide, strict=True)))]
    )
    ex, ey = spine[-1]
    tail = (
        f"M{ex * size:.0f} {ey * size:.0f}q{-0.25 * size:.0f} {(bend * 0.4 - 0.05) * size:.0f} {-0.6 * size:.0f} "
        f"{(bend * 0.8 - 0.3) * size:.0f}q{0.18 * size:.0f} {0.28 * size:.0f} {0.02 * size:.0f} "
        f"{0.52 * size:.0f}q{0.3 * size:.0f} {-0.1 * size:.0f} {0.58 * size:.0f} "
        f"{-0.22 * size - bend * 0.8 * size:.0f}Z"
    )
    fins = "".join(
        (
            f'<path d="M{0.4 * size:.0f} {s * 0.2 * size:.0f}q{-0.1 * size:.0f} {s * 0.4 * size:.0f} '
            f"{-0.45 * size:.0f} {s * 0.42 * size:.0f}q{0.02 * size:.0f} {-s * 0.25 * size:.0f} {0.2 * size:.0f} "
            f'{-s * 0.44 * size:.0f}Z" fill="{base}" opacity=".72"/>'
        )
        for s in (-1, 1)
    )
    name = f"k{int(x)}-{int(y)}"
    spots = []
    for _ in range(canvas.count(3, 6)):
        at = canvas.count(0, 7)
        px, py = spine[at]
        ink = tone.inks[1] if canvas.chance(0.75) else tone.inks[2]
        r = canvas.between(0.1, 0.24) * size
        blob = curve(
            [
                (
                    px * size + r * canvas.between(0.6, 1.2) * np.cos(a),
                    (py + canvas.between(-0.06, 0.06)) * size + r * canvas.between(0.5, 1) * np.sin(a),
                )
                for a in np.linspace(0, 5.5, 7)
            ]
        )
        spots.append(f'<path d="{blob}" fill="{ink}"/>')
    eyes = "".join(
        f'<circle cx="{0.82 * size:.0f}" cy="{s * 0.13 * size:.0f}" r="{0.035 * size:.1f}" fill="#17130f"/>'
        for s in (-1, 1)
    )
    return (
        f'<g transform="translate({x:.0f} {y:.0f}) rotate({turn:.0f})">'
        f'{fins}<path d="{tail}" fill="{base}" opacity=".75"/><clipPath id="{name}"><path d="{body}"/></clipPath>'
        f'<path d="{body}" fill="{base}"/><g clip-path="url(#{name})">{"".join(spots)}</g>'
        f'<path d="{body}" fill="url(#b)"/>{eyes}</g>'
    )
