"""Opaque page cursors: the sort key of the last item examined, as URL-safe text."""

import base64
import binascii
from typing import Any

import msgspec

from server.kit.problems import Invalid

BIGINT_MAX = 2**63 - 1


def encode(*key: int | str) -> str:
    return base64.urlsafe_b64encode(msgspec.msgpack.encode(key)).rstrip(b"=").decode()


def decode(cursor: str, *types: type[Any]) -> tuple[Any, ...]:
    """The key inside. Raises `Invalid("cursor")` for what `encode` did not make with such types."""
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        key = msgspec.msgpack.decode(raw, type=tuple[types])  # type: ignore[valid-type]
    except (binascii.Error, ValueError, msgspec.MsgspecError):
        raise foreign() from None
    if any(isinstance(part, int) and not -BIGINT_MAX <= part <= BIGINT_MAX for part in key):
        raise foreign()
    return key


def foreign() -> Invalid:
    return Invalid("cursor", "This page marker is not one of ours; start from the first page.")
