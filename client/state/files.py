"""Which files may come in, told in words before anyone picks, and judged by name and size before a byte is sent."""

from typing import Final

from shared.media import Limits, MediaKind, Quota
from shared.ui.words import counted, listed, size

TYPES: Final[dict[str, str]] = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "gif": "image/gif",
    "heic": "image/heic",
    "heif": "image/heif",
    "avif": "image/avif",
    "bmp": "image/bmp",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "svg": "image/svg+xml",
    "mp4": "video/mp4",
    "m4v": "video/mp4",
    "mov": "video/quicktime",
    "webm": "video/webm",
    "mkv": "video/x-matroska",
    "avi": "video/x-msvideo",
    "wmv": "video/x-ms-wmv",
    "flv": "video/x-flv",
    "mpg": "video/mpeg",
    "mpeg": "video/mpeg",
    "3gp": "video/3gpp",
}
_NAMES: Final[dict[str, str]] = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WebP",
    "image/gif": "GIF",
    "image/heic": "HEIC",
    "image/avif": "AVIF",
    "video/mp4": "MP4",
    "video/quicktime": "MOV",
    "video/webm": "WebM",
    "video/x-matroska": "MKV",
}


def type_of(name: str) -> str:
    """The media type that the ending promises; empty for an ending nobody knows."""
    return TYPES.get(name.rpartition(".")[2].lower(), "")


def kind_of(name: str) -> MediaKind:
    return "video" if type_of(name).startswith("video/") else "picture"


def refusal(name: str, length: int, limits: Limits | None, quota: Quota | None) -> str:
    """Why a file of so many bytes cannot come in, in words for people; empty when it can, as far as one sees."""
    if limits is None:
        return ""
    kind = type_of(name)
    if kind and kind not in (*limits.photo_types, *limits.video_types):
        return f"{name} is not a kind of file that can be shown here."
    most = limits.video_max_bytes if kind_of(name) == "video" else limits.photo_max_bytes
    if length > most:
        return f"{name} is {size(length)}. The most is {size(most)}."
    if quota and quota.bytes_used + length > quota.bytes_max:
        return f"{name} is {size(length)}, and only {size(max(quota.bytes_max - quota.bytes_used, 0))} are left to you."
    if quota and kind_of(name) == "video" and quota.video_seconds_today >= quota.video_seconds_max:
        return f"{name} has to wait: today’s {_minutes(quota.video_seconds_max)} of video are used up."
    return ""


def rules(limits: Limits, quota: Quota | None) -> list[str]:
    """Everything that is accepted, a sentence each: photos, videos, how many, what is left."""
    pixels = limits.photo_max_pixels // 1_000_000
    told = [f"Photos: {_kinds(limits.photo_types)}, up to {size(limits.photo_max_bytes)} and {pixels} megapixels."]
    if limits.video_types:
        frame = f"{limits.video_max_pixels / 1_000_000:.1f}".removesuffix(".0")
        told.append(
            f"Videos: {_kinds(limits.video_types)}, {limits.video_min_seconds:g} s to "
            f"{_minutes(limits.video_max_seconds)}, up to {size(limits.video_max_bytes)}, {frame} megapixels a frame."
        )
    told.append(f"Up to {limits.post_items_max} in one post. Place and camera data are removed.")
    if quota:
        room = size(max(quota.bytes_max - quota.bytes_used, 0))
        left = _minutes(max(quota.video_seconds_max - quota.video_seconds_today, 0))
        told.append(f"You have {room} left, and {left} of video today.")
    return told


def _kinds(types: list[str]) -> str:
    return listed([_NAMES[kind] for kind in dict.fromkeys(types) if kind in _NAMES], "or")


def _minutes(seconds: float) -> str:
    return f"{round(seconds)} s" if seconds < 120 else counted(round(seconds / 60), "minute", "minutes")
