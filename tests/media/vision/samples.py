"""Photographs that come inside an installed package, and scenes painted by the seed, as our own variants."""

import io
from functools import cache
from pathlib import Path

import obstore
import pyvips
import skimage.data
from PIL import Image, ImageDraw

from server.kit import database, ids, resources
from server.media import store
from server.media.decoder import variants
from server.media.vision import frames
from server.media.vision.frames import Source
from server.media.vision.models import Frame
from server.seed import pictures

PHOTOGRAPHS = Path(skimage.data.__file__).parent
FACE = (0.44, 0.23)
"""The middle of the astronaut's face, in shares of the picture."""


@cache
def photograph(name: str) -> pyvips.Image:
    """`astronaut`, `chelsea` (a cat), `coffee`, `rocket`, `camera` (a man from the side), `motorcycle_left` …"""
    path = next(path for path in PHOTOGRAPHS.iterdir() if path.stem == name and path.suffix in (".png", ".jpg"))
    return variants.to_srgb(pyvips.Image.new_from_file(str(path)))


@cache
def painting(name: str, width: int = 480) -> pyvips.Image:
    return pictures.take(name, 1, "square", width).image


def first_mood(scene: str) -> str:
    return f"{scene}/{next(iter(pictures.SCENES[scene].moods))}"


def image_of(pixels: Frame) -> pyvips.Image:
    return pyvips.Image.new_from_array(pixels).copy(interpretation="srgb")


def webp(image: pyvips.Image) -> bytes:
    return variants.encode(image)


def frame(image: pyvips.Image) -> Frame:
    """The pixels that the models would see of it."""
    return frames.decoded(Source(b""), webp(image), b"")[0]


def jpeg_again(image: pyvips.Image, width: int, quality: int) -> pyvips.Image:
    """As others would send it on: resized and compressed once more."""
    smaller = image.thumbnail_image(width)
    return pyvips.Image.new_from_buffer(smaller.jpegsave_buffer(Q=quality), "")


def fitting(image: pyvips.Image, width: int, height: int) -> pyvips.Image:
    return image.thumbnail_image(width, height=height, crop="centre").copy_memory()


async def store_file(key: str, data: bytes) -> None:
    await obstore.put_async(resources.blobs(), key, data)


def drawn(number: int) -> Image.Image:
    """A picture that every version of every library draws alike: no noise, no resampling, no lossy file."""
    image = Image.new("RGB", (300 + 37 * number, 260 + 23 * number), (20 + 9 * number, 60, 200 - 11 * number))
    draw = ImageDraw.Draw(image)
    for i in range(12):
        x, y = (i * 53 * (number + 2)) % image.width, (i * 31 * (number + 3)) % image.height
        colour = ((i * 67 + number * 40) % 256, (i * 91) % 256, (i * 29 + number * 80) % 256)
        draw.rectangle((x, y, x + 30 + 9 * i, y + 20 + 7 * (i % 5)), fill=colour)
    return image


def lossless(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "WEBP", lossless=True)
    return out.getvalue()


async def shown(owner_id: int, *images: pyvips.Image) -> int:
    """A ready media with these as its variants w640 and square, stored as they would be."""
    media_id = ids.new_id()
    await database.execute(
        "INSERT INTO media (id, owner_id, state, width, height, blurhash, ready_at)"
        " VALUES ($1, $2, 'ready', $3, $4, 'LEHV6nWB2yk8pyo0adR*.7kCMdnj', now())",
        media_id,
        owner_id,
        images[0].width,
        images[0].height,
    )
    await show(media_id, *images)
    return media_id


async def show(media_id: int, *images: pyvips.Image) -> None:
    """Puts these in the place of the media's variants."""
    await database.execute("DELETE FROM media_variants WHERE media_id = $1", media_id)
    for name, image in zip(("w640", "square"), images, strict=False):
        data = webp(image)
        await store.put_variants([(store.digest_of(data), data)])
        await database.execute(
            "INSERT INTO media_variants (media_id, name, sha256, width, height, bytes) VALUES ($1, $2, $3, $4, $5, $6)",
            media_id,
            name,
            store.digest_of(data),
            image.width,
            image.height,
            len(data),
        )
