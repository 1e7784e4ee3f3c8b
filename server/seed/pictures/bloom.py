"""Flowers and succulents whose petals stand at the golden angle, one above the other."""

from typing import NamedTuple

import numpy as np

from server.seed.pictures import noise
from server.seed.pictures.canvas import Canvas, smooth
from server.seed.pictures.colour import mix
from server.seed.pictures.vector import draw, fade

GOLDEN_ANGLE = np.pi * (3 - np.sqrt(5))


class Mood(NamedTuple):
    ground: tuple[str, str]
    petal: tuple[str, str, str]
    heart: str
    pointed: float
    heads: bool
    words: str


SCALE = 0.85

MOODS = {
    "dahlia": Mood(
        ("#1a0f14", "#3a1a24"),
        ("#7a1030", "#d13a52", "#f7a08f"),
        "#5a0a22",
        0.5,
        False,
        "A dark red dahlia, petals in perfect spirals",
    ),
    "peach": Mood(
        ("#efe3d6", "#f7efe4"),
        ("#d9764f", "#f2a97f", "#fde0c5"),
        "#b5532f",
        0.35,
        False,
        "A peach-coloured dahlia on a pale ground",
    ),
    "lotus": Mood(
        ("#0f2f33", "#1d4f4f"),
        ("#a83f78", "#e68fb5", "#fdeaf0"),
        "#e9c34a",
        0.75,
        False,
        "A pink lotus blossom above dark green water",
    ),
    "succulent": Mood(
        ("#2b2722", "#443c33"),
        ("#2f5f55", "#7fae98", "#d9b3ab"),
        "#b9d9c4",
        0.9,
        False,
        "A succulent rosette from above, blue-green with blushing tips",
    ),
    "sunflower": Mood(
        ("#2f5f8c", "#8fbcd6"),
        ("#c9780a", "#f4b41a", "#ffe066"),
        "#3a2010",
        0.8,
        True,
        "A sunflower, its seeds in interlocking spirals",
    ),
    "daisy": Mood(
        ("#3f6b3a", "#7fa35a"),
        ("#cdd6dc", "#f4f4ee", "#ffffff"),
        "#e9a81f",
        0.45,
        True,
        "A white daisy with a yellow heart, close up",
    ),
}


