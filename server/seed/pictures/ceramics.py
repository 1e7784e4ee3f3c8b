"""Still lifes of thrown pots."""

from typing import NamedTuple

import numpy as np
from scipy import ndimage

from server.seed.pictures import noise
from server.seed.pictures.canvas import Canvas, smooth
from server.seed.pictures.colour import Floats, along, mix, ramp


class Mood(NamedTuple):
    wall: tuple[str, str]
    table: str
    glazes: tuple[tuple[str, str], ...]
    words: str


SCALE = 0.8

CLAYS = (
    ("#e9dfce", "#b5906b"),
    ("#3f5d63", "#8c6a4c"),
    ("#c46f4b", "#7a3d28"),
    ("#d9c9a3", "#6f5a42"),
    ("#2c2f33", "#5a4636"),
    ("#8fa79a", "#b79a78"),
)
SEA = (("#2f5d73", "#d9c7a8"), ("#8fb8b3", "#c9b08a"), ("#e8e2d2", "#a98a66"), ("#16364a", "#7c634a"))
ROSE = (("#d9a59a", "#b0796a"), ("#efe3d6", "#c2998a"), ("#9c5a5a", "#6b3a38"), ("#cbb7a8", "#8a6a5a"))

MOODS = {
    "shelf": Mood(("#cfc6b6", "#e9e3d7"), "#a67c52", CLAYS, "Stoneware vases and bowls on a wooden shelf"),
    "dusk": Mood(
        ("#6b4a4a", "#c98a6a"), "#4a2f26", ROSE, "Pots in rose and cream on a dark table, in warm evening light"
    ),
    "blue": Mood(("#9db4b8", "#d6dfdc"), "#dcd3c4", SEA, "Blue and sea-green vases on a pale table"),
}

KINDS: dict[str, tuple[float, float, tuple[float, ...]]] = {
    "vase": (1.5, 2.3, (0.52, 0.8, 1.0, 0.93, 0.62, 0.42, 0.5)),
    "urn": (1.3, 1.9, (0.42, 0.7, 0.94, 1.0, 0.9, 0.6, 0.56)),
    "bottle": (1.8, 2.7, (0.62, 0.92, 1.0, 0.72, 0.28, 0.22, 0.3)),
    "bowl": (0.5, 0.75, (0.34, 0.62, 0.82, 0.93, 0.98, 1.0, 1.02)),
    "jar": (1.0, 1.4, (0.7, 0.93, 1.0, 1.0, 0.94, 0.76, 0.66)),
}
"""Least and greatest height in rooms on the shelf, and the radii from foot to mouth."""


class Surface(NamedTuple):
    wander: Floats
    """How the edge of the glaze strays."""
    speckles: Floats


def paint(canvas: Canvas, mood: str) -> str:
    tone = MOODS[mood]
    light = canvas.x if canvas.chance(0.5) else 1 - canvas.x
    canvas.gradient(
        np.clip(light * np.float32(0.85) + np.float32(0.15) - canvas.y * np.float32(0.12), 0, 1), *tone.wall
    )
    from_left = bool(light[0, 0] > light[0, -1])
    shelf = canvas.aspect * canvas.between(0.72, 0.8)
    window = smooth(
        0.0, 0.02, 0.16 - np.abs((canvas.x + canvas.y * np.float32(0.55)) % np.float32(0.5) - np.float32(0.25))
    )
    canvas.glow("#fff2d8", window * np.float32(0.12) * light)
    _table(canvas, tone, shelf)
    count = canvas.count(3, 5)
    slots = np.linspace(0.5 / count, 1 - 0.5 / count, count)
    surface = Surface(canvas.soft(4, 2.4), (canvas.fractal(90, 0.3) > 2.5).astype(np.float32))
    for i in canvas.random.permutation(count):
        _pot(
            canvas,
            tone,
            surface,
            float(slots[i]) * 0.88 + 0.06,
            shelf + canvas.between(0.0, 0.05),
            0.92 / count,
            from_left,
        )
    return f"{tone.words}."


