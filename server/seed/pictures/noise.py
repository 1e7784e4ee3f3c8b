"""Random fields: clouds, ridges and grain, all float32 with mean 0 and deviation 1 unless said otherwise."""

import numpy as np
import pyvips
from scipy import fft, ndimage

from server.seed.pictures.colour import Floats

Random = np.random.Generator


def fractal(
    random: Random, height: int, width: int, cells: float = 3, slope: float = 1.8, finest: float = 1e9
) -> Floats:
    """Cloudlike noise, periodic in both directions.

    `cells` is the coarsest feature in cycles per width, `finest` the finest; amplitudes fall as frequency ** -slope
    (1.2 is rough, 2.5 is silk).
    """
    shape = (height, width // 2 + 1)
    spectrum = random.standard_normal(shape, np.float32) + 1j * random.standard_normal(shape, np.float32)
    down = fft.fftfreq(height, 1 / height).astype(np.float32)[:, None] * np.float32(width / height)
    over = np.arange(shape[1], dtype=np.float32)[None, :]
    frequency = np.hypot(down, over)
    frequency[0, 0] = 1
    weight = frequency ** np.float32(-slope)
    weight[(frequency < cells * 0.75) | (frequency > finest)] = 0
    field = fft.irfft2((spectrum * weight).astype(np.complex64), s=(height, width))
    return standard(field)


def soft(random: Random, height: int, width: int, cells: float = 3, slope: float = 1.8, shrink: int = 4) -> Floats:
    """As `fractal`, made `shrink` times smaller and enlarged: cheaper, for what has no fine detail."""
    small = fractal(random, max(8, height // shrink), max(8, width // shrink) // 2 * 2, cells, slope)
    return resized(small, height, width)


def line(random: Random, length: int, cells: float = 3, slope: float = 1.4) -> Floats:
    """One-dimensional fractal noise: a skyline, a coast."""
    count = length // 2 + 1
    spectrum = random.standard_normal(count) + 1j * random.standard_normal(count)
    frequency = np.arange(count, dtype=np.float64)
    frequency[0] = 1
    weight = frequency**-slope
    weight[frequency < cells * 0.75] = 0
    return standard(fft.irfft(spectrum * weight, length).astype(np.float32))


def standard(field: Floats) -> Floats:
    field = field - field.mean()
    return np.asarray(field / (field.std() + 1e-9), np.float32)


def unit(field: Floats) -> Floats:
    """Stretched so that its smallest value is 0 and its largest 1."""
    low, high = float(field.min()), float(field.max())
    return np.asarray((field - low) / (high - low + 1e-9), np.float32)


def resized(field: Floats, height: int, width: int, kernel: str = "linear") -> Floats:
    """A field or an RGB array at another size."""
    image = image_of(field).resize(width / field.shape[1], vscale=height / field.shape[0], kernel=kernel)
    if (image.width, image.height) != (width, height):
        image = image.gravity("centre", width, height, extend="copy")
    return np.asarray(image.numpy(), np.float32)


def blurred(field: Floats, radius: float) -> Floats:
    """A Gaussian blur of `radius` pixels; wide ones are done on a smaller copy."""
    height, width = field.shape[:2]
    shrink = int(max(1, min(8, radius / 3)))
    if shrink == 1:
        return np.asarray(ndimage.gaussian_filter(field, (radius, radius, 0)[: field.ndim], truncate=3), np.float32)
    small = resized(field, max(2, height // shrink), max(2, width // shrink))
    small = ndimage.gaussian_filter(
        small, (radius / shrink, radius / shrink, 0)[: field.ndim], mode="nearest", truncate=3
    )
    return resized(np.asarray(small, np.float32), height, width)


def warped(field: Floats, right: Floats, down: Floats) -> Floats:
    """`field` read at displaced places; `right` and `down` are pixels, in the shape of the field."""
    height, width = field.shape[:2]
    x = np.clip(np.arange(width, dtype=np.float32)[None, :] + right, 0, width - 1)
    y = np.clip(np.arange(height, dtype=np.float32)[:, None] + down, 0, height - 1)
    index = image_of(np.ascontiguousarray(np.stack(np.broadcast_arrays(x, y), -1)))
    image = image_of(field).mapim(index, interpolate=pyvips.Interpolate.new("bilinear"))
    return np.asarray(image.numpy(), np.float32)


def image_of(field: Floats) -> pyvips.Image:
    field = np.ascontiguousarray(field, np.float32)
    bands = 1 if field.ndim == 2 else field.shape[2]
    return pyvips.Image.new_from_memory(field.data, field.shape[1], field.shape[0], bands, "float")
