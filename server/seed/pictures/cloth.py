"""Woven cloth, tartans, knitting and quilts."""

from typing import NamedTuple

import numpy as np

from server.seed.pictures import noise
from server.seed.pictures.canvas import Canvas, smooth
from server.seed.pictures.colour import mix, rgb


class Mood(NamedTuple):
    yarns: tuple[str, ...]
    words: str


SCALE = 0.85

MOODS = {
    "tartan": Mood(
        ("#1f3d36", "#8c2a2a", "#e2d3b0", "#1a1f2b", "#c98f3a"), "Woven tartan in green, red, ochre and cream"
    ),
    "indigo": Mood(
        ("#1d2f55", "#3f6595", "#e9e4d6", "#8fa9c4"), "A hand-woven indigo and white check, threads visible"
    ),
    "knit": Mood(("#e8dcc6", "#b5523f", "#34525c", "#d9a441"), "Knitted stitches with a band of coloured pattern"),
    "moor": Mood(("#6f7f6a", "#c9b798", "#7a4a5c", "#39454a"), "Knitting in heather, moss and oat-coloured wool"),
    "quilt": Mood(
        ("#c8573f", "#e9b455", "#2f6068", "#f0e6d2", "#8a9a5b", "#41334c"),
        "A patchwork quilt of triangles in warm colours",
    ),
    "amish": Mood(
        ("#20304a", "#7a2f45", "#2f6f6b", "#b5623a", "#4a3a66"),
        "A quilt of deep blue, plum and rust squares and triangles",
    ),
}


def paint(canvas: Canvas, mood: str) -> str:
    tone = MOODS[mood]
    if mood in ("tartan", "indigo"):
        _woven(canvas, tone)
    elif mood in ("knit", "moor"):
        _knitted(canvas, tone)
    else:
        _quilted(canvas, tone)
    _folds(canvas)
    return f"{tone.words}."


def _folds(canvas: Canvas) -> None:
    tilt = canvas.between(-1, 1)
    bend = np.sin(
        (canvas.x + canvas.y * np.float32(tilt)) * np.float32(canvas.between(4, 9))
        + canvas.soft(1, 2.6, 8) * np.float32(0.8)
    )
    canvas.shade(np.float32(0.95) + bend * np.float32(0.09))


def _sett(canvas: Canvas, tone: Mood, count: int) -> np.ndarray:
    """The order of the coloured threads, mirrored about its middle as tartans are."""
    half: list[int] = []
    while len(half) < 44:
        half += [canvas.count(0, len(tone.yarns) - 1)] * canvas.one_of((2, 2, 4, 6, 10, 14))
    sett = half + half[::-1]
    return np.array(sett)[np.arange(count) % len(sett)]


def _woven(canvas: Canvas, tone: Mood) -> None:
    threads = canvas.count(110, 170)
    u, v = canvas.x * np.float32(threads), canvas.y * np.float32(threads)
    column, row = np.floor(u).astype(np.int32), np.floor(v).astype(np.int32)
    palette = np.array([rgb(yarn) for yarn in tone.yarns])
    sett = _sett(canvas, tone, threads * 2)
    warp, weft = palette[sett[column[0]]], palette[sett[row[:, 0] % sett.size]]
    over = ((column + row) % 4) < 2
    colour = np.where(over[..., None], warp[None, :, :], weft[:, None, :])
    round_warp = np.sin((u % 1) * np.float32(np.pi)) + 0 * v
    round_weft = np.sin((v % 1) * np.float32(np.pi)) + 0 * u
    light = np.where(over, round_warp, round_weft)
    canvas.sheet[:] = colour * (np.float32(0.52) + np.float32(0.55) * light)[..., None]
    canvas.shade(1 + canvas.fractal(120, 0.2) * np.float32(0.05))


