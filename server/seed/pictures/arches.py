"""Sunlit arcades with long shadows, and spiral staircases."""

from typing import NamedTuple

import numpy as np

from server.seed.pictures.canvas import Canvas, smooth
from server.seed.pictures.colour import along, mix, ramp
from server.seed.pictures.vector import draw, fade


class Mood(NamedTuple):
    sky: tuple[str, ...]
    wall: str
    shade: str
    floor: str
    words: str


SCALE = 0.9

MOODS = {
    "terracotta": Mood(
        ("#2f7fa8", "#9fd0d9"),
        "#e0906a",
        "#6a2f33",
        "#edc79d",
        "Terracotta arches in hard afternoon sun, long shadows on the ground",
    ),
    "white": Mood(("#2c6fb0", "#8fc4e0"), "#f4efe6", "#8e9fb8", "#e9dfcf", "Whitewashed arches against a blue sky"),
    "pink": Mood(("#f2c9a8", "#f9e6cf"), "#dd8f8f", "#7a3f5c", "#f0c4b0", "Pink arches in evening light"),
    "spiral": Mood(
        ("#1c1f26", "#2c2f36"),
        "#e7dccb",
        "#3a2d2a",
        "#c9a06a",
        "A spiral staircase seen from above, turning down into the dark",
    ),
    "shell": Mood(
        ("#0f2a33", "#12343f"), "#d8e4df", "#1f4a55", "#e0b46a", "A pale green spiral staircase seen from above"
    ),
}


def paint(canvas: Canvas, mood: str) -> str:
    tone = MOODS[mood]
    if mood in ("spiral", "shell"):
        _spiral(canvas, tone)
    else:
        _arcade(canvas, tone)
    return f"{tone.words}."


def _arcade(canvas: Canvas, tone: Mood) -> None:
    tall = canvas.aspect * 1000
    canvas.sky(*tone.sky, until=0.7)
    ground = tall * canvas.between(0.74, 0.84)
    wall_top = tall * canvas.between(0.1, 0.26)
    count = canvas.count(2, 4) + (2 if canvas.aspect < 0.7 else 0)
    pitch = 1000 / (count - canvas.between(0.1, 0.5))
    opening, spring = pitch * 0.62, wall_top + (ground - wall_top) * 0.42
    lean = canvas.between(0.5, 1.1) * (1 if canvas.chance(0.5) else -1)
    body = [f'<rect y="{ground:.0f}" width="1000" height="{tall - ground + 5:.0f}" fill="{tone.floor}"/>']
    body.append(f'<rect y="{wall_top:.0f}" width="1000" height="{ground - wall_top:.0f}" fill="{tone.wall}"/>')
    body.append(
        f'<rect y="{wall_top:.0f}" width="1000" height="{tall * 0.018:.0f}" fill="{mix(tone.wall, "#ffffff", 0.35)}"/>'
    )
    body.append(
        f'<rect y="{wall_top + tall * 0.018:.0f}" width="1000" height="{tall * 0.007:.0f}" '
        f'fill="{tone.shade}" opacity=".55"/>'
    )
    start = -pitch * canvas.between(0.1, 0.6)
    for i in range(count + 2):
        x = start + i * pitch
        radius = opening / 2
        outline = (
            f"M{x:.1f} {ground:.1f}V{spring:.1f}A{radius:.1f} {radius:.1f} 0 0 1 {x + opening:.1f} "
            f"{spring:.1f}V{ground:.1f}Z"
        )
        reveal = opening * 0.17 * (1 if lean > 0 else -1)
        body.append(f'<clipPath id="c{i}"><path d="{outline}"/></clipPath>')
        body.append(f'<path d="{outline}" fill="{tone.shade}"/>')
        body.append(
            f'<g clip-path="url(#c{i})"><path d="{outline}" transform="translate({reveal:.1f} '
            f'{opening * 0.06:.1f})" fill="url(#deep)"/></g>'
        )
        light = tall - ground
        body.append(
            f'<path d="M{x - pitch + opening:.1f} {ground:.1f}L{x:.1f} {ground:.1f}L{x + lean * light:.1f} '
            f'{tall + 5:.1f}L{x - pitch + opening + lean * light:.1f} {tall + 5:.1f}Z" fill="{tone.shade}" '
            f'opacity=".62"/>'
        )
    back = mix(tone.sky[0], tone.shade, 0.35)
    deep = fade(
        "deep",
        (0, mix(tone.shade, "#000000", 0.25), 1),
        (0.62, mix(tone.shade, tone.sky[0], 0.3), 1),
        (0.63, back, 1),
        (1, mix(back, "#ffffff", 0.25), 1),
    )
    colour, cover = draw(canvas, "".join(body), deep)
    canvas.lay(colour, cover)
    plaster = canvas.fractal(14, 0.9)
    canvas.shade(1 + plaster * np.float32(0.018) * cover)
    sun = smooth(0, 1, canvas.x if lean < 0 else 1 - canvas.x)
    canvas.shade(np.float32(0.95) + np.float32(0.1) * sun + 0 * canvas.y)


def _spiral(canvas: Canvas, tone: Mood) -> None:
    px, py = 0.5 + canvas.between(-0.05, 0.05), canvas.aspect * canvas.between(0.46, 0.56)
    turn = 1 if canvas.chance(0.5) else -1
    over, down = canvas.x - np.float32(px), (canvas.y - np.float32(py)) / np.float32(canvas.between(1.0, 1.12))
    radius, angle = np.hypot(over, down) + np.float32(1e-4), np.arctan2(down, over) * np.float32(turn)
    growth = np.float32(canvas.between(0.42, 0.56))
    # a logarithmic spiral: every full turn shrinks the flight by the same factor
    winding = np.log(radius / np.float32(0.9)) / growth + (angle + canvas.between(0, 6)) / np.float32(2 * np.pi)
    level = np.floor(winding)
    within = winding - level
    turns = level - (angle / np.float32(2 * np.pi))
    steps = np.float32(canvas.count(22, 30))
    tread = (turns * steps) % 1
    depth = np.clip(-(np.log(radius / np.float32(0.75))) / np.float32(2.9), 0, 1)
    light = np.float32(0.95) - depth * np.float32(0.85) + np.float32(0.14) * np.sin(angle - np.float32(0.7))
    stone = np.float32(0.55) + np.float32(0.42) * tread
    stone = np.where(tread < 0.08, stone * np.float32(0.45), stone)
    canvas.sheet[:] = along(ramp(mix(tone.shade, "#000000", 0.5), tone.shade, tone.wall), stone * light)
    wall = smooth(0.52, 0.56, within)
    face = along(
        ramp(tone.sky[0], mix(tone.wall, tone.shade, 0.4), tone.wall),
        (np.float32(0.45) + np.float32(0.5) * (1 - within)) * light,
    )
    canvas.lay(face, wall)
    rail = np.exp(-(((within - np.float32(0.545)) / np.float32(0.022)) ** 2))
    canvas.lay(tone.floor, rail * (np.float32(0.25) + np.float32(0.75) * light.clip(0, 1)))
    lip = np.exp(-(((within - np.float32(0.985)) / np.float32(0.018)) ** 2))
    canvas.shade(1 - lip * np.float32(0.6))
    canvas.glow(tone.wall, np.exp(-radius * 22) * np.float32(0.35))