def _table(canvas: Canvas, tone: Mood, shelf: float) -> None:
    top = int(shelf * canvas.width) - int(canvas.width * 0.03)
    depth = canvas.y[top:] * 0 + np.linspace(0, 1, canvas.height - top, dtype=np.float32)[:, None]
    grain = noise.fractal(canvas.random, 64, canvas.width // 2 * 2, 2, 0.9)
    streak = noise.resized(noise.resized(grain[:, :64], 256, 8), canvas.height - top, canvas.width)
    colour = along(
        ramp(mix(tone.table, "#ffffff", 0.12), tone.table, mix(tone.table, "#000000", 0.4)), depth + 0 * canvas.x
    )
    canvas.sheet[top:] = colour * (1 + streak * np.float32(0.05))[..., None]


def _pot(canvas: Canvas, tone: Mood, surface: Surface, x: float, foot: float, room: float, from_left: bool) -> None:
    """A solid of revolution: a profile of radii along the height, lit as a cylinder is."""
    kind = canvas.one_of(tuple(KINDS))
    low, high, profile = KINDS[kind]
    tall = min(room * canvas.between(low, high), foot * 0.82)
    wide = room * canvas.between(0.4, 0.5) * min(1.0, 0.45 + tall / room)
    rim = wide * 0.16
    _shadow(canvas, x, foot, wide * profile[0], tall, rim, from_left)
    (_, columns), _, left = canvas.window(x, foot, wide * 1.15)
    top, bottom = int(max(0, foot - tall) * canvas.width), int(foot * canvas.width)
    rows = np.linspace(1, 0, bottom - top, dtype=np.float32)
    radius = _turned(canvas, profile, rows) * np.float32(wide)
    over, y = canvas.x[:, columns] - np.float32(x), canvas.y[top:bottom]
    u = over / np.maximum(radius[:, None], np.float32(1e-4))
    # the foot and the mouth are ellipses
    sag = np.float32(rim) * np.sqrt(np.clip(1 - u**2, 0, 1)) * np.float32(0.5)
    cover = np.clip((radius[:, None] - np.abs(over)) / canvas.pixel + np.float32(0.5), 0, 1)
    cover *= np.clip((np.float32(foot) - np.float32(rim * 0.5) + sag - y) / canvas.pixel, 0, 1)
    lit = -u if from_left else u
    light = np.float32(0.62) + np.float32(0.5) * lit - np.float32(0.32) * np.clip(-lit, 0, 1) ** 2
    light -= np.float32(0.18) * np.clip(np.abs(u), 0, 1) ** 6
    light += np.sin(rows * np.float32(tall * 520))[:, None] * np.float32(0.022)
    shade = np.clip(light, 0, 1.25) * np.float32(0.8)
    glaze, clay = canvas.one_of(tone.glazes)
    line = np.float32(canvas.between(0.15, 0.62)) + np.float32(0.03) * np.sin(u * 3 + np.float32(x * 40))
    dipped = smooth(0.0, 0.012, rows[:, None] - line - surface.wander[top:bottom, columns] * np.float32(0.018))
    body = along(ramp(mix(clay, "#000000", 0.72), clay, mix(clay, "#fff2dc", 0.45)), shade)
    coat = along(ramp(mix(glaze, "#000000", 0.7), glaze, mix(glaze, "#ffffff", 0.5)), shade)
    coat *= (1 - surface.speckles[top:bottom, columns] * np.float32(0.5))[..., None]
    canvas.lay(body + (coat - body) * dipped[..., None], cover, top, left)
    gloss = np.exp(-(((lit - np.float32(0.55)) / np.float32(0.1)) ** 2)) * dipped * cover
    canvas.glow("#ffffff", gloss * smooth(0.0, 0.3, rows[:, None]) * np.float32(0.28), top, left)
    _mouth(canvas, x, foot - tall, float(radius[0]), rim, mix(glaze, "#000000", 0.55), mix(glaze, "#ffffff", 0.3))


def _turned(canvas: Canvas, profile: tuple[float, ...], rows: Floats) -> Floats:
    """The profile as a hand would throw it: knots a little off, and everything between them round."""
    knots = np.array(profile) + canvas.random.normal(0, 0.03, len(profile))
    radius = np.interp(rows, np.linspace(0, 1, len(profile)), knots)
    return np.asarray(ndimage.gaussian_filter1d(radius, max(1.0, len(rows) / 16), mode="nearest"), np.float32)


def _mouth(canvas: Canvas, x: float, y: float, radius: float, rim: float, dark: str, light: str) -> None:
    flat = rim / max(radius, 1e-3) * 0.6
    (rows, columns), top, left = canvas.window(x, y, radius * 1.1)
    distance = np.hypot(
        (canvas.x[:, columns] - np.float32(x)) / np.float32(radius),
        (canvas.y[rows] - np.float32(y)) / np.float32(radius * flat),
    )
    edge = np.float32(1.5 * canvas.pixel / (radius * max(flat, 0.05)))
    canvas.lay(light, 1 - smooth(1 - edge, 1 + edge, distance), top, left)
    canvas.lay(dark, 1 - smooth(0.88 - edge, 0.88 + edge, distance), top, left)


def _shadow(canvas: Canvas, x: float, foot: float, radius: float, tall: float, rim: float, from_left: bool) -> None:
    """From under the foot away from the light, wider and softer with the distance."""
    lean = 1 if from_left else -1
    over = (canvas.x - np.float32(x)) * np.float32(lean)
    reach = np.clip(over, 0, 1)
    down = np.abs(canvas.y - np.float32(foot - rim * 0.45))
    half = np.float32(rim * 0.42) * (1 + reach)
    cover = (1 - smooth(half, half + np.float32(0.006) + reach * np.float32(0.07), down)) * smooth(
        -radius, -radius * 0.7, over
    )
    canvas.shade(1 - cover * np.exp(-reach / np.float32(tall * 0.6)) * np.float32(0.55))