def _knitted(canvas: Canvas, tone: Mood) -> None:
    stitches = canvas.count(34, 48)
    wide = np.float32(stitches)
    high = np.float32(stitches * 1.25)
    u = canvas.x * wide
    column = np.floor(u).astype(np.int32)
    inside = u - column - np.float32(0.5)
    # a stitch is a V: both legs lean towards the middle line
    v = canvas.y * high + np.abs(inside) * np.float32(1.15)
    row = np.floor(v).astype(np.int32)
    leg = np.abs(np.abs(inside) - np.float32(0.25)) / np.float32(0.25)
    height = v - row
    body = np.sqrt(np.clip(1 - leg**2 * np.float32(0.9), 0, 1)) * np.sqrt(
        np.clip(1 - ((height - np.float32(0.5)) * np.float32(1.7)) ** 2, 0.05, 1)
    )
    palette = np.array([rgb(yarn) for yarn in tone.yarns])
    chart = _chart(canvas, int(canvas.aspect * high) + 4, len(tone.yarns))
    ink = chart[np.clip(row, 0, chart.shape[0] - 1), (column % chart.shape[1]) + 0 * row]
    ply = np.sin((height * 2 + leg * np.sign(inside)) * np.float32(7)) * np.float32(0.08)
    fuzz = canvas.fractal(150, 0.25) * np.float32(0.05)
    canvas.sheet[:] = palette[ink] * (np.float32(0.34) + np.float32(0.68) * body + ply + fuzz)[..., None]


def _chart(canvas: Canvas, rows: int, colours: int) -> np.ndarray:
    """Which yarn each stitch is knitted with: plain rows, and bands of small mirrored motifs."""
    chart = np.zeros((rows, 12), np.int64)
    at = canvas.count(1, 5)
    while at < rows - 12:
        kind, ink = canvas.count(0, 3), canvas.count(1, colours - 1)
        if kind == 0:
            chart[at : at + 2] = ink
            at += 2 + canvas.count(2, 5)
            continue
        size = canvas.one_of((5, 7, 9, 11))
        for y in range(size):
            for x in range(12):
                dx, dy = abs(x - 6), abs(y - size // 2)
                mark = (
                    (dx + dy == size // 2) or (dx + dy < size // 4)
                    if kind == 1
                    else ((x + y) % 4 == 0 or (x - y) % 4 == 0)
                    if kind == 2
                    else (dx <= dy and dy % 2 == 0)
                )
                chart[at + y, x] = ink if mark else 0
        at += size + canvas.count(2, 7)
    return chart


def _quilted(canvas: Canvas, tone: Mood) -> None:
    blocks = canvas.count(4, 7)
    u, v = canvas.x * np.float32(blocks), canvas.y * np.float32(blocks)
    column, row = (
        np.floor(u).astype(np.int32) + 0 * v.astype(np.int32),
        np.floor(v).astype(np.int32) + 0 * u.astype(np.int32),
    )
    iu, iv = u - np.floor(u) + 0 * v, v - np.floor(v) + 0 * u
    scheme = canvas.count(0, 2)
    period = canvas.one_of((2, 4))
    turn = canvas.random.integers(0, 4, (period, period)) if scheme else np.array([[0, 1], [3, 2]])
    way = turn[row % turn.shape[0], column % turn.shape[1]]
    first = np.where(way == 0, iu + iv < 1, np.where(way == 1, iu > iv, np.where(way == 2, iu + iv > 1, iu < iv)))
    tables = canvas.random.integers(0, len(tone.yarns), (2, 24, 24))
    if scheme == 0:
        tables[1] = tables[1, 0, 0]
    ink = np.where(first, tables[0][row % 24, column % 24], tables[1][row % 24, column % 24])
    palette = np.array([rgb(mix(yarn, "#ffffff", canvas.between(0, 0.12))) for yarn in tone.yarns])
    canvas.sheet[:] = palette[ink]
    prints = np.sin(canvas.x * np.float32(300)) * np.sin(canvas.y * np.float32(300)) > np.float32(0.82)
    canvas.shade(1 - prints * (ink % 2 == 0) * np.float32(0.22))
    diagonal = np.where(way % 2 == 0, np.abs(iu + iv - 1), np.abs(iu - iv))
    seam = np.minimum(np.minimum(np.minimum(iu, 1 - iu), np.minimum(iv, 1 - iv)), diagonal * np.float32(0.7))
    puff = smooth(0, 0.16, seam)
    canvas.shade(np.float32(0.72) + np.float32(0.3) * puff + canvas.soft(9, 1.6, 2) * np.float32(0.03))
    stitch = np.exp(-(((seam - np.float32(0.06)) / np.float32(0.007)) ** 2)) * (np.sin((u + v) * np.float32(42)) > 0)
    canvas.lay("#f5ecd9", stitch * np.float32(0.6))
    canvas.shade(1 + canvas.fractal(130, 0.25) * np.float32(0.035))
    canvas.sheet[:] = noise.blurred(canvas.sheet, 0.6)
