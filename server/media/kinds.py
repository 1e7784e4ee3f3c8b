"""What a file is, told by its first bytes alone: names and declared types are never believed."""

from typing import Final, Literal, TypeAlias

PictureKind = Literal["jpeg", "png", "webp", "gif", "heic", "avif"]
VideoKind = Literal["mp4", "mov", "webm", "mkv"]
Kind: TypeAlias = PictureKind | VideoKind

HEAD_BYTES: Final = 128
"""So many first bytes are enough for `kind_of`."""

PICTURE_TYPES: Final[dict[PictureKind, str]] = {
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "gif": "image/gif",
    "heic": "image/heic",
    "avif": "image/avif",
}
VIDEO_TYPES: Final[dict[VideoKind, str]] = {
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "webm": "video/webm",
    "mkv": "video/x-matroska",
}

AVIF_BRANDS: Final = frozenset({b"avif", b"avis"})
HEIC_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
MOV_BRAND: Final = b"qt  "
MP4_BRANDS: Final = (b"iso", b"mp4", b"avc", b"M4V", b"3gp", b"3g2", b"dash", b"cmf", b"hvc", b"hev", b"av01", b"MSNV")
"""Beginnings of brands: `iso` stands for `isom` to `isoc`, `3gp` for `3gp4` to `3gp9`."""
OLD_MOV_ATOMS: Final = frozenset({b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"})
"""What a QuickTime file may begin with instead of `ftyp`."""
EBML: Final = b"\x1aE\xdf\xa3"
EBML_DOCTYPE: Final = b"\x42\x82"
DOCTYPES: Final[dict[bytes, VideoKind]] = {b"webm": "webm", b"matroska": "mkv"}


def kind_of(head: bytes) -> Kind | None:
    """The kind of picture or video that starts with `head`, or None for anything else."""
    return picture_kind_of(head) or video_kind_of(head)


def picture_kind_of(head: bytes) -> PictureKind | None:
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


def video_kind_of(head: bytes) -> VideoKind | None:
    if head[4:8] == b"ftyp":
        major, *others = _brands(head)
        if MOV_BRAND in (major, *others) and not major.startswith(MP4_BRANDS):
            return "mov"
        return "mp4" if any(brand.startswith(MP4_BRANDS) for brand in (major, *others)) else None
    if head[4:8] in OLD_MOV_ATOMS:
        return "mov"
    if head.startswith(EBML):
        return DOCTYPES.get(_doctype(head))
    return None


def _heif_kind(head: bytes) -> PictureKind | None:
    """ISO/IEC 23008-12: the major brand may be the general `mif1`; the compatible brands then name the codec."""
    major, *others = _brands(head)
    if major == MOV_BRAND:
        return None
    if AVIF_BRANDS & {major, *others}:
        return "avif"
    if HEIC_BRANDS & {major, *others}:
        return "heic"
    return None


def _brands(head: bytes) -> list[bytes]:
    """Of an `ftyp` box: the major brand, then the compatible ones as far as they are in `head`."""
    length = min(int.from_bytes(head[:4], "big"), len(head))
    return [head[8:12], *(head[at : at + 4] for at in range(16, length - 3, 4))]


def _doctype(head: bytes) -> bytes:
    """RFC 8794: an id, a length whose own length is told by its leading zeros, a string that may end in zeros."""
    at = head.find(EBML_DOCTYPE) + len(EBML_DOCTYPE)
    if at < len(EBML_DOCTYPE) or at >= len(head):
        return b""
    size = head[at]
    if not size & 0x80:
        return b""
    return head[at + 1 : at + 1 + (size & 0x7F)].rstrip(b"\0")
