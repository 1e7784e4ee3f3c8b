"""One decode, several WebP pictures: upright, sRGB, without metadata. Runs in the child alone."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import FileIO
from math import ceil
from typing import Final

import blurhash
import pyvips
from PIL import Image

from server.media.decoder import looks
from server.media.decoder.opening import open_picture
from server.media.decoder.wire import Answer, Made, StoredName, Task
from shared.looks import PLAIN
from shared.media import VariantName

SQUARE: Final = 320
WIDTHS: Final[dict[VariantName, int]] = {"w640": 640, "w1080": 1080, "w1440": 1440}
HEIGHT_MAX: Final = 8192
"""No variant is higher; WebP itself ends at 16,383 pixels."""
QUALITY: Final = 82
EFFORT: Final = 4
HASH_PIXELS: Final = 32

BASE_WIDTH: Final = 1080

Variant = tuple[StoredName, pyvips.Image]


def make(file: FileIO, task: Task) -> tuple[Answer, list[bytes]]:
    """The answer and the bytes of its variants. Raises `Refused` and what the decoding libraries raise."""
    widest = max(WIDTHS.values())
    crop = task.look.crop
    opened = open_picture(file, task.kind, task.max_pixels, round(widest / (crop.width if crop else 1)))
    wide, high = upright_size(opened)
    turned = (high, wide) if task.look.turn in (90, 270) else (wide, high)
    left = looks.cut_box(*turned, crop, task.ratio)[2:]
    scale = min(1.0, widest / left[0], HEIGHT_MAX / left[1])
    # Rounded up both ways, so that the side that is short of pixels decides.
    upright = to_srgb(opened.thumbnail_image(ceil(wide * scale), height=ceil(high * scale), size="down")).copy_memory()
    del opened
    whole = looks.coloured(looks.cut(upright, task.look, task.ratio), task.look).copy_memory()
    variants = list(cut(whole))
    if task.look != PLAIN or left != (wide, high):
        variants.append(("base", fit(upright, BASE_WIDTH).copy_memory()))
    del upright
    with ThreadPoolExecutor(2) as pool:
        encoded = list(pool.map(lambda variant: encode(variant[1]), reversed(variants)))[::-1]
    made = [
        Made(name, image.width, image.height, len(data)) for (name, image), data in zip(variants, encoded, strict=True)
    ]
    return Answer(peak_mb=0, width=left[0], height=left[1], blurhash=placeholder(whole), made=made), encoded


def upright_size(opened: pyvips.Image) -> tuple[int, int]:
    wide, high = opened.get("wide"), opened.get("high")
    turned = opened.get_typeof("orientation") != 0 and opened.get("orientation") >= 5
    return (high, wide) if turned else (wide, high)


def fit(image: pyvips.Image, width: int) -> pyvips.Image:
    """Upright and at most `width` wide; never larger than it was."""
    return image.thumbnail_image(width, height=HEIGHT_MAX, size="down")


def to_srgb(image: pyvips.Image) -> pyvips.Image:
    """8 bits a channel. A profile that does not fit its picture is ignored, as browsers do."""
    if image.get_typeof("icc-profile-data"):
        try:
            image = image.icc_transform("srgb", embedded=True, intent="relative", black_point_compensation=True)
        except pyvips.Error:
            image = image.copy()
            image.remove("icc-profile-data")
    return image.colourspace("srgb").cast("uchar")


def cut(whole: pyvips.Image) -> Iterator[Variant]:
    """The square, then every width up to the first that holds the picture in its own size."""
    side = min(SQUARE, whole.width, whole.height)
    yield "square", whole.thumbnail_image(side, height=side, crop="attention").copy_memory()
    held = 0
    for name, width in WIDTHS.items():
        if held < whole.width:
            yield name, fit(whole, width).copy_memory()
        held = width


def encode(image: pyvips.Image) -> bytes:
    data: bytes = image.webpsave_buffer(Q=QUALITY, effort=EFFORT, smart_subsample=True, keep="none")
    return data


def placeholder(whole: pyvips.Image) -> str:
    """Blurhash of 4 x 3 components, 3 x 4 for an upright picture; transparent parts count as white."""
    small = whole.thumbnail_image(HASH_PIXELS, height=HASH_PIXELS, size="force")
    if small.hasalpha():
        small = small.flatten(background=255)
    rgb = Image.frombytes("RGB", (small.width, small.height), small.cast("uchar").write_to_memory())
    across, down = (4, 3) if whole.width >= whole.height else (3, 4)
    text: str = blurhash.encode(rgb, x_components=across, y_components=down)
    return text
