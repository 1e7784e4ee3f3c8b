"""Umbrellas from straight above: a rainy square, or a beach."""

from typing import NamedTuple

import numpy as np

from server.seed.pictures import noise
from server.seed.pictures.canvas import Canvas
from server.seed.pictures.colour import mix
from server.seed.pictures.vector import bulge, draw


class Mood(NamedTuple):
    ground: str
    cloth: tuple[str, ...]
    beach: bool
    words: str


SCALE = 0.9

MOODS = {
    "beach": Mood(
        "#ead3a6",
        ("#e4572e", "#f7f1e3", "#2a9d8f", "#f4c95d", "#264e70", "#e88fa0"),
        True,
        "Striped beach umbrellas on pale sand, from straight above",
    ),
    "rain": Mood(
        "#4d565e",
        ("#c7382d", "#20242b", "#e0b23c", "#2f6f8f", "#e9e4da", "#2b2f38", "#1c1f25"),
        False,
        "Umbrellas crossing a wet grey square, from straight above",
    ),
}


def paint(canvas: Canvas, mood: str) -> str:
    tone = MOODS[mood]
    canvas.fill(tone.ground)
    rough = canvas.fractal(40, 0.5) * np.float32(0.022) + canvas.soft(2, 1.8) * np.float32(0.03)
    canvas.shade(1 + rough)
    if not tone.beach:
        _paving(canvas)
    places = _places(canvas, 0.165 if tone.beach else 0.15)
    body = "".join(_umbrella(canvas, tone, x, y) for x, y in places)
    light = bulge("light", (0, "#ffffff", 0.3), (0.55, "#ffffff", 0), (1, "#0c1020", 0.3), x=0.4, y=0.36, radius=0.62)
    colour, cover = draw(canvas, body, light)
    step = canvas.width // 34
    fall = noise.blurred(np.roll(np.roll(cover, step, 0), step, 1), canvas.width * (0.004 if tone.beach else 0.012))
    canvas.shade(1 - np.clip(fall - cover, 0, 1) * np.float32(0.5 if tone.beach else 0.4))
    canvas.lay(colour, cover)
    return f"{tone.words}."


def _paving(canvas: Canvas) -> None:
    size = np.float32(canvas.between(9, 13))
    joint_x = np.abs((canvas.x * size + np.floor(canvas.y * size) * np.float32(0.5)) % 1 - np.float32(0.5))
    joint_y = np.abs((canvas.y * size) % 1 - np.float32(0.5)) + 0 * canvas.x
    joint = np.maximum(joint_x, joint_y)
    canvas.shade(1 - np.clip((joint - np.float32(0.485)) * 60, 0, 1) * np.float32(0.22))
    wet = np.clip(canvas.soft(2, 1.9) * np.float32(0.35), 0, 1)
    canvas.glow("#b9c9d4", wet * np.float32(0.32))


def _places(canvas: Canvas, gap: float) -> list[tuple[float, float]]:
    kept: list[tuple[float, float]] = []
    for _ in range(160):
        x, y = canvas.between(-0.05, 1.05), canvas.between(-0.05, canvas.aspect + 0.05)
        if all(np.hypot(x - a, y - b) > gap for a, b in kept):
            kept.append((x, y))
        if len(kept) > 17 * canvas.aspect:
            break
    return kept


def _umbrella(canvas: Canvas, tone: Mood, x: float, y: float) -> str:
    r, gores = canvas.between(60, 76), canvas.one_of((8, 8, 10, 12))
    one, other = canvas.one_of(tone.cloth), canvas.one_of(tone.cloth)
    if not tone.beach and canvas.chance(0.75):
        other = mix(one, "#000000", 0.12)
    parts = [
        f'<g transform="translate({x * 1000:.1f} {y * 1000:.1f}) rotate({canvas.between(0, 90):.1f}) scale({r:.1f})">'
    ]
    if tone.beach:
        towel = canvas.one_of(tone.cloth)
        parts.append(
            f'<g transform="rotate({canvas.between(-30, 30):.0f})">'
            f'<rect x=".75" y="-.42" width="1.3" height=".62" rx=".05" fill="{towel}"/>'
            f'<path d="M1 -.42v.62M1.3 -.42v.62M1.6 -.42v.62" stroke="#fff" stroke-width=".09" opacity=".7"/>'
            f"</g>"
        )
    tips = [(np.cos(2 * np.pi * i / gores), np.sin(2 * np.pi * i / gores)) for i in range(gores + 1)]
    for i in range(gores):
        (ax, ay), (bx, by) = tips[i], tips[i + 1]
        mx, my = (ax + bx) / 2 * 0.95, (ay + by) / 2 * 0.95
        parts.append(
            f'<path d="M0 0L{ax:.3f} {ay:.3f}Q{mx:.3f} {my:.3f} {bx:.3f} {by:.3f}Z" fill="{one if i % 2 else other}"/>'
        )
        parts.append(f'<path d="M0 0L{ax:.3f} {ay:.3f}" stroke="#00000038" stroke-width=".018"/>')
    parts.append(
        '<circle r="1" fill="url(#light)"/><circle r=".05" fill="#f7f1e3"/><circle r=".025" fill="#3a2a20"/></g>'
    )
    return "".join(parts)
