"""Looks made by libvips: a cut, two tables of tones, one matrix of colours between them, a mask of light.

Every step is data of `shared/looks.py`, so that the composer's preview and the final picture come out the same.
"""

from array import array
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Final

import pyvips

from shared.looks import FILTERS, IDENTITY, STRAIGHT, Box, Curve, Look, Matrix, saturated

STEPS: Final = 4096
"""Tones between the matrix and the second table: 8 bits would show bands in a sky."""
CUT_TOLERANCE: Final = 0.01
FADE_TO: Final = 0.18
"""Black of a picture that is faded all the way."""
EXPOSURE_STOPS: Final = 1.5
"""Brightening at 100; tones are raised in linear light, with the gamma 2.2 of sRGB."""
SAMPLE: Final = 256
"""Side of the small copy in which `enhance` looks for black and white."""
CLIPPED: Final = 0.004
"""Share of the tones at each end that `enhance` lets go."""
LIFT_MAX: Final = 0.25
"""`enhance` takes no tone above this for black, nor one as far below white for white."""

Tone = Callable[[float], float]


def cut(image: pyvips.Image, look: Look, ratio: float) -> pyvips.Image:
    """Turned and cropped; `ratio` (width over height, 0 for its own) takes the middle of what the crop leaves."""
    if look.turn:
        image = image.rot(f"d{look.turn}").copy_memory()
    left, top, wide, high = cut_box(image.width, image.height, look.crop, ratio)
    if (wide, high) == (image.width, image.height):
        return image
    return image.crop(left, top, wide, high)


def cut_box(width: int, height: int, crop: Box | None, ratio: float) -> tuple[int, int, int, int]:
    """Left, top, width and height in pixels of what is left of a turned picture; never empty."""
    left, top, wide, high = 0.0, 0.0, float(width), float(height)
    if crop:
        left, top = min(crop.x, 1) * width, min(crop.y, 1) * height
        wide, high = min(crop.width * width, width - left), min(crop.height * height, height - top)
    wide, high = max(wide, 1.0), max(high, 1.0)
    if ratio and abs(wide / high / ratio - 1) > CUT_TOLERANCE:
        if wide / high > ratio:
            left, wide = left + (wide - high * ratio) / 2, high * ratio
        else:
            top, high = top + (high - wide / ratio) / 2, wide / ratio
    across, down = max(1, min(round(wide), width)), max(1, min(round(high), height))
    return min(round(left), width - across), min(round(top), height - down), across, down


def coloured(image: pyvips.Image, look: Look) -> pyvips.Image:
    """8-bit sRGB in, 8-bit sRGB out; a transparent band passes untouched."""
    if not _changes_colour(look):
        return image
    colours, alpha = (image[:3], image[3:]) if image.bands > 3 else (image, None)
    filter_, strength = FILTERS[look.filter], look.strength / 100
    adjust = _adjustment(look)
    ends = _ends(colours) if look.enhance else ((0.0, 1.0),) * 3
    warm = look.warmth / 100 * 0.12
    before = [
        _table(lambda tone, at=at, gain=gain: adjust(_stretched(tone, *at)) * gain, 256, 1.0)  # type: ignore[misc]
        for at, gain in zip(ends, (1 + warm, 1 + warm * 0.15, 1 - warm), strict=True)
    ]
    matrix = _product(_mixed(filter_.matrix, strength), saturated(1 + look.saturation / 100))
    faded = (1 - (1 - filter_.fade * strength) * (1 - look.fade / 100)) * FADE_TO
    after = [
        _table(lambda tone, curve=curve: faded + (1 - faded) * _follow(curve, strength, tone), STEPS, 255.0)  # type: ignore[misc]
        for curve in (filter_.red, filter_.green, filter_.blue)
    ]
    toned = colours.maplut(_bands(before, 256)).recomb([list(row) for row in matrix])
    toned = (toned * (STEPS - 1)).rint().cast("ushort").maplut(_bands(after, STEPS))
    dark = 1 - (1 - filter_.vignette * strength) * (1 - look.vignette / 100 * 0.7)
    if dark:
        toned = toned * _corners(image.width, image.height, dark)
    result = toned.rint().cast("uchar").copy(interpretation="srgb")
    return result.bandjoin(alpha) if alpha is not None else result


def _changes_colour(look: Look) -> bool:
    shifts = (look.exposure, look.contrast, look.warmth, look.saturation, look.vignette, look.fade)
    return look.enhance or any(shifts) or (look.filter != "none" and look.strength > 0)


