"""From a painted sheet to a picture as a camera hands it over: vignette, grain, 8 bits."""

from functools import cache

import numpy as np
import pyvips
from numpy.typing import NDArray

from server.seed.pictures.canvas import BAND, Canvas

GRAIN = 0.012
"""Deviation of the film grain, of full light. It also keeps smooth skies from banding."""
VIGNETTE = 0.12
"""How much the corners lose."""


def developed(canvas: Canvas, width: int, height: int) -> pyvips.Image:
    """The sheet as 8-bit sRGB of exactly `width` x `height`."""
    over = np.repeat((canvas.x - np.float32(0.5)) ** 2, 3, axis=1)
    down = ((canvas.y - np.float32(canvas.aspect / 2)) / np.float32(canvas.aspect)) ** 2
    pixels = np.empty((canvas.height, canvas.width * 3), np.uint8)
    for start in range(0, canvas.height, BAND):
        rows = slice(start, start + BAND)
        light = 1 - np.float32(VIGNETTE) * np.clip((over + down[rows]) * 2 - np.float32(0.1), 0, 1)
        pixels[rows] = np.clip(canvas.sheet[rows].reshape(-1, canvas.width * 3) * light, 0, 1) * np.float32(255)
    image = _image(pixels)
    if (canvas.width, canvas.height) != (width, height):
        image = image.resize(width / canvas.width, vscale=height / canvas.height, kernel="linear")
        image = image.gravity("centre", width, height, extend="copy")
        pixels = np.frombuffer(image.write_to_memory(), np.uint8).reshape(height, width * 3).copy()
    _add_grain(pixels, canvas.random)
    return _image(pixels)


def _add_grain(pixels: NDArray[np.uint8], random: np.random.Generator) -> None:
    """One noisy tile, repeated from a random corner; light that would overflow stays at its bound."""
    tile = _tile()
    down, over = (int(by) for by in random.integers(0, tile.shape[0], 2))
    tile = np.roll(tile, (down, over * 3), (0, 1))
    tile = np.tile(tile, (1, pixels.shape[1] // tile.shape[1] + 1))[:, : pixels.shape[1]]
    up, fall = tile.clip(0).astype(np.uint8), (-tile).clip(0).astype(np.uint8)
    for start in range(0, pixels.shape[0], BAND):
        part = pixels[start : start + BAND]
        grain = slice(start % tile.shape[0], start % tile.shape[0] + part.shape[0])
        part += np.minimum(up[grain], 255 - part)
        part -= np.minimum(fall[grain], part)


def _image(pixels: NDArray[np.uint8]) -> pyvips.Image:
    height, width = pixels.shape
    image = pyvips.Image.new_from_memory(pixels.data, width // 3, height, 3, "uchar")
    return image.copy(interpretation="srgb")


@cache
def _tile() -> NDArray[np.int16]:
    """512 x 512 grains, each three times for the three channels."""
    rough = np.random.default_rng(7).standard_normal((512, 512)).astype(np.float32)
    grains = (rough + np.roll(rough, 1, 0) + np.roll(rough, 1, 1) + np.roll(rough, (1, 1), (0, 1))) / 2
    return np.repeat(np.rint(grains * np.float32(GRAIN * 255)).astype(np.int16), 3, axis=1)
