"""Deep sky: nebulae, planets with rings, a solar eclipse."""

from typing import NamedTuple

import numpy as np

from server.seed.pictures import noise
from server.seed.pictures.canvas import Canvas, smooth
from server.seed.pictures.colour import along, ramp
from server.seed.pictures.stars import scatter


class Mood(NamedTuple):
    ground: tuple[str, ...]
    gas: tuple[str, ...]
    words: str


SCALE = 0.7

MOODS = {
    "nebula": Mood(
        ("#05030d", "#0c0a22"),
        ("#2743a8", "#c43b78", "#ffb37a"),
        "A glowing nebula in blue, magenta and gold, full of stars",
    ),
    "veil": Mood(
        ("#02060a", "#061420"), ("#0f6f86", "#3fd0b8", "#ff6b5e"), "A teal and red nebula with dark dust lanes"
    ),
    "rings": Mood(
        ("#040509", "#0b0c16"),
        ("#c99f6a", "#f1dcb0", "#8c6a4c"),
        "A ringed planet in warm sunlight against black space",
    ),
    "ice": Mood(
        ("#03060c", "#081322"), ("#3f7fa8", "#b8e4ec", "#2a5c86"), "A pale blue ringed planet against black space"
    ),
    "eclipse": Mood(
        ("#03040a", "#0b0f1e"),
        ("#ffffff", "#cfdcff", "#8fa7e0"),
        "A total solar eclipse, the corona streaming around a black moon",
    ),
}


def paint(canvas: Canvas, mood: str) -> str:
    tone = MOODS[mood]
    canvas.sky(*tone.ground)
    if mood == "eclipse":
        _eclipse(canvas, tone)
    elif mood in ("nebula", "veil"):
        _nebula(canvas, tone)
    else:
        scatter(canvas, int(500 * canvas.aspect), canvas.aspect)
        _planet(canvas, tone)
    return f"{tone.words}."


def _nebula(canvas: Canvas, tone: Mood) -> None:
    bend, lift = canvas.soft(1.2, 2.3, 4), canvas.soft(1.2, 2.3, 4)
    reach = np.float32(canvas.width * 0.07)
    base = noise.warped(canvas.soft(2, 1.7, 2), bend * reach, lift * reach)
    other = noise.warped(canvas.soft(2, 1.6, 2), lift * reach, bend * reach)
    middle = np.exp(
        -((canvas.away(canvas.between(0.35, 0.65), canvas.aspect * canvas.between(0.35, 0.65)) / np.float32(0.5)) ** 2)
    )
    cloud = smooth(-0.9, 2.3, base + middle * np.float32(1.3) - np.float32(0.5))
    canvas.glow(tone.gas[0], cloud * np.float32(0.85))
    canvas.glow(tone.gas[1], smooth(0.1, 2.6, other + middle * np.float32(1.6) - np.float32(0.6)) * np.float32(0.85))
    filament = np.exp(-np.abs(base - other) * np.float32(4.5)) * cloud
    canvas.glow(tone.gas[2], filament * middle * np.float32(0.8))
    dust = smooth(0.6, 2.0, noise.warped(canvas.soft(3, 1.45, 2), bend * reach, -lift * reach))
    canvas.shade(1 - dust * np.float32(0.75))
    scatter(canvas, int(1100 * canvas.aspect), canvas.aspect)


