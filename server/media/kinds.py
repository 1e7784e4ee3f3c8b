"""What a file is, told by its first bytes alone: names and declared types are never believed."""

from typing import Final, Literal

Kind = Literal["jpeg", "png", "webp", "gif", "heic", "avif"]

HEAD_BYTES: Final = 64
"""So many first bytes are enough for `kind_of`."""

MEDIA_TYPES: Final[dict[Kind, str]] = {
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "gif": "image/gif",
    "heic": "image/heic",
    "avif": "image/avif",
}

AVIF_BRANDS: Final = frozenset({b"avif", b"avis"})
HEIC_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})


def kind_of(head: bytes) -> Kind | None:
    """The kind of picture that starts with `head`, or None for anything else."""
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[4:8] == b"ftyp":
        return _heif_kind(head)
    return None


def _heif_kind(head: bytes) -> Kind | None:
    """ISO/IEC 23008-12: the major brand may be the general `mif1`; the compatible brands then name the codec."""
    length = min(int.from_bytes(head[:4], "big"), len(head))
    brands = {head[8:12]} | {head[at : at + 4] for at in range(16, length - 3, 4)}
    if brands & AVIF_BRANDS:
        return "avif"
    if brands & HEIC_BRANDS:
        return "heic"
    return None
