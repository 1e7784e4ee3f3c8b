"""Agates, marbled paper and cut-paper reliefs: all drawn from level lines of slow noise."""

from typing import NamedTuple

import numpy as np

from server.seed.pictures import noise
from server.seed.pictures.canvas import Canvas, smooth
from server.seed.pictures.colour import along, mix, ramp, rgb


class Mood(NamedTuple):
    inks: tuple[str, ...]
    words: str


SCALE = 0.66

MOODS = {
    "agate": Mood(
        ("#0f2f4a", "#3f7fa8", "#a9d3dc", "#f1efe6", "#2a5f86", "#123a5c"), "A polished slice of blue banded agate"
    ),
    "carnelian": Mood(
        ("#4a1410", "#b5432a", "#f0a060", "#f9e6cf", "#d9703f", "#6b2018"),
        "A slice of red and orange agate with white bands",
    ),
    "moss": Mood(
        ("#12291f", "#3f6a4a", "#a9b98a", "#efe9d3", "#6f8f5f", "#1c3a2c"),
        "A slice of green agate, banded like tree rings",
    ),
    "ebru": Mood(
        ("#1f3f5f", "#d9573f", "#f1e4c9", "#2f8079", "#e3b04b"),
        "Marbled paper: combed swirls of blue, red, cream and gold",
    ),
    "suminagashi": Mood(
        ("#f3eee2", "#23303a", "#f3eee2", "#5a6f7a", "#f3eee2"),
        "Ink floated on water: grey rings drifting on cream paper",
    ),
    "papercut": Mood(
        ("#0f2d45", "#1b5a6e", "#3f9490", "#a5cdb0", "#f0ead2", "#f3b562", "#e0673f"),
        "Layers of cut paper, from orange hills down to deep blue water",
    ),
    "reef": Mood(
        ("#2a1338", "#5c2557", "#a03c66", "#e0705f", "#f5b57c", "#fbe9c6"),
        "Layered paper in plum, coral and cream, with soft shadows between the sheets",
    ),
}


def paint(canvas: Canvas, mood: str) -> str:
    tone = MOODS[mood]
    if mood in ("papercut", "reef"):
        _papercut(canvas, tone)
    elif mood in ("ebru", "suminagashi"):
        _marbled(canvas, tone, combed=mood == "ebru")
    else:
        _agate(canvas, tone)
    return f"{tone.words}."


def _agate(canvas: Canvas, tone: Mood) -> None:
    middle = canvas.away(canvas.between(0.35, 0.65), canvas.aspect * canvas.between(0.38, 0.62))
    shape = (
        middle * np.float32(2.2)
        + canvas.soft(1.4, 2.6, 4) * np.float32(0.3)
        + canvas.soft(5, 2.2, 4) * np.float32(0.03)
    )
    bands = shape * np.float32(canvas.between(3.5, 5.5))
    fine = noise.line(canvas.random, 2048, 40, 0.55)
    index = np.clip(bands * 150, 0, 2047).astype(np.int32)
    tables = canvas.random.permutation(len(tone.inks))
    colours = ramp(*[tone.inks[i] for i in np.concatenate([tables, tables])])
    share = (bands / np.float32(5.5) + fine[index] * np.float32(0.035)) % 1
    canvas.sheet[:] = along(colours, share)
    canvas.shade(1 + fine[index] * np.float32(0.07) + canvas.fractal(30, 0.8) * np.float32(0.02))
    heart = smooth(0.42, 0.25, shape)
    crystal = np.abs(canvas.fractal(26, 0.7))
    canvas.lay(
        along(ramp(mix(tone.inks[0], "#ffffff", 0.3), "#ffffff"), np.clip(crystal * np.float32(0.6), 0, 1)),
        heart * np.float32(0.85),
    )
    rim = smooth(2.25, 2.32, shape + canvas.soft(8, 1.6, 2) * np.float32(0.02))
    canvas.lay("#efece6", rim)
    crust = smooth(2.12, 2.22, shape) * (1 - rim)
    canvas.shade(1 - crust * np.float32(0.5))
    canvas.glow("#ffffff", np.exp(-canvas.away(0.2, 0.1) * 3) * np.float32(0.14))


