"""Cups of coffee with a leaf of milk on top."""

from typing import NamedTuple

import numpy as np

from server.seed.pictures.canvas import Canvas, smooth
from server.seed.pictures.colour import along, mix, ramp
from server.seed.pictures.tabletop import cast, lamp, polar, spread, wood
from server.seed.pictures.vector import bulge, draw


class Mood(NamedTuple):
    ground: str
    inks: tuple[str, ...]
    words: str


SCALE = 0.85

MOODS = {
    "wood": Mood(
        "#7a5236",
        ("#f4ede1", "#2f5d62", "#c9745a", "#2b2b2b"),
        "Cups of coffee with leaf-shaped latte art on a wooden table",
    ),
}


def paint(canvas: Canvas, mood: str) -> str:
    tone = MOODS[mood]
    wood(canvas, tone.ground)
    _coffee(canvas, tone)
    lamp(canvas)
    return f"{tone.words}."


def _coffee(canvas: Canvas, tone: Mood) -> None:
    many = canvas.chance(0.5)
    cups = (
        spread(canvas, 0.13, 0.17, 0.09, 7)
        if many
        else [(0.5 + canvas.between(-0.08, 0.08), canvas.aspect * 0.5, 0.27 * min(1, canvas.aspect))]
    )
    for x, y, r in cups:
        glaze = canvas.one_of(tone.inks)
        saucer = r * 1.42
        cast(canvas, x, y, saucer, 0.5)
        distance, angle, top, left = polar(canvas, x, y, saucer)
        if not distance.size:
            continue
        edge = np.float32(1.4 * canvas.pixel / saucer)
        plate = (
            np.float32(0.62)
            - np.float32(0.16) * np.cos(angle - np.float32(0.8)) * smooth(0.5, 0.95, distance)
            + np.float32(0.1) * np.exp(-(((distance - np.float32(0.9)) / np.float32(0.03)) ** 2))
        )
        canvas.lay(
            along(ramp(mix(glaze, "#000000", 0.5), glaze, mix(glaze, "#ffffff", 0.55)), plate),
            1 - smooth(1 - edge, 1 + edge, distance),
            top,
            left,
        )
        fall, ftop, fleft = canvas.disc(x + r * 0.1, y + r * 0.12, r * 1.02, r * 0.14)
        canvas.shade(1 - fall * np.float32(0.45), ftop, fleft)
        _handle(canvas, x, y, r, glaze)
        _cup(canvas, x, y, r, glaze)


def _handle(canvas: Canvas, x: float, y: float, r: float, glaze: str) -> None:
    angle = canvas.between(-0.9, 0.9)
    body = (
        f'<g transform="translate({x * 1000:.1f} {y * 1000:.1f}) rotate({np.degrees(angle):.1f}) '
        f'scale({r * 1000:.1f})"><rect x=".9" y="-.1" width=".52" height=".2" rx=".1" fill="url(#h)"/></g>'
    )
    colour, cover = draw(
        canvas, body, bulge("h", (0, mix(glaze, "#ffffff", 0.35), 1), (1, mix(glaze, "#000000", 0.25), 1))
    )
    canvas.lay(colour, cover)


def _cup(canvas: Canvas, x: float, y: float, r: float, glaze: str) -> None:
    distance, angle, top, left = polar(canvas, x, y, r)
    edge = np.float32(1.4 * canvas.pixel / r)
    rim = np.float32(0.68) - np.float32(0.25) * np.cos(angle - np.float32(0.8))
    canvas.lay(
        along(ramp(mix(glaze, "#000000", 0.4), glaze, "#ffffff"), rim),
        1 - smooth(1 - edge, 1 + edge, distance),
        top,
        left,
    )
    canvas.lay(mix(glaze, "#20140c", 0.6), 1 - smooth(0.93 - edge, 0.93 + edge, distance), top, left)
    turn = canvas.between(-0.5, 0.5)
    u = distance * np.cos(angle - np.float32(turn)) / np.float32(0.88)
    v = distance * np.sin(angle - np.float32(turn)) / np.float32(0.88)
    leaf = np.clip(1 - ((v + np.float32(0.05)) / np.float32(0.78)) ** 2, 0, 1) * np.float32(0.62)
    bend = v * np.float32(1.0) + np.abs(u) * np.float32(0.95)
    ripple = np.float32(0.5) + np.float32(0.5) * np.sin(bend * np.float32(canvas.between(26, 34)))
    milk = smooth(0.0, 0.05, leaf - np.abs(u)) * smooth(0.42, 0.62, ripple)
    milk = np.maximum(milk, smooth(0.08, 0.05, np.hypot(u * np.float32(1.1), v + np.float32(0.72))))
    milk *= 1 - smooth(0.035, 0.015, np.abs(u)) * (v > -0.6) * np.float32(0.8)
    ring = smooth(0.86, 0.98, np.hypot(u, v)) * np.float32(0.35)
    crema = along(
        ramp("#3a1c0c", "#7a4420", "#b5753f", "#f6e7cf"),
        np.clip(np.float32(0.42) + ring * np.float32(0.35) + milk * np.float32(0.62), 0, 1),
    )
    canvas.lay(crema, 1 - smooth(0.88 - edge, 0.88 + edge, distance), top, left)
    inner = smooth(0.88, 0.7, distance) * np.float32(0.0) + np.exp(
        -(((distance - np.float32(0.86)) / np.float32(0.05)) ** 2)
    ) * (np.cos(angle - np.float32(3.9)) > 0)
    canvas.shade(1 - inner * np.float32(0.35), top, left)
