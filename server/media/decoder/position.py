"""Where a picture was taken, as its EXIF says (JEITA CP-3451, 4.6.6). Runs in the child alone; pixels stay unread."""

import math
from collections.abc import Mapping
from io import FileIO
from typing import Any, Final

from PIL import Image, TiffImagePlugin

from server.media.decoder.opening import exif_of
from server.media.decoder.wire import Task

_NEEDED: Final = TiffImagePlugin
"""What reads EXIF imports it when it is first used, and a child can open no files by then."""
GPS_IFD: Final = 0x8825
LATITUDE_REF, LATITUDE, LONGITUDE_REF, LONGITUDE = 1, 2, 3, 4


def read(file: FileIO, task: Task) -> tuple[float, float] | None:
    """Latitude and longitude in degrees. None for what is not there or is on no globe, and for exactly 0, 0: cameras
    that know nothing write that.
    """
    data = exif_of(file, task.kind, task.max_pixels)
    if not data:
        return None
    exif = Image.Exif()
    exif.load(data)
    gps = exif.get_ifd(GPS_IFD)
    latitude = _degrees(gps, LATITUDE, LATITUDE_REF, "NS", 90)
    longitude = _degrees(gps, LONGITUDE, LONGITUDE_REF, "EW", 180)
    if latitude is None or longitude is None or latitude == longitude == 0:
        return None
    return latitude, longitude


def _degrees(gps: Mapping[int, Any], tag: int, reference: int, signs: str, most: float) -> float | None:
    """Of degrees, minutes and seconds, each a fraction that may have nothing below its line."""
    parts, sign = gps.get(tag), gps.get(reference)
    if not isinstance(parts, tuple) or len(parts) != 3 or not isinstance(sign, str):
        return None
    side = sign[:1].upper()
    if side not in tuple(signs):
        return None
    try:
        degrees, minutes, seconds = (float(part) for part in parts)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    value = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(value) or min(degrees, minutes, seconds) < 0 or value > most:
        return None
    return -value if side == signs[1] else value