def _marbled(canvas: Canvas, tone: Mood, combed: bool) -> None:
    bend, lift = canvas.soft(1.5, 2.4, 4), canvas.soft(1.5, 2.4, 4)
    x = canvas.x + bend * np.float32(0.05)
    y = canvas.y + lift * np.float32(0.05)
    if combed:
        teeth = canvas.count(5, 9)
        y = y + np.float32(0.075) * np.abs(((x * teeth) % 1) * 2 - 1) * np.where(np.floor(x * teeth) % 2 == 0, 1, -1)
        y = y + np.float32(0.03) * np.sin(x * np.float32(2 * np.pi * teeth))
        level = y * np.float32(canvas.between(5, 8)) + bend * np.float32(0.5)
    else:
        level = np.full((canvas.height, canvas.width), np.float32(0))
        for _ in range(canvas.count(3, 5)):
            px, py = canvas.between(0.1, 0.9), canvas.between(0.1, 0.9) * canvas.aspect
            level = np.maximum(
                level,
                np.float32(canvas.between(0.8, 1.5))
                - np.hypot(x - np.float32(px), y - np.float32(py)) * np.float32(2.3),
            )
        level = level * np.float32(canvas.between(4, 6)) + lift * np.float32(0.15)
    step = np.floor(level * 2)
    inside = level * 2 - step
    order = canvas.random.integers(0, len(tone.inks), 64)
    if not combed:
        order = np.arange(64) % len(tone.inks)
    palette = np.array([rgb(ink) for ink in tone.inks])
    one, other = palette[order[step.astype(np.int32) % 64]], palette[order[(step.astype(np.int32) + 1) % 64]]
    down, over = np.gradient(level * 2)
    edge = np.hypot(down, over) + np.float32(1e-4)
    share = np.clip((inside - 1) / edge + np.float32(0.8), 0, 1)
    canvas.sheet[:] = one + (other - one) * share[..., None]
    vein = np.exp(-(((inside - np.float32(0.5)) / np.float32(0.07)) ** 2)) * (
        np.float32(0.5) if combed else np.float32(0.18)
    )
    canvas.lay(tone.inks[2] if combed else tone.inks[3], vein)
    canvas.shade(1 + canvas.fractal(60, 0.5) * np.float32(0.02))


def _papercut(canvas: Canvas, tone: Mood) -> None:
    spread = canvas.soft(1.3, 2.5, 4)
    pull = canvas.away(canvas.between(0.3, 0.7), canvas.aspect * canvas.between(0.35, 0.65))
    height = spread * np.float32(0.42) + pull * np.float32(2.0)
    levels = np.quantile(height[::16, ::16], np.linspace(0, 1, len(tone.inks) + 1)[1:-1])
    canvas.fill(tone.inks[0])
    paper = 1 + canvas.soft(40, 0.6, 2) * np.float32(0.012)
    for ink, level in zip(tone.inks[1:], levels, strict=True):
        own = height + canvas.soft(2.5, 2.4, 4) * np.float32(0.05)
        down, over = np.gradient(own)
        edge = np.hypot(down, over) + np.float32(1e-5)
        cover = np.clip((own - np.float32(level)) / edge + np.float32(0.5), 0, 1)
        step = canvas.width // 90
        fall = noise.blurred(np.roll(np.roll(cover, step * 2, 0), step, 1), canvas.width / 70)
        canvas.shade(1 - fall * (1 - cover) * np.float32(0.55))
        canvas.lay(np.clip(rgb(ink) * paper[..., None], 0, 1), cover)
        bright = np.clip(cover - np.roll(np.roll(cover, 2, 0), 2, 1), 0, 1)
        canvas.glow("#ffffff", bright * np.float32(0.3))
