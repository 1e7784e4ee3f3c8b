"""How large a WebP picture is, from its first bytes (RFC 9649)."""


def size_of(content: bytes) -> tuple[int, int] | None:
    """Width and height in pixels; None for what is no WebP."""
    if len(content) < 30 or content[:4] != b"RIFF" or content[8:12] != b"WEBP":
        return None
    chunk = content[12:16]
    if chunk == b"VP8 ":
        return _number(content[26:28]) & 0x3FFF, _number(content[28:30]) & 0x3FFF
    if chunk == b"VP8L":
        packed = _number(content[21:25])
        return (packed & 0x3FFF) + 1, (packed >> 14 & 0x3FFF) + 1
    if chunk == b"VP8X":
        return _number(content[24:27]) + 1, _number(content[27:30]) + 1
    return None


def _number(part: bytes) -> int:
    return int.from_bytes(part, "little")