def _planet(canvas: Canvas, tone: Mood) -> None:
    radius = canvas.between(0.17, 0.23) * min(1.0, canvas.aspect)
    px, py = canvas.between(0.42, 0.58), canvas.aspect * canvas.between(0.4, 0.6)
    tilt, flat = canvas.between(-0.5, 0.5), canvas.between(0.14, 0.34)
    over, down = canvas.x - np.float32(px), canvas.y - np.float32(py)
    u = (over * np.float32(np.cos(tilt)) + down * np.float32(np.sin(tilt))) / np.float32(radius)
    v = (down * np.float32(np.cos(tilt)) - over * np.float32(np.sin(tilt))) / np.float32(radius)
    distance = np.hypot(u, v)
    side = 1.0 if canvas.chance(0.5) else -1.0
    height = np.sqrt(np.clip(1 - distance**2, 0, 1))
    light = np.clip(u * np.float32(0.62 * side) - v * np.float32(0.35) + height * np.float32(0.7), 0, 1) ** np.float32(
        0.8
    )
    latitude = v * np.float32(0.96) + np.float32(flat) * height
    belts = noise.line(canvas.random, 512, 5, 1.1)
    swirl = canvas.soft(6, 1.8, 4) * np.float32(0.012)
    index = np.clip((latitude + swirl + 1) * 255, 0, 511).astype(np.int32)
    band = np.float32(0.5) + np.float32(0.22) * belts[index]
    surface = (
        along(ramp(tone.gas[2], tone.gas[0], tone.gas[1]), band)
        * (light * np.float32(1.12) + np.float32(0.015))[..., None]
    )
    edge = np.float32(1.5 * canvas.pixel / radius)
    disc = 1 - smooth(1 - edge, 1 + edge, distance)
    ring_radius = np.hypot(u, v / np.float32(flat))
    grooves = noise.line(canvas.random, 700, 12, 0.7)
    groove = np.clip(
        np.float32(0.62) + np.float32(0.3) * grooves[np.clip(ring_radius * 280, 0, 699).astype(np.int32)], 0, 1
    )
    ring = smooth(1.28, 1.34, ring_radius) * (1 - smooth(2.2, 2.28, ring_radius)) * groove
    ring *= 1 - np.exp(-(((ring_radius - np.float32(1.93)) / np.float32(0.035)) ** 2)) * np.float32(0.9)
    shadow = ((np.abs(v + u * np.float32(0.35 * side)) < 0.95) & (u * np.float32(side) < 0) & (distance > 0.98)).astype(
        np.float32
    )
    ring_light = 1 - noise.blurred(shadow, canvas.width / 200) * np.float32(0.9)
    ring_colour = along(ramp(tone.gas[2], tone.gas[1]), groove) * ring_light[..., None]
    behind = (v < 0).astype(np.float32)
    canvas.lay(ring_colour, ring * behind * np.float32(0.9))
    canvas.lay(surface, disc)
    cast = np.exp(-(((v - np.float32(flat * 0.5)) / np.float32(0.07)) ** 2)) * disc * np.float32(0.35)
    canvas.shade(1 - cast)
    canvas.lay(ring_colour, ring * (1 - behind) * np.float32(0.9))


def _eclipse(canvas: Canvas, tone: Mood) -> None:
    px, py = 0.5 + canvas.between(-0.04, 0.04), canvas.aspect * canvas.between(0.44, 0.56)
    radius = canvas.between(0.13, 0.17) * min(1.0, canvas.aspect)
    scatter(canvas, 90, canvas.aspect)
    over, down = canvas.x - np.float32(px), canvas.y - np.float32(py)
    distance = np.hypot(over, down) / np.float32(radius)
    angle = np.arctan2(down, over)
    rays = noise.line(canvas.random, 2048, 4, 1.0)
    fine = noise.line(canvas.random, 2048, 30, 0.5)
    twist = (angle + (distance - 1) * np.float32(0.05)) / np.float32(2 * np.pi) % 1
    index = (twist * 2047).astype(np.int32)
    reach = np.clip(np.float32(0.55) + np.float32(0.3) * rays[index] + np.float32(0.06) * fine[index], 0.12, 2)
    outside = np.clip(distance - 1, 0, 9)
    corona = np.exp(-outside / reach * np.float32(1.7)) * np.float32(0.75) + np.exp(
        -outside * np.float32(9)
    ) * np.float32(0.6)
    corona *= np.float32(0.86) + np.float32(0.12) * fine[index] * smooth(0, 0.4, outside)
    canvas.glow(tone.gas[2], corona)
    canvas.glow(tone.gas[1], np.clip(corona - np.float32(0.3), 0, 1))
    canvas.glow(tone.gas[0], np.exp(-outside * np.float32(16)))
    edge = np.float32(1.5 * canvas.pixel / radius)
    canvas.lay("#010207", 1 - smooth(1 - edge, 1 + edge, distance))
    bead = canvas.between(0, 6.28)
    spot = canvas.away(px + radius * np.cos(bead), py + radius * np.sin(bead))
    canvas.glow("#fff6e6", np.exp(-((spot / np.float32(0.012)) ** 2)) + np.exp(-spot * 26) * np.float32(0.5))
