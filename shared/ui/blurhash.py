"""BlurHash placeholders as tiny PNG files, made without any imaging library so that they work on a phone too.

Source of the format: blurha.sh, algorithm version 1.
"""

import math
import struct
import zlib
from functools import lru_cache
from typing import Final

_DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~"
_VALUE: Final = {digit: value for value, digit in enumerate(_DIGITS)}
_STEPS: Final = 1024
_NEUTRAL: Final = (0xE8, 0xE3, 0xD9)
Color = tuple[float, float, float]


def _number(text: str) -> int:
    value = 0
    for digit in text:
        value = value * 83 + _VALUE[digit]
    return value


def _to_linear(channel: int) -> float:
    share = channel / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def _to_srgb(share: float) -> int:
    curved = share * 12.92 if share <= 0.0031308 else 1.055 * share ** (1 / 2.4) - 0.055
    return round(curved * 255)


_SRGB: Final = bytes(_to_srgb(step / _STEPS) for step in range(_STEPS + 1))


def _components(blurhash: str) -> tuple[int, int, list[Color]]:
    """Columns, rows and the cosine factors, first the mean colour. Raises on anything that is no BlurHash."""
    size = _number(blurhash[0])
    columns, rows = size % 9 + 1, size // 9 + 1
    if len(blurhash) != 4 + 2 * columns * rows:
        raise ValueError("wrong length")
    loudest = (_number(blurhash[1]) + 1) / 166
    mean = _number(blurhash[2:6])
    factors: list[Color] = [(_to_linear(mean >> 16), _to_linear(mean >> 8 & 255), _to_linear(mean & 255))]
    for at in range(6, len(blurhash), 2):
        packed = _number(blurhash[at : at + 2])
        steps = (packed // 361, packed // 19 % 19, packed % 19)
        red, green, blue = (math.copysign(((step - 9) / 9) ** 2, step - 9) * loudest for step in steps)
        factors.append((red, green, blue))
    return columns, rows, factors


@lru_cache(maxsize=64)
def _waves(count: int, length: int) -> list[list[float]]:
    return [[math.cos(math.pi * wave * at / length) for wave in range(count)] for at in range(length)]


def _pixel(channel: float) -> int:
    return _SRGB[min(max(int(channel * _STEPS + 0.5), 0), _STEPS)]


def _rows(blurhash: str, width: int, height: int) -> bytes:
    """Unfiltered PNG scan lines. Sums the vertical waves once per line, which leaves little to do per pixel."""
    columns, rows, factors = _components(blurhash)
    lines = bytearray()
    across = _waves(columns, width)
    for down in _waves(rows, height):
        line = [
            tuple(
                sum(down[row] * factors[row * columns + column][channel] for row in range(rows)) for channel in range(3)
            )
            for column in range(columns)
        ]
        lines.append(0)
        for waves in across:
            for channel in range(3):
                lines.append(_pixel(sum(wave * part[channel] for wave, part in zip(waves, line, strict=True))))
    return bytes(lines)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _png(width: int, height: int, lines: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(lines, 6)) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@lru_cache(maxsize=4096)
def placeholder(blurhash: str, width: int = 16, height: int = 20) -> bytes:
    """A PNG of that many pixels, about 1 KB; plain paper colour when the text is no BlurHash."""
    try:
        lines = _rows(blurhash, width, height)
    except (KeyError, IndexError, ValueError):
        lines = (b"\0" + bytes(_NEUTRAL) * width) * height
    return _png(width, height, lines)
