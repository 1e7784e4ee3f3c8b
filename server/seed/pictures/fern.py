"""Leaves: fern fronds grown by rule, and the veins of a single leaf against the light."""

from typing import NamedTuple

import numpy as np

from server.seed.pictures import noise
from server.seed.pictures.canvas import Canvas, smooth
from server.seed.pictures.colour import mix
from server.seed.pictures.vector import draw


class Mood(NamedTuple):
    ground: tuple[str, ...]
    greens: tuple[str, ...]
    words: str


SCALE = 0.85

MOODS = {
    "forest": Mood(
        ("#0b1f17", "#14342a", "#0a1a14"),
        ("#2f6b3f", "#5f9a4f", "#a3c76a", "#1f4f35"),
        "Fern fronds crossing each other on a dark forest floor",
    ),
    "print": Mood(
        ("#f2ead8", "#efe5cf", "#eadfc6"),
        ("#1f4a3d", "#2f6350", "#173a30"),
        "A print of fern fronds in dark green ink on cream paper",
    ),
    "cyan": Mood(
        ("#123f6b", "#17517f", "#0f3560"),
        ("#dfeaf0", "#b9d3e3", "#f4f7f6"),
        "A cyanotype: white fern shapes on deep blue",
    ),
    "autumn": Mood(
        ("#2a1710", "#3f2416", "#1f110b"),
        ("#b5622b", "#d99a3f", "#8c3f22", "#e3bf6f"),
        "Bracken in autumn, copper and gold",
    ),
}


def paint(canvas: Canvas, mood: str) -> str:
    tone = MOODS[mood]
    canvas.sky(*tone.ground)
    flat = mood in ("print", "cyan")
    canvas.shade(1 + canvas.soft(2, 1.5) * np.float32(0.02 if flat else 0.1))
    layers = 1 if flat else 2
    for layer in range(layers):
        near = (layer + 1) / layers
        count = canvas.count(2, 4) if flat else canvas.count(3, 4)
        fronds = "".join(_frond(canvas, tone, near, flat, i / count) for i in range(count))
        colour, cover = draw(canvas, fronds)
        if not flat:
            fall = noise.blurred(
                np.roll(np.roll(cover, canvas.width // 50, 0), canvas.width // 70, 1), canvas.width / 60
            )
            canvas.shade(1 - fall * np.float32(0.55))
        if layer == 0 and not flat:
            colour, cover = noise.blurred(colour, 5), noise.blurred(cover, 5)
        canvas.lay(colour, cover * np.float32(0.35 + 0.65 * near))
    if mood == "print":
        worn = smooth(1.2, 2.6, canvas.fractal(70, 0.5))
        canvas.lay(tone.ground[0], worn * np.float32(0.5))
    if mood == "cyan":
        canvas.glow("#7fb3d9", smooth(0.5, 2.5, canvas.soft(3, 1.3)) * np.float32(0.18))
    return f"{tone.words}."


def _frond(canvas: Canvas, tone: Mood, near: float, flat: bool, share: float) -> str:
    """A bent midrib with leaflets on both sides, each with leaflets of its own."""
    tall = canvas.aspect * 1000
    length = canvas.between(0.75, 1.15) * min(tall, 1250) * (0.7 + 0.3 * near)
    x, y = 1000 * (share + canvas.between(0.02, 0.3)), tall * canvas.between(0.9, 1.1)
    heading, bend = -np.pi / 2 + canvas.between(-0.5, 0.5), canvas.between(-0.9, 0.9)
    if not flat:
        heading += canvas.between(-0.6, 0.6)
    ink = mix(canvas.one_of(tone.greens), tone.ground[0], 0.45 * (1 - near))
    lighter = mix(ink, tone.greens[-1], 0.25)
    steps = 38
    ribs, leaves = [f"M{x:.1f} {y:.1f}"], []
    for i in range(steps):
        t = i / steps
        angle = heading + bend * t**1.4
        x, y = x + np.cos(angle) * length / steps, y + np.sin(angle) * length / steps
        ribs.append(f"L{x:.1f} {y:.1f}")
        if t < 0.1:
            continue
        reach = length * 0.3 * np.sin(np.pi * (0.1 + 0.9 * t) ** 0.75) ** 0.9 * (1 - 0.25 * t) + 3
        for side in (-1, 1):
            lean = angle + side * (1.25 - 0.45 * t) + canvas.between(-0.04, 0.04)
            leaves.append(_leaflet(x, y, lean, reach, length / steps, lighter if side > 0 else ink))
    stem = (
        f'<path d="{"".join(ribs)}" fill="none" stroke="{mix(ink, tone.ground[0], 0.25)}" '
        f'stroke-width="{3.2 * (0.6 + near * 0.6):.1f}" stroke-linecap="round"/>'
    )
    return "".join(leaves) + stem


def _leaflet(x: float, y: float, lean: float, reach: float, room: float, ink: str) -> str:
    """One leaflet as an outline with scalloped edges."""
    lobes = max(4, int(reach / 12))
    away: list[str] = []
    back: list[str] = []
    ux, uy = np.cos(lean), np.sin(lean)
    vx, vy = -uy, ux
    for i in range(lobes):
        t, mid = i / lobes, (i + 0.5) / lobes
        wide = room * 0.36 * (1 - mid) ** 0.7 + 0.6
        bx, by = x + ux * reach * t, y + uy * reach * t
        tx, ty = x + ux * reach * (t + 1.15 / lobes), y + uy * reach * (t + 1.15 / lobes)
        ex, ey = x + ux * reach * (t + 1 / lobes), y + uy * reach * (t + 1 / lobes)
        away.append(
            f"Q{bx + vx * wide * 1.5:.1f} {by + vy * wide * 1.5:.1f} {tx + vx * wide * 0.75:.1f} "
            f"{ty + vy * wide * 0.75:.1f}L{ex + vx * wide * 0.18:.1f} {ey + vy * wide * 0.18:.1f}"
        )
        back.insert(
            0,
            (
                f"L{tx - vx * wide * 0.75:.1f} {ty - vy * wide * 0.75:.1f}Q{bx - vx * wide * 1.5:.1f} "
                f"{by - vy * wide * 1.5:.1f} {bx - vx * wide * 0.18:.1f} {by - vy * wide * 0.18:.1f}"
            ),
        )
    return f'<path d="M{x:.1f} {y:.1f}{"".join(away)}{"".join(back)}Z" fill="{ink}"/>'
