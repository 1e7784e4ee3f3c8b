"""Birds in the sky: a cloud of starlings, geese in a V."""

from typing import NamedTuple

import numpy as np

from server.seed.pictures.canvas import Canvas, smooth
from server.seed.pictures.colour import mix
from server.seed.pictures.vector import draw


class Mood(NamedTuple):
    ground: tuple[str, ...]
    inks: tuple[str, ...]
    words: str


SCALE = 0.85

MOODS = {
    "starlings": Mood(
        ("#3f5a86", "#c98f86", "#f7c58a", "#f9dfb0"),
        ("#1a1620", "#2a2028"),
        "A cloud of starlings turning over reeds at sunset",
    ),
    "geese": Mood(
        ("#6f93b5", "#c3d3da", "#f3e3c6"), ("#2b3340", "#39404c"), "Geese flying in a V across a pale autumn sky"
    ),
}


def paint(canvas: Canvas, mood: str) -> str:
    tone = MOODS[mood]
    canvas.sky(*tone.ground)
    (_starlings if mood == "starlings" else _geese)(canvas, tone)
    return f"{tone.words}."


def _starlings(canvas: Canvas, tone: Mood) -> None:
    canvas.glow("#fff0c8", np.exp(-canvas.away(canvas.between(0.2, 0.8), canvas.aspect * 0.85) * 3) * np.float32(0.5))
    canvas.lay("#5a4a66", smooth(0.6, 2.4, canvas.soft(1.5, 1.5, 4)) * np.float32(0.35))
    count = 12_000
    along_flock = canvas.random.normal(0, 1, count)
    bend, lift = canvas.between(-0.12, 0.12), canvas.between(0.05, 0.14)
    x = 0.5 + canvas.between(-0.08, 0.08) + along_flock * 0.17 + canvas.random.normal(0, 0.035, count)
    thick = 0.03 + 0.075 * np.abs(np.sin(along_flock * 1.5 + canvas.between(0, 6)))
    y = (
        canvas.aspect * 0.4
        + np.sin(along_flock * 1.7) * lift
        + along_flock**2 * bend * 0.5
        + canvas.random.normal(0, 1, count) * thick
    )
    for size, share in ((1, 0.6), (2, 0.5)):
        take = canvas.random.random(count) < share
        columns, rows = (x[take] * canvas.width).astype(int), (y[take] * canvas.width).astype(int)
        inside = (columns > 2) & (columns < canvas.width - 4) & (rows > 2) & (rows < canvas.height - 4)
        for dx in range(size + 1):
            for dy in range(size):
                spot = canvas.sheet[rows[inside] + dy, columns[inside] + dx]
                canvas.sheet[rows[inside] + dy, columns[inside] + dx] = spot * np.float32(0.2)
    ground = canvas.aspect * 0.9 - 0.008 * canvas.skyline(2, 1.4)
    canvas.lay(tone.inks[0], np.clip((canvas.y - ground[None, :]) / canvas.pixel, 0, 1))
    reeds = []
    for _ in range(150):
        rx, tall, lean = canvas.between(-20, 1020), canvas.between(60, 210), canvas.between(-30, 30)
        foot = canvas.aspect * 930
        reeds.append(
            f'<path d="M{rx:.0f} {foot:.0f}q{lean * 0.3:.0f} {-tall * 0.6:.0f} {lean:.0f} {-tall:.0f}" '
            f'stroke="{tone.inks[0]}" stroke-width="{canvas.between(1, 3):.1f}" fill="none"/>'
        )
        if canvas.chance(0.35):
            reeds.append(
                f'<ellipse cx="{rx + lean:.0f}" cy="{foot - tall:.0f}" rx="4.5" ry="19" fill="{tone.inks[1]}" '
                f'transform="rotate({lean:.0f} {rx + lean:.0f} {foot - tall:.0f})"/>'
            )
    colour, cover = draw(canvas, "".join(reeds))
    canvas.lay(colour, cover)


def _geese(canvas: Canvas, tone: Mood) -> None:
    canvas.lay("#ffffff", smooth(0.3, 2.2, canvas.soft(1.5, 1.6, 4)) * np.float32(0.45))
    canvas.glow("#fff0cf", np.exp(-canvas.away(canvas.between(0, 1), canvas.aspect * 0.9) * 2.4) * np.float32(0.5))
    birds = []
    x, y, turn = canvas.between(420, 640), canvas.aspect * 1000 * canvas.between(0.3, 0.42), canvas.between(-0.25, 0.25)
    for side in (-1, 1):
        for i in range(canvas.count(5, 8)):
            gap = 62 * min(1.0, canvas.aspect)
            bx, by = (
                x - i * gap * 0.95 + canvas.between(-6, 6),
                y + side * i * gap * 0.52 + i * gap * turn + canvas.between(-6, 6),
            )
            if i or side > 0:
                birds.append(_goose(canvas, tone, bx, by, canvas.between(25, 29) * min(1.0, canvas.aspect + 0.2)))
    colour, cover = draw(canvas, "".join(birds))
    canvas.lay(colour, cover)
    for near in (0.0, 1.0):
        profile = canvas.aspect * (0.86 + 0.07 * near) - 0.012 * canvas.skyline(1.5, 1.6)
        canvas.lay(
            mix(tone.ground[1], tone.inks[0], 0.35 + 0.5 * near),
            np.clip((canvas.y - profile[None, :]) / canvas.pixel, 0, 1),
        )


def _goose(canvas: Canvas, tone: Mood, x: float, y: float, size: float) -> str:
    up = canvas.between(-1.1, 0.9)
    wing = (
        f"M.35 -.05C.15 {-0.5 * up - 0.25:.2f} -.2 {-0.95 * up - 0.3:.2f} -.55 {-1.15 * up - 0.2:.2f}C-.5 "
        f"{-0.7 * up - 0.15:.2f} -.45 {-0.3 * up:.2f} -.35 .05Z"
    )
    far = (
        f"M.3 0C.3 {-0.4 * up - 0.2:.2f} .15 {-0.8 * up - 0.25:.2f} .05 {-1.0 * up - 0.2:.2f}C-.05 "
        f"{-0.6 * up:.2f} -.1 {-0.2 * up:.2f} -.15 .05Z"
    )
    return (
        f'<g transform="translate({x:.0f} {y:.0f}) scale({size:.1f})" fill="{tone.inks[0]}">'
        f'<path d="{far}" fill="{tone.inks[1]}"/>'
        f'<path d="M-.95 .02C-.6 -.14 -.1 -.2 .45 -.1C.8 -.06 1.1 -.12 1.35 -.16C1.45 -.22 1.6 -.2 1.75 '
        f'-.13C1.6 -.08 1.5 -.06 1.4 -.06C1.1 0 .8 .06 .5 .1C0 .22 -.6 .16 -.95 .02Z"/><path d="{wing}"/></g>'
    )
