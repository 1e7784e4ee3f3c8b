"""Where people's devices load media from: immutable addresses, signed and short-lived ones for what is not public."""

import hashlib
import hmac
import time
from typing import Final

from server.kit import resources

SIGNATURE_BYTES: Final = 16
MASTER: Final = "master.m3u8"
"""Path of a video's master playlist in its folder."""


def picture(digest: bytes, *, signed: bool = False) -> str:
    """Absolute. The same for ever, or for half the life of a signed link."""
    name = f"{digest.hex()}.webp"
    return f"{_origin()}/{_token(digest.hex())}/{name}" if signed else f"{_origin()}/{name}"


def video(folder: str, path: str, *, signed: bool = False) -> str:
    """Absolute. What a playlist names relative to itself is covered by the same signature."""
    name = f"video/{folder}/{path}"
    return f"{_origin()}/{_token(folder)}/{name}" if signed else f"{_origin()}/{name}"


def is_signed(address: str) -> bool:
    return address.startswith(f"{_origin()}/signed/")


def seconds_to_keep() -> int:
    """So long may an answer with signed addresses be kept: they work at least as long after that."""
    return resources.settings().media_link_minutes * 15


def seconds_left(token: str, subject: str) -> int | None:
    """How long the token still opens `subject`, which is a picture's hex digest or a video's folder.

    0 when its time is over; None when it was never made for that.
    """
    expires, _, signature = token.partition("-")
    if not (expires.isascii() and expires.isdecimal() and len(expires) < 12):
        return None
    if not hmac.compare_digest(_signature(expires, subject).encode(), signature.encode()):
        return None
    return max(int(expires) - int(time.time()), 0)


def _origin() -> str:
    return f"{resources.settings().media_origin}/media"


def _token(subject: str) -> str:
    # Rounded to half its life, so that the same picture keeps its address, and its place in a cache, for a while.
    half = resources.settings().media_link_minutes * 30
    expires = str((int(time.time()) // half + 2) * half)
    return f"signed/{expires}-{_signature(expires, subject)}"


def _signature(expires: str, subject: str) -> str:
    secret = resources.settings().secret.encode()
    message = f"vitrine:media-link:{expires}:{subject}".encode()
    return hmac.new(secret, message, hashlib.sha256).hexdigest()[: 2 * SIGNATURE_BYTES]
