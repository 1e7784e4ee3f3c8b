"""A cat on a window sill, seen from inside."""

from typing import NamedTuple

import numpy as np

from server.seed.pictures.canvas import Canvas
from server.seed.pictures.colour import along, mix, ramp
from server.seed.pictures.vector import draw, fade


class Mood(NamedTuple):
    ground: tuple[str, ...]
    inks: tuple[str, ...]
    words: str


SCALE = 0.85

MOODS = {
    "dusk": Mood(
        ("#2b2f5c", "#8a5a86", "#f0a878"), ("#14101c", "#2a2030"), "The silhouette of a cat on a window sill at dusk"
    ),
    "moon": Mood(
        ("#070d22", "#142347", "#2a4270"),
        ("#04060d", "#0c1222"),
        "The silhouette of a cat on a window sill before a full moon",
    ),
}


def paint(canvas: Canvas, mood: str) -> str:
    tone = MOODS[mood]
    canvas.sky(*tone.ground)
    _cat(canvas, tone, night=mood == "moon")
    return f"{tone.words}."


def _cat(canvas: Canvas, tone: Mood, night: bool) -> None:
    tall = canvas.aspect * 1000
    px, py = canvas.between(0.3, 0.7), canvas.aspect * canvas.between(0.28, 0.4)
    moon = canvas.between(0.11, 0.16) * min(1.0, canvas.aspect)
    canvas.glow("#fff3d9" if night else "#ffd9a8", np.exp(-canvas.away(px, py) * 5) * np.float32(0.55))
    if night:
        disc, top, left = canvas.disc(px, py, moon)
        craters = canvas.soft(6, 1.6, 2)[top : top + disc.shape[0], left : left + disc.shape[1]]
        canvas.lay(along(ramp("#cfc6b0", "#f7f0dc"), np.float32(0.6) + craters * np.float32(0.25)), disc, top, left)
    for near in (0, 1):
        profile = (
            canvas.aspect * (0.7 + 0.08 * near)
            - 0.02 * np.sign(canvas.skyline(4, 0.7))
            - 0.014 * canvas.skyline(2, 1.0)
        )
        canvas.lay(
            mix(tone.ground[1], tone.inks[1], 0.4 + 0.4 * near),
            np.clip((canvas.y - profile[None, :]) / canvas.pixel, 0, 1),
        )
    for _ in range(40):
        lx, ly = canvas.between(0, 1), canvas.aspect * canvas.between(0.79, 0.86)
        disc, top, left = canvas.disc(lx, ly, 0.0025, 0.002)
        canvas.glow("#ffd48a", disc * np.float32(0.8), top, left)
    sill, at, size = tall * 0.87, canvas.between(280, 720), canvas.between(0.8, 1.05) * min(1.0, canvas.aspect)
    flip = 1 if canvas.chance(0.5) else -1
    outline = (
        "M-62 0C-78 -60 -70 -128 -40 -172C-52 -196 -54 -226 -44 -254L-38 -292L-14 -268C-4 -271 8 -271 18 -268L42 "
        "-292L48 -252C58 -222 50 -194 34 -176C66 -140 88 -70 76 0Z"
    )
    tail = "M66 -8C120 -6 150 -40 142 -86C138 -108 116 -106 118 -88C124 -52 100 -34 62 -38Z"
    cat = (
        f'<g transform="translate({at:.0f} {sill:.0f}) scale({flip * size:.2f} {size:.2f})" fill="{tone.inks[0]}">'
        f'<path d="{outline}"/><path d="{tail}"/></g>'
    )
    frame = (
        f'<rect y="{sill:.0f}" width="1000" height="{tall - sill + 5:.0f}" fill="{tone.inks[1]}"/>'
        f'<rect y="{sill:.0f}" width="1000" height="9" fill="{mix(tone.inks[1], tone.ground[-1], 0.35)}"/>'
    )
    for x in (0, 488, 976):
        frame += f'<rect x="{x}" width="24" height="{sill:.0f}" fill="{tone.inks[0]}"/>'
    frame += (
        f'<rect width="1000" height="22" fill="{tone.inks[0]}"/><rect y="{tall * 0.2:.0f}" width="1000" '
        f'height="16" fill="{tone.inks[0]}"/>'
    )
    pot = canvas.between(90, 180) if at > 500 else canvas.between(820, 910)
    leaves = "".join(
        (
            f'<path d="M{pot:.0f} {sill - 70:.0f}q{bend * 40:.0f} {-70 * size:.0f} {bend * 95:.0f} '
            f"{-(150 - abs(bend) * 60) * size:.0f}q{-bend * 20:.0f} {70 * size:.0f} {-bend * 95:.0f} "
            f'{(150 - abs(bend) * 60) * size:.0f}Z"/>'
        )
        for bend in (-1, -0.6, -0.2, 0.25, 0.6, 1)
    )
    plant = f'<g fill="{tone.inks[0]}"><path d="M{pot - 46:.0f} {sill - 78:.0f}h92l-14 78h-64Z"/>{leaves}</g>'
    colour, cover = draw(canvas, frame + plant + cat, fade("unused", (0, "#000000", 0)))
    canvas.lay(colour, cover)
