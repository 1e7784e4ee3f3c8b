"""A row of painted houses along a canal or a hill street."""

from typing import NamedTuple

import numpy as np

from server.seed.pictures import noise
from server.seed.pictures.canvas import Canvas
from server.seed.pictures.colour import mix
from server.seed.pictures.vector import draw, fade


class Mood(NamedTuple):
    sky: tuple[str, ...]
    walls: tuple[str, ...]
    roof: str
    water: str
    words: str


SCALE = 0.9

MOODS = {
    "canal": Mood(
        ("#8fc1dd", "#d6e8ea"),
        ("#d9553f", "#eab14a", "#3f8f9b", "#e8d9b8", "#c76b8a", "#6d9a5b", "#e58a4e"),
        "#7a3d2c",
        "#3c7480",
        "Painted houses in red, yellow and blue, mirrored in a canal",
    ),
    "harbour": Mood(
        ("#aab8c2", "#dfe3e0"),
        ("#8f2f2a", "#c9973f", "#e9e2d3", "#3d5a6c", "#a54b33", "#5d6f55"),
        "#3a3436",
        "#46606b",
        "Wooden harbour houses under a grey sky, mirrored in still water",
    ),
    "evening": Mood(
        ("#3a3566", "#b06a86", "#f4b489"),
        ("#a8556b", "#d98b5f", "#6a5a8c", "#e0b58f", "#8f4f6b"),
        "#3b2440",
        "#3c3a66",
        "Old houses in evening light, mirrored in water",
    ),
}


def paint(canvas: Canvas, mood: str) -> str:
    tone = MOODS[mood]
    shore = canvas.aspect * canvas.between(0.68, 0.76)
    canvas.sky(*tone.sky, until=0.75)
    body, at, index = [], -canvas.between(0, 60), canvas.count(0, 5)
    while at < 1000:
        wide = canvas.between(110, 180)
        tall = min(shore * 860, canvas.between(330, 560) * min(1.0, canvas.aspect))
        body.append(_house(canvas, tone, at, shore * 1000, wide, tall, tone.walls[index % len(tone.walls)]))
        at += wide
        index += canvas.count(1, 2)
    defs = fade("side", (0, "#000000", 0.0), (1, "#000000", 0.22), upright=False) + fade(
        "pane", (0, "#dcecf2", 0.9), (1, "#5c7684", 0.95)
    )
    colour, cover = draw(canvas, "".join(body), defs)
    canvas.lay(colour, cover)
    canvas.shade(1 + canvas.fractal(30, 0.7) * np.float32(0.02))
    top = int(shore * canvas.width)
    height = canvas.height - top
    depth = np.linspace(0, 1, height, dtype=np.float32)
    rows = np.clip(top - 1 - (depth * height * 1.3).astype(int), 0, top - 1)
    shift = (noise.line(canvas.random, height, 12, 0.7) * (1 + depth * 6)).astype(int)
    canvas.sheet[top:] = np.stack([np.roll(canvas.sheet[row], by, 0) for row, by in zip(rows, shift, strict=True)])
    canvas.lay(tone.water, (np.float32(0.28) + depth * np.float32(0.45))[:, None] + 0 * canvas.x, top)
    waves = canvas.fractal(24, 0.9)[(np.arange(height) * 5) % canvas.height]
    canvas.shade(1 + waves * (np.float32(0.03) + depth * np.float32(0.08))[:, None], top)
    return f"{tone.words}."


def _house(canvas: Canvas, tone: Mood, x: float, foot: float, wide: float, tall: float, wall: str) -> str:
    top = foot - tall
    roof = tall * canvas.between(0.12, 0.22)
    trim = mix(wall, "#ffffff", 0.75)
    parts = [f'<rect x="{x:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{tall:.1f}" fill="{wall}"/>']
    if canvas.chance(0.65):
        parts.append(
            f'<path d="M{x - 4:.1f} {top:.1f}L{x + wide / 2:.1f} {top - roof:.1f}L{x + wide + 4:.1f} '
            f'{top:.1f}Z" fill="{wall}" stroke="{tone.roof}" stroke-width="8"/>'
        )
        parts.append(
            f'<circle cx="{x + wide / 2:.1f}" cy="{top - roof * 0.36:.1f}" r="{wide * 0.07:.1f}" '
            f'fill="url(#pane)" stroke="{trim}" stroke-width="3"/>'
        )
    else:
        parts.append(
            f'<path d="M{x - 4:.1f} {top:.1f}l{wide * 0.12:.1f} '
            f'{-roof * 0.7:.1f}h{wide * 0.76 + 8:.1f}l{wide * 0.12:.1f} {roof * 0.7:.1f}Z" '
            f'fill="{tone.roof}"/>'
        )
        parts.append(
            f'<rect x="{x + wide * 0.68:.1f}" y="{top - roof:.1f}" width="{wide * 0.12:.1f}" '
            f'height="{roof * 0.6:.1f}" fill="{mix(tone.roof, "#000000", 0.2)}"/>'
        )
    columns, rows = canvas.count(2, 3), max(2, int(tall / 120))
    pane_w, pane_h = wide / (columns * 2.0), tall / (rows * 1.9)
    shutters = mix(canvas.one_of(tone.walls), "#000000", 0.3) if canvas.chance(0.4) else ""
    for row in range(rows):
        for column in range(columns):
            px = x + wide * (column + 0.5) / columns - pane_w / 2
            py = top + tall * (row + 0.5) / rows - pane_h / 2
            if row == rows - 1 and column == columns // 2:
                door = mix(canvas.one_of(tone.walls), "#1a1a1a", 0.45)
                parts.append(
                    f'<path d="M{px:.1f} {foot:.1f}V{py + pane_h * 0.2:.1f}q{pane_w / 2:.1f} '
                    f'{-pane_h * 0.4:.1f} {pane_w:.1f} 0V{foot:.1f}Z" fill="{door}" stroke="{trim}" '
                    f'stroke-width="4"/>'
                )
                continue
            pane = "url(#pane)" if not canvas.chance(0.12) else "#ffd894"
            parts.append(
                f'<rect x="{px:.1f}" y="{py:.1f}" width="{pane_w:.1f}" height="{pane_h:.1f}" fill="{pane}" '
                f'stroke="{trim}" stroke-width="4"/>'
            )
            parts.append(
                f'<path d="M{px + pane_w / 2:.1f} {py:.1f}v{pane_h:.1f}M{px:.1f} '
                f'{py + pane_h * 0.4:.1f}h{pane_w:.1f}" stroke="{trim}" stroke-width="2.5"/>'
            )
            if shutters:
                for side in (px - pane_w * 0.36, px + pane_w * 1.06):
                    parts.append(
                        f'<rect x="{side:.1f}" y="{py - 2:.1f}" width="{pane_w * 0.3:.1f}" '
                        f'height="{pane_h + 4:.1f}" fill="{shutters}"/>'
                    )
    parts.append(f'<rect x="{x:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{tall:.1f}" fill="url(#side)"/>')
    return "".join(parts)
