"""Apartment blocks at night: some windows lit, each a little different."""

from typing import NamedTuple

import numpy as np

from server.seed.pictures import noise
from server.seed.pictures.canvas import Canvas
from server.seed.pictures.colour import mix
from server.seed.pictures.vector import draw, fade


class Mood(NamedTuple):
    wall: str
    frame: str
    dark: str
    lit: tuple[str, ...]
    share: float
    words: str


SCALE = 0.85

MOODS = {
    "night": Mood(
        "#141a2b",
        "#0d1120",
        "#1d2740",
        ("#ffc36b", "#ffdca0", "#f79a4e", "#ffe9c9"),
        0.34,
        "at night, warm light in some of the windows",
    ),
    "blue": Mood(
        "#2a3c5c",
        "#1d2b45",
        "#3a5278",
        ("#ffcf87", "#ffe3b8", "#ffb765"),
        0.4,
        "in the blue hour, a third of its windows lit",
    ),
    "brick": Mood(
        "#6b3327",
        "#e9dcc6",
        "#2f2c33",
        ("#ffd488", "#ffebc2", "#f6b25f"),
        0.3,
        "of dark red brick with pale frames, lamps just switched on",
    ),
}


def paint(canvas: Canvas, mood: str) -> str:
    tone = MOODS[mood]
    columns = canvas.count(4, 7)
    pitch = 1000 / columns
    storey = pitch * canvas.between(1.2, 1.5)
    rows = int(canvas.aspect * 1000 / storey) + 2
    start = -storey * canvas.between(0.1, 0.8)
    body = [f'<rect width="1000" height="{canvas.aspect * 1000:.0f}" fill="{tone.wall}"/>']
    if mood == "brick":
        body.append(_bricks(canvas, tone))
    glows: list[tuple[float, float]] = []
    for row in range(rows):
        y = start + row * storey
        body.append(
            f'<rect x="0" y="{y + storey * 0.93:.1f}" width="1000" height="{storey * 0.05:.1f}" '
            f'fill="{mix(tone.wall, "#000000", 0.25)}"/>'
        )
        for column in range(columns):
            x, w, h = column * pitch + pitch * 0.22, pitch * 0.56, storey * 0.62
            lit = canvas.chance(tone.share)
            body.append(_window(canvas, tone, x, y + storey * 0.16, w, h, lit))
            if lit:
                glows.append((x + w / 2, y + storey * 0.16 + h / 2))
    defs = fade("fall", (0, "#ffffff", 0.28), (1, "#000000", 0.25)) + fade(
        "sheen", (0, "#9fc3ff", 0.22), (1, "#9fc3ff", 0)
    )
    colour, _ = draw(canvas, "".join(body), defs)
    canvas.sheet[:] = colour
    bright = np.clip(colour.max(axis=2) - np.float32(0.72), 0, 1) * np.float32(2.4)
    canvas.glow(tone.lit[0], noise.blurred(bright, canvas.width * 0.03) * np.float32(0.55))
    canvas.shade(1 + canvas.fractal(40, 0.4) * np.float32(0.02))
    return f"The front of an apartment house {tone.words}."