def paint(canvas: Canvas, mood: str) -> str:
    tone = MOODS[mood]
    canvas.gradient(
        np.clip(canvas.y / np.float32(canvas.aspect) + canvas.soft(1.5, 2.0) * np.float32(0.12), 0, 1), *tone.ground
    )
    for _ in range(canvas.count(5, 10)):
        disc, top, left = canvas.disc(
            canvas.between(0, 1), canvas.between(0, canvas.aspect), canvas.between(0.03, 0.12), 0.04
        )
        canvas.glow(mix(tone.ground[1], tone.petal[1], 0.4), disc * np.float32(0.2), top, left)
    x, y = 0.5 + canvas.between(-0.1, 0.1), canvas.aspect * (0.5 + canvas.between(-0.08, 0.08))
    size = canvas.between(0.42, 0.62) * min(1.0, canvas.aspect)
    if mood == "lotus":
        _pads(canvas, x, y, size)
    petals = canvas.count(34, 42) if tone.heads else canvas.count(90, 150)
    shape = _petals(canvas, tone, x * 1000, y * 1000, size * 1000, petals)
    defs = fade("p", (0, tone.petal[2], 1), (0.45, tone.petal[1], 1), (1, tone.petal[0], 1)) + fade(
        "q",
        (0, mix(tone.petal[2], tone.petal[1], 0.4), 1),
        (0.5, mix(tone.petal[1], tone.petal[0], 0.3), 1),
        (1, mix(tone.petal[0], "#000000", 0.35), 1),
    )
    colour, cover = draw(canvas, shape, defs)
    fall = noise.blurred(np.roll(np.roll(cover, canvas.width // 40, 0), canvas.width // 60, 1), canvas.width / 35)
    canvas.shade(1 - fall * np.float32(0.5))
    canvas.lay(colour, cover)
    away = canvas.away(x, y)
    if tone.heads:
        _seeds(canvas, tone, x, y, size * (0.42 if mood == "sunflower" else 0.26))
    elif mood == "lotus":
        _seeds(canvas, tone, x, y, size * 0.1)
    canvas.shade(np.float32(0.82) + np.float32(0.24) * smooth(0.0, size * 0.8, away))
    canvas.glow("#ffffff", np.exp(-canvas.away(x - size * 0.4, y - size * 0.5) * 4) * np.float32(0.16))
    return f"{tone.words}."


def _petals(canvas: Canvas, tone: Mood, x: float, y: float, size: float, count: int) -> str:
    """Largest and lowest first; each a leaf shape with a fold line and a dark edge that sets it off."""
    parts = []
    start = 0.34 if tone.heads else 0.02
    for i in range(count, 0, -1):
        share = start + (1 - start) * np.sqrt(i / count)
        angle = np.degrees(i * GOLDEN_ANGLE) + canvas.between(-2, 2)
        inner, outer = size * share * 0.36, size * share * canvas.between(0.96, 1.04)
        wide = (outer - inner) * (0.2 if tone.heads else 0.34) * canvas.between(0.9, 1.1)
        shoulder = inner + (outer - inner) * (0.5 + 0.25 * (1 - tone.pointed))
        tip = tone.pointed
        flank, tail = wide * (1 - tip) * 0.9, -outer + (outer - shoulder) * 0.35
        waist = -inner - (shoulder - inner) * 0.5
        body = (
            f"M0 {-inner:.1f}C{wide:.1f} {waist:.1f} {wide:.1f} {-shoulder:.1f} {flank:.1f} {tail:.1f}"
            f"Q{wide * 0.2 * (1 - tip):.1f} {-outer:.1f} 0 {-outer:.1f}"
            f"Q{-wide * 0.2 * (1 - tip):.1f} {-outer:.1f} {-flank:.1f} {tail:.1f}"
            f"C{-wide:.1f} {-shoulder:.1f} {-wide:.1f} {waist:.1f} 0 {-inner:.1f}Z"
        )
        dark = mix(tone.petal[0], "#000000", 0.45)
        parts.append(f'<g transform="translate({x:.1f} {y:.1f}) rotate({angle:.2f})">')
        parts.append(f'<path d="{body}" transform="translate(0 {size * 0.008:.1f})" fill="{dark}" opacity=".3"/>')
        parts.append(
            f'<path d="{body}" fill="url(#{"p" if i % 3 else "q"})" stroke="{dark}" stroke-opacity=".28" '
            f'stroke-width="1.2"/>'
        )
        parts.append(
            f'<path d="M0 {-inner:.1f}L0 {-outer + 4:.1f}" stroke="{dark}" stroke-opacity=".2" stroke-width="1.6"/></g>'
        )
    if not tone.heads:
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size * 0.035:.1f}" fill="{tone.heart}"/>')
    return "".join(parts)


def _seeds(canvas: Canvas, tone: Mood, x: float, y: float, radius: float) -> None:
    disc, top, left = canvas.disc(x, y, radius, radius * 0.03)
    canvas.lay(mix(tone.heart, "#000000", 0.25), disc, top, left)
    count = 520 if radius > 0.12 else 240
    bright = mix(tone.heart, "#ffe9b0", 0.5)
    dots = []
    for i in range(count):
        r = radius * 1000 * np.sqrt((i + 0.5) / count) * 0.98
        angle = i * GOLDEN_ANGLE
        ink = mix(mix(tone.heart, "#000000", 0.3), bright, (i / count) ** 1.5 * 0.8 + canvas.between(0, 0.2))
        dots.append(
            f'<circle cx="{x * 1000 + r * np.cos(angle):.1f}" cy="{y * 1000 + r * np.sin(angle):.1f}" '
            f'r="{radius * 1000 / np.sqrt(count) * (0.6 + 0.35 * i / count):.1f}" fill="{ink}"/>'
        )
    colour, cover = draw(canvas, "".join(dots))
    canvas.lay(colour, cover)


def _pads(canvas: Canvas, x: float, y: float, size: float) -> None:
    parts = []
    for _ in range(canvas.count(5, 8)):
        angle, gap = canvas.between(0, 6.28), canvas.between(0.6, 1.3) * size
        px, py, r = (x + np.cos(angle) * gap) * 1000, (y + np.sin(angle) * gap) * 1000, size * canvas.between(280, 460)
        turn = canvas.between(0, 360)
        ink = mix("#2f6b4a", "#6f9a5a", canvas.between(0, 1))
        veins = "".join(
            (
                f'<path d="M0 0L{np.cos(a) * 0.93:.2f} {np.sin(a) * 0.93:.2f}" stroke="#143a2a" '
                f'stroke-width=".012" opacity=".5"/>'
            )
            for a in np.linspace(0.3, 6.0, 17)
        )
        parts.append(
            f'<g transform="translate({px:.0f} {py:.0f}) rotate({turn:.0f}) scale({r:.0f})">'
            f'<path d="M0 0L.98 .18A1 1 0 1 1 .98 -.18Z" fill="{ink}"/>{veins}</g>'
        )
    colour, cover = draw(canvas, "".join(parts))
    canvas.shade(1 - np.roll(cover, canvas.width // 90, 0) * np.float32(0.4))
    canvas.lay(colour, cover)
