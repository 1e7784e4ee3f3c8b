"""Opens a picture from a stranger: one loader per kind, header first, pixels later. Runs in the child alone."""

from io import SEEK_END, FileIO
from typing import Final

import pillow_heif
import pyvips
from pillow_heif import options as heif_options

from server.media.kinds import PictureKind
from server.media.refusals import Refusal

TRUNCATED_WORDS: Final = (
    "premature end",
    "truncated",
    "end of file",
    "unexpected end",
    "eof",
    "read error",
    "insufficient",
)
"""How the libraries tell a missing end from other damage."""
MEMORY_WORDS: Final = ("out of memory", "unable to allocate", "cannot allocate", "memory allocation")


class Refused(Exception):
    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


def allow_listed_loaders_only() -> None:
    """libvips carries loaders for forty formats, some able to read other files; five stay."""
    pyvips.operation_block_set("VipsForeignLoad", True)
    for loader in ("Jpeg", "Png", "Webp", "Heif", "Nsgif"):
        pyvips.operation_block_set(f"VipsForeignLoad{loader}", False)
    pyvips.cache_set_max(0)
    heif_options.DECODE_THREADS = 1
    heif_options.THUMBNAILS = False
    heif_options.DEPTH_IMAGES = False
    heif_options.AUX_IMAGES = False


def open_picture(file: FileIO, kind: PictureKind, max_pixels: int, width: int) -> pyvips.Image:
    """The first frame, not yet turned upright. Only its header has been read, except for HEIC.

    A JPEG or WebP of four times `width` and more comes shrunk, but at least twice as wide; `wide` and `high` in the
    metadata are what the file says.
    """
    if kind == "gif":
        _check_size(*_gif_size(file), max_pixels)
    if kind == "webp":
        _check_length(file)
    if kind == "heic":
        return _open_heic(file, max_pixels)
    image = _load(file, kind)
    _check_size(image.width, image.height, max_pixels)
    wide, high = image.width, image.height
    factor = _shown_width(image) / width
    if kind == "jpeg" and factor >= 4:
        # libvips's own rule: the decoder's coarse shrink stops at twice the target, a fine resize does the rest.
        image = _load(file, kind, shrink=8 if factor >= 16 else 4 if factor >= 8 else 2)
    elif kind == "webp" and factor >= 4:
        image = _load(file, kind, scale=2 / factor)
    image = image.copy()
    image.set_type(pyvips.GValue.gint_type, "wide", wide)
    image.set_type(pyvips.GValue.gint_type, "high", high)
    return image


def exif_of(file: FileIO, kind: PictureKind, max_pixels: int) -> bytes:
    """The file's EXIF as it stands there; nothing is decoded. Empty when there is none. Raises as `open_picture`."""
    if kind == "gif":
        return b""
    if kind == "webp":
        _check_length(file)
    if kind == "heic":
        file.seek(0)
        return pillow_heif.open_heif(file).info.get("exif") or b""
    image = _load(file, kind)
    _check_size(image.width, image.height, max_pixels)
    return bytes(image.get("exif-data")) if image.get_typeof("exif-data") else b""


def refusal_of(error: Exception) -> Refusal:
    """Which refusal an error of a decoding library stands for."""
    words = str(error).lower()
    if isinstance(error, MemoryError) or any(word in words for word in MEMORY_WORDS):
        return "picture-too-large"
    if isinstance(error, EOFError) or any(word in words for word in TRUNCATED_WORDS):
        return "picture-truncated"
    return "picture-unreadable"


def _load(file: FileIO, kind: PictureKind, **options: float) -> pyvips.Image:
    file.seek(0)
    source = pyvips.Source.new_from_descriptor(file.fileno())
    loader = {"avif": "heif"}.get(kind, kind)
    load = getattr(pyvips.Image, f"{loader}load_source")
    image: pyvips.Image = load(source, access="sequential", fail_on="truncated", **options)
    return image


def _shown_width(image: pyvips.Image) -> int:
    turned = image.get_typeof("orientation") != 0 and image.get("orientation") >= 5
    width: int = image.height if turned else image.width
    return width


def _check_size(wide: int, high: int, max_pixels: int) -> None:
    if wide < 1 or high < 1:
        raise Refused("picture-unreadable")
    if wide * high > max_pixels:
        raise Refused("picture-too-large")


def _check_length(file: FileIO) -> None:
    """RIFF tells the length of the whole; libwebp does not say which damage it has met."""
    file.seek(4)
    told = int.from_bytes(file.read(4), "little") + 8
    if told > file.seek(0, SEEK_END):
        raise Refused("picture-truncated")


def _gif_size(file: FileIO) -> tuple[int, int]:
    """Pixels that the first frame needs. Its loader would abort the process for want of memory instead of failing."""
    file.seek(0)
    head = file.read(1024 * 1024)
    wide, high = int.from_bytes(head[6:8], "little"), int.from_bytes(head[8:10], "little")
    at = 13 + (3 << ((head[10] & 7) + 1) if len(head) > 10 and head[10] & 0x80 else 0)
    while at < len(head) and head[at] == 0x21:
        at += 2
        while at < len(head) and head[at]:
            at += head[at] + 1
        at += 1
    if at + 10 > len(head) or head[at] != 0x2C:
        raise Refused("picture-unreadable" if len(head) == 1024 * 1024 else "picture-truncated")
    left, top, frame_wide, frame_high = (int.from_bytes(head[at + i : at + i + 2], "little") for i in (1, 3, 5, 7))
    return max(wide, left + frame_wide), max(high, top + frame_high)


def _open_heic(file: FileIO, max_pixels: int) -> pyvips.Image:
    """HEVC, which libvips's wheel cannot decode. libheif turns it upright; EXIF's word does not count here."""
    file.seek(0)
    picture = pillow_heif.open_heif(file, convert_hdr_to_8bit=True)
    wide, high = picture.size
    _check_size(wide, high, max_pixels)
    bands = len(picture.mode)
    interpretation = "b-w" if bands <= 2 else "srgb"
    image = pyvips.Image.new_from_memory(picture.data, wide, high, bands, "uchar").copy(interpretation=interpretation)
    if picture.premultiplied_alpha:
        image = image.unpremultiply().cast("uchar")
    if profile := picture.info.get("icc_profile"):
        image.set_type(pyvips.GValue.blob_type, "icc-profile-data", profile)
    image.set_type(pyvips.GValue.gint_type, "wide", wide)
    image.set_type(pyvips.GValue.gint_type, "high", high)
    return image
