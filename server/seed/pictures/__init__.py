"""Pictures for a town: real photographs from installed packages, and scenes painted by rule.

Every picture is named `scene/mood`; the same name, seed, shape and width give the same picture.
"""

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any, Final, Literal, NamedTuple

import pyvips

from server.seed.pictures import (
    arches,
    attractor,
    aura,
    aurora,
    balloons,
    birds,
    bloom,
    bowls,
    bread,
    butterflies,
    canyon,
    cats,
    ceramics,
    citrus,
    cloth,
    clouds,
    coast,
    coffee,
    dunes,
    eggs,
    fern,
    fields,
    flow,
    forest,
    grids,
    halftone,
    houses,
    jellyfish,
    koi,
    macarons,
    meadow,
    moire,
    photos,
    pool,
    portraits,
    rain,
    ridges,
    sea,
    skyline,
    space,
    stars,
    stone,
    terrain,
    tiles,
    umbrellas,
    waves,
    windows,
)
from server.seed.pictures.canvas import Canvas
from server.seed.pictures.finish import developed

Shape = Literal["tall", "square", "wide"]

WIDTH: Final = 1440
HEIGHTS: Final[dict[Shape, float]] = {"tall": 5 / 4, "square": 1.0, "wide": 1 / 1.91}
"""Height as a share of the width."""


class Scene(NamedTuple):
    paint: Callable[[Canvas, str], str]
    """Paints one of the moods and returns what can be seen, in a sentence or two."""
    moods: Mapping[str, Any]
    scale: float
    """Painted at this share of the final size: scenes without fine lines look the same and take half the time."""
    width: int
    """Widest that the scene is worth, in pixels."""


class Picture(NamedTuple):
    image: pyvips.Image
    """8-bit sRGB."""
    alt: str


def _scene(module: ModuleType) -> Scene:
    return Scene(module.paint, module.MOODS, getattr(module, "SCALE", 1.0), getattr(module, "WIDTH", WIDTH))


SCENES: Final[dict[str, Scene]] = {
    module.__name__.rpartition(".")[2]: _scene(module)
    for module in (
        arches, attractor, aura, aurora, balloons, birds, bloom, bowls, bread, butterflies, canyon, cats,
        ceramics, citrus, cloth, clouds, coast, coffee, dunes, eggs, fern, fields, flow, forest, grids,
        halftone, houses, jellyfish, koi, macarons, meadow, moire, photos, pool, portraits, rain, ridges, sea,
        skyline, space, stars, stone, terrain, tiles, umbrellas, waves, windows,
    )
}  # fmt: skip


def take(name: str, seed: int, shape: Shape = "tall", width: int = WIDTH) -> Picture:
    """The picture `scene/mood`, at most `width` pixels wide."""
    scene_name, _, mood = name.partition("/")
    scene = SCENES[scene_name]
    width = min(width, scene.width)
    height = round(width * HEIGHTS[shape])
    canvas = Canvas(round(width * scene.scale), round(height * scene.scale), seed)
    alt = scene.paint(canvas, mood)
    return Picture(developed(canvas, width, height), alt)