def _adjustment(look: Look) -> Tone:
    """Exposure as a gain of light, contrast as a bend around the middle."""
    gain = 2 ** (look.exposure / 100 * EXPOSURE_STOPS / 2.2)
    slope = 1 + look.contrast / 100 * 0.6

    def adjust(tone: float) -> float:
        light = tone * gain
        # The shoulder keeps bright parts from breaking off.
        light = light if light <= 0.8 or gain <= 1 else 0.8 + 0.2 * (1 - 2 ** (-(light - 0.8) / 0.2))
        bent = 0.5 + (light - 0.5) * slope
        return bent if slope <= 1 else _soft(bent)

    return adjust


def _soft(tone: float) -> float:
    """Eases into black and white instead of cutting them off."""
    clipped = min(max(tone, -0.2), 1.2)
    eased = (clipped + 0.2) / 1.4
    return tone * 0.5 + (eased * eased * (3 - 2 * eased)) * 0.5


def _stretched(tone: float, black: float, white: float) -> float:
    return min(max((tone - black) / (white - black), 0.0), 1.0)


def _ends(colours: pyvips.Image) -> tuple[tuple[float, float], ...]:
    """Black and white of each channel: mostly those of the whole picture, a little its own against a cast."""
    small = colours.thumbnail_image(SAMPLE, height=SAMPLE, size="down")
    counts = memoryview(bytes(small.hist_find().cast("uint").write_to_memory())).cast("I")
    own = [_percentiles(counts[band::3]) for band in range(3)]
    black, white = min(low for low, _ in own), max(high for _, high in own)
    return tuple((black * 0.65 + low * 0.35, white * 0.65 + high * 0.35) for low, high in own)


def _percentiles(counts: Sequence[int]) -> tuple[float, float]:
    total = list(accumulate(counts))
    low = next(tone for tone, count in enumerate(total) if count > total[-1] * CLIPPED) / 255
    high = next(tone for tone, count in enumerate(total) if count >= total[-1] * (1 - CLIPPED)) / 255
    return min(low, LIFT_MAX), max(high, 1 - LIFT_MAX)


def _mixed(matrix: Matrix, strength: float) -> Matrix:
    return _rows(lambda i, j: IDENTITY[i][j] + (matrix[i][j] - IDENTITY[i][j]) * strength)


def _product(left: Matrix, right: Matrix) -> Matrix:
    return _rows(lambda i, j: sum(left[i][k] * right[k][j] for k in range(3)))


def _rows(cell: Callable[[int, int], float]) -> Matrix:
    a, b, c = ((cell(i, 0), cell(i, 1), cell(i, 2)) for i in range(3))
    return a, b, c


def _follow(curve: Curve, strength: float, tone: float) -> float:
    """The curve through its points, smooth where they bend (Catmull-Rom), mixed with the straight one."""
    if curve == STRAIGHT:
        return tone
    last = len(curve) - 1
    at = min(int(tone * last), last - 1)
    share = tone * last - at
    p1, p2 = curve[at], curve[at + 1]
    p0 = curve[at - 1] if at else 2 * p1 - p2
    p3 = curve[at + 2] if at + 2 <= last else 2 * p2 - p1
    bent = p1 + share / 2 * (p2 - p0 + share * (2 * p0 - 5 * p1 + 4 * p2 - p3 + share * (3 * (p1 - p2) + p3 - p0)))
    return tone + (bent - tone) * strength


def _table(tone: Tone, steps: int, scale: float) -> list[float]:
    return [min(max(tone(step / (steps - 1)), 0.0), 1.0) * scale for step in range(steps)]


def _bands(tables: list[list[float]], steps: int) -> pyvips.Image:
    values = array("f", (table[step] for step in range(steps) for table in tables))
    return pyvips.Image.new_from_memory(values.tobytes(), steps, 1, 3, "float")


def _corners(width: int, height: int, dark: float) -> pyvips.Image:
    """A mask that is 1 in the middle and 1 - `dark` in the corners."""
    side = 96
    place = pyvips.Image.xyz(side, side).cast("float") / (side - 1) * 2 - 1
    distance = ((place[0] ** 2 + place[1] ** 2) / 2) ** 0.5
    eased = ((distance - 0.35) / 0.65 > 0).ifthenelse((distance - 0.35) / 0.65, 0)
    mask = 1 - dark * eased**2 * (3 - 2 * eased)
    return mask.resize(width / side, vscale=height / side, kernel="linear").crop(0, 0, width, height)