def _window(canvas: Canvas, tone: Mood, x: float, y: float, w: float, h: float, lit: bool) -> str:
    light = mix(canvas.one_of(tone.lit), tone.dark, canvas.between(0, 0.25))
    glass = light if lit else mix(tone.dark, "#000000", canvas.between(0, 0.35))
    parts = [
        (
            f'<rect x="{x - w * 0.06:.1f}" y="{y - w * 0.06:.1f}" width="{w * 1.12:.1f}" '
            f'height="{h + w * 0.12:.1f}" fill="{tone.frame}"/>'
        )
    ]
    parts.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}" fill="{glass}"/>')
    shadow = mix(light, "#1a1020", 0.72)
    kind = canvas.count(0, 7) if lit else -1
    if kind in (0, 1):
        for side in (0, 1):
            parts.append(
                f'<path d="M{x + side * w:.1f} {y:.1f} q{(0.5 - side) * w * 0.66:.1f} {h * 0.4:.1f} '
                f'{(0.5 - side) * w * 0.22:.1f} {h:.1f} h{(side - 0.5) * w * 0.44:.1f} Z" '
                f'fill="{mix(light, "#7a3b2a", 0.45)}"/>'
            )
    elif kind == 2:
        px, foot = x + w * canvas.between(0.3, 0.7), y + h
        parts.append(
            f'<circle cx="{px:.1f}" cy="{foot - h * 0.47:.1f}" r="{w * 0.09:.1f}" fill="{shadow}"/>'
            f'<path d="M{px - w * 0.17:.1f} {foot:.1f}Q{px - w * 0.16:.1f} {foot - h * 0.37:.1f} {px:.1f} '
            f'{foot - h * 0.37:.1f}T{px + w * 0.17:.1f} {foot:.1f}Z" fill="{shadow}"/>'
        )
    elif kind == 3:
        for leaf in range(7):
            bend = (leaf - 3) * w * 0.09
            parts.append(
                f'<path d="M{x + w / 2:.1f} {y + h * 0.86:.1f}q{bend:.1f} {-h * 0.3:.1f} {bend * 2.1:.1f} '
                f'{-h * (0.42 - abs(leaf - 3) * 0.07):.1f}" stroke="{shadow}" stroke-width="{w * 0.035:.1f}" '
                f'fill="none"/>'
            )
        parts.append(
            f'<rect x="{x + w * 0.39:.1f}" y="{y + h * 0.84:.1f}" width="{w * 0.22:.1f}" '
            f'height="{h * 0.16:.1f}" fill="{shadow}"/>'
        )
    elif kind == 4:
        for slat in range(9):
            parts.append(
                f'<rect x="{x:.1f}" y="{y + slat * h / 14:.1f}" width="{w:.1f}" height="{h / 26:.1f}" '
                f'fill="{mix(light, "#3b2a22", 0.35)}"/>'
            )
    elif kind == 5:
        parts.append(
            f'<path d="M{x + w * 0.5:.1f} {y:.1f}v{h * 0.22:.1f}" stroke="{shadow}" stroke-width="2"/>'
            f'<path d="M{x + w * 0.34:.1f} {y + h * 0.36:.1f}q{w * 0.16:.1f} {-h * 0.28:.1f} {w * 0.32:.1f} '
            f'0Z" fill="{shadow}"/>'
        )
    if lit:
        parts.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}" fill="url(#fall)"/>')
    else:
        parts.append(f'<path d="M{x:.1f} {y:.1f}h{w * 0.6:.1f}L{x:.1f} {y + h * 0.8:.1f}Z" fill="url(#sheen)"/>')
    bar = w * 0.045
    parts.append(
        f'<rect x="{x + w / 2 - bar / 2:.1f}" y="{y:.1f}" width="{bar:.1f}" height="{h:.1f}" '
        f'fill="{tone.frame}"/><rect x="{x:.1f}" y="{y + h * 0.32:.1f}" width="{w:.1f}" height="{bar:.1f}" '
        f'fill="{tone.frame}"/>'
    )
    return "".join(parts)


def _bricks(canvas: Canvas, tone: Mood) -> str:
    parts, course = [], 13.0
    for row in range(int(canvas.aspect * 1000 / course) + 1):
        for column in range(-1, 25):
            ink = mix(tone.wall, canvas.one_of(("#8d4a36", "#4f2119", "#7a3d2c", "#5f2b20")), canvas.between(0, 0.7))
            parts.append(
                f'<rect x="{column * 42 + row % 2 * 21}" y="{row * course:.1f}" width="40" '
                f'height="{course - 1.8:.1f}" fill="{ink}"/>'
            )
    return "".join(parts)
