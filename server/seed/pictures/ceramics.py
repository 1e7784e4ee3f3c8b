"""Thrown pots: still lifes on a shelf, and glazed bowls from above."""

from typing import NamedTuple

import numpy as np

from server.seed.pictures import noise
from server.seed.pictures.canvas import Canvas, smooth
from server.seed.pictures.colour import along, mix, ramp, rgb


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
    "bowls": Mood(
        ("#d8cdbb", "#e6ddcf"), "#d8cdbb", CLAYS, "Glazed bowls from above, each with rings and speckles of its own"
    ),
    "celadon": Mood(("#26383a", "#2f4648"), "#26383a", SEA, "Celadon and blue bowls on dark cloth, seen from above"),
}


def paint(canvas: Canvas, mood: str) -> str:
    tone = MOODS[mood]
    if mood in ("bowls", "celadon"):
        _bowls(canvas, tone)
        return f"{tone.words}."
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
    for i in canvas.random.permutation(count):
        _pot(canvas, tone, float(slots[i]) * 0.88 + 0.06, shelf + canvas.between(0.0, 0.05), 0.92 / count, from_left)
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


def _pot(canvas: Canvas, tone: Mood, x: float, foot: float, room: float, from_left: bool) -> None:
    """A solid of revolution: a profile of radii along the height, lit as a cylinder is."""
    kind = canvas.one_of(("vase", "bottle", "bowl", "jar", "vase"))
    tall = room * canvas.between(
        *{"vase": (1.5, 2.3), "bottle": (1.8, 2.7), "bowl": (0.5, 0.75), "jar": (1.0, 1.4)}[kind]
    )
    tall = min(tall, foot * 0.82)
    wide = room * canvas.between(0.4, 0.5) * min(1.0, 0.45 + tall / room)
    profile = {
        "vase": (0.52, 0.8, 1.0, 0.93, 0.62, 0.42, 0.5),
        "bottle": (0.62, 0.92, 1.0, 0.72, 0.28, 0.22, 0.3),
        "bowl": (0.34, 0.62, 0.82, 0.93, 0.98, 1.0, 1.02),
        "jar": (0.7, 0.93, 1.0, 1.0, 0.94, 0.76, 0.66),
    }[kind]
    wiggle = canvas.random.normal(0, 0.03, len(profile))
    top, bottom = int(max(0, (foot - tall)) * canvas.width), int(foot * canvas.width)
    rows = np.linspace(1, 0, bottom - top, dtype=np.float32)
    knots = np.linspace(0, 1, len(profile))
    smoothed = noise.line(canvas.random, 8, 1, 1)[0] * 0
    radius = np.interp(rows, knots, np.array(profile) + wiggle) + smoothed
    radius = noise.blurred(np.repeat(radius.astype(np.float32)[:, None], 2, 1), max(1.0, (bottom - top) / 16))[
        :, 0
    ] * np.float32(wide)
    rim = wide * 0.16
    _shadow(canvas, x, foot, wide * profile[0], tall, from_left)
    over = canvas.x - np.float32(x)
    u = over / np.maximum(radius[:, None], 1e-4)
    y = canvas.y[top:bottom]
    # the foot and the mouth are ellipses
    sag = np.float32(rim) * np.sqrt(np.clip(1 - u**2, 0, 1)) * np.float32(0.5)
    cover = np.clip((radius[:, None] - np.abs(over)) / canvas.pixel + np.float32(0.5), 0, 1)
    cover *= np.clip((np.float32(foot) - np.float32(rim * 0.5) + sag - y) / canvas.pixel, 0, 1)
    lit = -u if from_left else u
    light = (
        np.float32(0.62)
        + np.float32(0.5) * lit
        - np.float32(0.32) * np.clip(-lit, 0, 1) ** 2
        - np.float32(0.18) * np.clip(np.abs(u), 0, 1) ** 6
    )
    glaze, clay = canvas.one_of(tone.glazes)
    line = (
        np.float32(canvas.between(0.15, 0.62))
        + np.float32(0.03) * np.sin(u * 3 + x * 40)
        + canvas.soft(4, 2.4)[top:bottom] * np.float32(0.018)
    )
    dipped = smooth(0.0, 0.012, rows[:, None] - line)
    throwing = np.sin(rows * np.float32(tall * 520))[:, None] * np.float32(0.022)
    shade = np.clip(light + throwing, 0, 1.25)
    body = along(ramp(mix(clay, "#000000", 0.72), clay, mix(clay, "#fff2dc", 0.45)), shade * np.float32(0.8))
    coat = along(ramp(mix(glaze, "#000000", 0.7), glaze, mix(glaze, "#ffffff", 0.5)), shade * np.float32(0.8))
    speckle = (
        noise.fractal(canvas.random, (bottom - top) // 2 * 2 + 2, canvas.width, 90, 0.3)[: bottom - top] > 2.5
    ).astype(np.float32)
    coat *= (1 - speckle * np.float32(0.5))[..., None]
    canvas.lay(body + (coat - body) * dipped[..., None], cover, top)
    gloss = (
        np.exp(-(((lit - np.float32(0.55)) / np.float32(0.1)) ** 2)) * dipped * cover * smooth(0.0, 0.3, rows[:, None])
    )
    canvas.glow("#ffffff", gloss * np.float32(0.28), top)
    _mouth(canvas, x, foot - tall, float(radius[0]), rim, mix(glaze, "#000000", 0.55), mix(glaze, "#ffffff", 0.3))


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


def _shadow(canvas: Canvas, x: float, foot: float, radius: float, tall: float, from_left: bool) -> None:
    lean = 1 if from_left else -1
    along_table = (canvas.x - np.float32(x)) * np.float32(lean)
    down = canvas.y - np.float32(foot - 0.012)
    width = np.float32(radius) * (1 + np.clip(along_table, 0, 1) * 0.5)
    soft = np.float32(0.012) + np.clip(along_table, 0, 1) * np.float32(0.05)
    cover = (1 - smooth(width * np.float32(0.35), width * np.float32(0.35) + soft, np.abs(down))) * smooth(
        -radius * 1.1, -radius * 0.6, along_table
    )
    canvas.shade(1 - cover * np.exp(-np.clip(along_table, 0, 9) / np.float32(tall * 0.6)) * np.float32(0.5))


def _bowls(canvas: Canvas, tone: Mood) -> None:
    canvas.fill(tone.table)
    weave = np.sin(canvas.x * np.float32(900)) * np.sin(canvas.y * np.float32(900))
    canvas.shade(1 + weave * np.float32(0.035) + canvas.soft(2, 1.6) * np.float32(0.03))
    kept: list[tuple[float, float, float]] = []
    for _ in range(400):
        r = canvas.between(0.07, 0.2)
        x, y = canvas.between(0, 1), canvas.between(0, canvas.aspect)
        if all(np.hypot(x - a, y - b) > r + c + 0.012 for a, b, c in kept):
            kept.append((x, y, r))
            _bowl(canvas, tone, x, y, r)


def _bowl(canvas: Canvas, tone: Mood, x: float, y: float, r: float) -> None:
    fall, top, left = canvas.disc(x + r * 0.14, y + r * 0.16, r * 0.92, r * 0.22)
    canvas.shade(1 - fall * np.float32(0.55), top, left)
    (rows, columns), top, left = canvas.window(x, y, r * 1.05)
    u, v = (canvas.x[:, columns] - np.float32(x)) / np.float32(r), (canvas.y[rows] - np.float32(y)) / np.float32(r)
    distance, angle = np.hypot(u, v), np.arctan2(v, u)
    if not distance.size:
        return
    edge = np.float32(canvas.pixel / r)
    glaze, clay = canvas.one_of(tone.glazes)
    other = mix(glaze, canvas.one_of(tone.glazes)[0], 0.6)
    wobble = distance + np.float32(0.015) * np.sin(angle * canvas.count(2, 5) + canvas.between(0, 6))
    rings = np.float32(0.5) + np.float32(0.5) * np.sin(wobble * np.float32(canvas.between(10, 40)))
    pool = smooth(0.55, 0.0, distance)
    tint = np.clip(rings * np.float32(0.35) + pool * np.float32(0.6), 0, 1)
    inside = -(u + v) * np.float32(0.34) * smooth(0.1, 0.95, distance)
    light = np.float32(0.58) - inside * np.float32(0.8)
    colour = along(ramp(glaze, other), tint) * (np.float32(0.5) + light)[..., None]
    speckle = (canvas.random.random(distance.shape) > 0.9965).astype(np.float32)
    colour *= (1 - noise.blurred(speckle, 1.0) * np.float32(1.8)).clip(0.3, 1)[..., None]
    canvas.lay(np.clip(colour, 0, 1), 1 - smooth(1 - edge, 1 + edge, distance), top, left)
    rim = np.exp(-(((distance - np.float32(0.96)) / np.float32(0.035)) ** 2))
    canvas.lay(rgb(clay) * np.float32(1.1), rim * np.float32(0.85) * (distance < 1), top, left)
    spark = np.exp(-(((u + np.float32(0.5)) ** 2 + (v + np.float32(0.52)) ** 2) * np.float32(40)))
    canvas.glow("#ffffff", spark * np.float32(0.5), top, left)
