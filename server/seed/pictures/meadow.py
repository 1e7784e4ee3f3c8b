"""Wild flowers and grasses, the near ones sharp and the far ones soft."""

from typing import NamedTuple

import numpy as np

from server.seed.pictures import noise
from server.seed.pictures.canvas import Canvas
from server.seed.pictures.colour import mix
from server.seed.pictures.vector import draw


class Mood(NamedTuple):
    ground: tuple[str, ...]
    stem: str
    blooms: tuple[str, ...]
    words: str


SCALE = 0.66

MOODS = {
    "summer": Mood(
        ("#cfe3d2", "#e9e6b5", "#8fae5f"),
        "#3f6b33",
        ("#e34f3f", "#f2c23f", "#7f9fe0", "#f4f0ea", "#c77fb5"),
        "A summer meadow with poppies, cornflowers and daisies, half out of focus",
    ),
    "dusk": Mood(
        ("#f2b98f", "#d98a8a", "#5a4a6a"),
        "#2f2f45",
        ("#f4e3c9", "#f08f6f", "#c9a0d9", "#ffd98c"),
        "Wild flowers against a low pink evening light",
    ),
    "blue": Mood(
        ("#dfe9f2", "#bcd3e3", "#6f9a9a"),
        "#2f5a52",
        ("#3f5fb5", "#6f8fdc", "#a9b9f0", "#f2f2f7"),
        "A blue meadow of cornflowers and harebells",
    ),
    "night": Mood(
        ("#0c1a33", "#16304a", "#0f2a2c"),
        "#0a1f1c",
        ("#e8ecff", "#b5c9ff", "#fff0c2"),
        "White flowers glowing in a meadow at night",
    ),
}


def paint(canvas: Canvas, mood: str) -> str:
    tone = MOODS[mood]
    canvas.sky(*tone.ground)
    canvas.glow(
        "#fff6dc",
        np.exp(-canvas.away(canvas.between(0.2, 0.8), canvas.aspect * 0.25) * 3)
        * np.float32(0.45 if mood != "night" else 0.12),
    )
    for layer in range(4):
        near = layer / 3
        plants = "".join(_plant(canvas, tone, near) for _ in range(int(46 - 28 * near)))
        colour, cover = draw(canvas, plants)
        soft = (9.0, 3.5, 0.0, 15.0)[layer] * canvas.width / 1150
        if soft:
            cover = noise.blurred(cover, soft)
            colour = (
                noise.blurred(colour, soft)
                / np.maximum(noise.blurred((cover > 0.01).astype(np.float32), soft), 0.35)[..., None]
            )
        canvas.lay(np.clip(colour, 0, 1), cover * np.float32((0.75, 0.9, 1.0, 0.9)[layer]))
        if layer < 2:
            canvas.lay(tone.ground[1], np.float32(0.1) * (1 - canvas.y / np.float32(canvas.aspect)) + 0 * canvas.x)
    return f"{tone.words}."


def _plant(canvas: Canvas, tone: Mood, near: float) -> str:
    tall = canvas.aspect * 1000
    x = canvas.between(-50, 1050)
    height = tall * canvas.between(0.3, 0.72) * (0.75 if near < 0.9 else 0.9)
    lean = canvas.between(-0.22, 0.22) * height
    top_x, top_y = x + lean, tall - height
    stem = mix(tone.stem, tone.ground[1], 0.55 * (1 - near))
    wide = 1.4 + 2.6 * near
    parts = [
        (
            f'<path d="M{x:.0f} {tall + 10:.0f}Q{x:.0f} {tall - height * 0.6:.0f} {top_x:.0f} {top_y:.0f}" '
            f'fill="none" stroke="{stem}" stroke-width="{wide:.1f}"/>'
        )
    ]
    for _ in range(canvas.count(1, 3)):
        at, reach = canvas.between(0.2, 0.6), canvas.between(60, 190) * (0.5 + near * 0.6)
        bx, by, side = x + lean * at * at, tall - height * at, canvas.one_of((-1, 1))
        parts.append(
            f'<path d="M{bx:.0f} {by:.0f}q{side * reach * 0.3:.0f} {-reach * 0.6:.0f} '
            f"{side * reach * 0.5:.0f} {-reach:.0f}q{-side * reach * 0.1:.0f} {reach * 0.6:.0f} "
            f'{-side * reach * 0.5:.0f} {reach:.0f}Z" fill="{stem}"/>'
        )
    kind = canvas.count(0, 4)
    size = canvas.between(13, 27) * (0.6 + 0.9 * near)
    ink = mix(canvas.one_of(tone.blooms), tone.ground[1], 0.4 * (1 - near))
    parts.append(
        f'<g transform="translate({top_x:.0f} {top_y:.0f}) rotate({canvas.between(-25, 25):.0f}) scale({size:.1f})">'
    )
    dark = mix(ink, "#1a0f20", 0.35)
    if kind == 0:
        parts.append(
            f'<path d="M0 1C-1.5 1-1.9-.7-.9-1.1-.5-.6.5-.6.9-1.1 1.9-.7 1.5 1 0 1Z" fill="{ink}"/>'
            f'<path d="M-1.3 .2C-.5-.5.5-.5 1.3 .2.7 1-.7 1-1.3 .2Z" fill="{dark}" opacity=".5"/>'
        )
    elif kind == 1:
        parts.append(
            "".join(
                f'<ellipse cx="0" cy="-.85" rx=".26" ry=".72" transform="rotate({t})" fill="{ink}"/>'
                for t in range(0, 360, 30)
            )
            + '<circle r=".38" fill="#e5b02f"/>'
        )
    elif kind == 2:
        parts.append(
            "".join(
                (
                    f'<path d="M0 0L-.32-1.25-.1-1.05 0-1.4 .1-1.05 .32-1.25Z" transform="rotate({t})" '
                    f'fill="{ink if t % 80 else dark}"/>'
                )
                for t in range(0, 360, 40)
            )
            + f'<circle r=".3" fill="{dark}"/>'
        )
    elif kind == 3:
        parts.append(
            "".join(
                (
                    f'<ellipse cx="{0.4 * (i % 2) - 0.2:.1f}" cy="{-i * 0.42 + 1:.2f}" rx=".42" ry=".3" '
                    f'fill="{ink if i % 3 else dark}"/>'
                )
                for i in range(9)
            )
        )
    else:
        parts.append(
            "".join(
                (
                    f'<path d="M0 0Q{np.sin(a) * 0.9:.2f} {-np.cos(a) * 0.9:.2f} {np.sin(a) * 1.7:.2f} '
                    f'{-np.cos(a) * 1.7:.2f}" stroke="{stem}" stroke-width=".07" fill="none"/>'
                    f'<circle cx="{np.sin(a) * 1.7:.2f}" cy="{-np.cos(a) * 1.7:.2f}" r=".24" fill="{ink}"/>'
                )
                for a in np.linspace(-1.2, 1.2, 9)
            )
        )
    parts.append("</g>")
    return "".join(parts)
