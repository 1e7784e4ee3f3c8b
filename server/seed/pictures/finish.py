"""From a painted sheet to a picture as a camera hands it over: vignette, grain, 8 bits."""

from functools import cache

import numpy as np
import pyvips

from server.seed.pictures.canvas import Canvas
from server.seed.pictures.colour import Floats

GRAIN = 0.012
"""Deviation of the film grain, of full light. It also keeps smooth skies from banding."""
VIGNETTE = 0.12
"""How much the corners lose."""


def developed(canvas: Canvas, width: int, height: int) -> pyvips.Image:
    """The sheet as 8-bit sRGB of exactly `width` x `height`. Uses the sheet up."""
    sheet = canvas.sheet
    over = (canvas.x - np.float32(0.5)) ** 2
    down = ((canvas.y - np.float32(canvas.aspect / 2)) / np.float32(canvas.aspect)) ** 2
    sheet *= (1 - np.float32(VIGNETTE) * np.clip((over + down) * 2 - np.float32(0.1), 0, 1))[..., None]
    sheet *= np.float32(255)
    np.clip(sheet, 0, 255, out=sheet)
    image = _image(sheet.astype(np.uint8))
    if (canvas.width, canvas.height) != (width, height):
        image = image.resize(width / canvas.width, vscale=height / canvas.height, kernel="linear")
        image = image.gravity("centre", width, height, extend="copy")
    return _grained(np.array(image.numpy()), canvas.random)


def _grained(pixels: np.typing.NDArray[np.uint8], random: np.random.Generator) -> pyvips.Image:
    """One noisy tile, repeated from a random corner."""
    height, width = pixels.shape[:2]
    tile = _tile()
    down, over = (int(by) for by in random.integers(0, tile.shape[0], 2))
    repeats = (height // tile.shape[0] + 1, width // tile.shape[1] + 1)
    grain = np.tile(np.roll(tile, (down, over), (0, 1)), repeats)[:height, :width, None]
    # saturating steps in 8 bits: first up, then down
    lifted = pixels + np.minimum(grain.clip(0).astype(np.uint8), 255 - pixels)
    return _image(lifted - np.minimum((-grain).clip(0).astype(np.uint8), lifted))


def _image(pixels: np.typing.NDArray[np.uint8]) -> pyvips.Image:
    height, width = pixels.shape[:2]
    image = pyvips.Image.new_from_memory(pixels.data, width, height, 3, "uchar")
    return image.copy(interpretation="srgb")


@cache
def _tile() -> np.typing.NDArray[np.int16]:
    rough: Floats = np.random.default_rng(7).standard_normal((512, 512)).astype(np.float32)
    grains = (rough + np.roll(rough, 1, 0) + np.roll(rough, 1, 1) + np.roll(rough, (1, 1), (0, 1))) / 2
    return np.rint(grains * np.float32(GRAIN * 255)).astype(np.int16)
