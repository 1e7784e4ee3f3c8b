"""How a push is written: once, as open JSON that lacks its id, and at the gateway as one frame for all who get it."""

from typing import Any

import msgspec

from shared.live import PushKind


def opened(kind: PushKind, data: Any) -> bytes:
    """JSON of a `shared.live.Push` up to its id."""
    return b'{"kind":"%b","data":%b' % (kind.encode(), msgspec.json.encode(data))


def closed(opened_push: bytes, push_id: bytes = b"") -> bytes:
    return b'%b,"id":"%b"}' % (opened_push, push_id) if push_id else opened_push + b"}"


def frame(text: bytes) -> bytes:
    """The text as one unmasked WebSocket frame (RFC 6455, 5.2), the same bytes for every line that it goes to."""
    size = len(text)
    if size < 126:
        return b"\x81%c%b" % (size, text)
    if size < 1 << 16:
        return b"\x81\x7e%b%b" % (size.to_bytes(2, "big"), text)
    return b"\x81\x7f%b%b" % (size.to_bytes(8, "big"), text)
