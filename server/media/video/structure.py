"""Whether the outermost boxes of a video are whole, told without any library. Runs in the child."""

from io import SEEK_END, FileIO
from typing import Final

from server.media.kinds import VideoKind
from server.media.refusals import Refusal

BOXES_MAX: Final = 100_000
"""A fragmented file of ten minutes has a few thousand."""
INDEX_BYTES_MAX: Final = 64 * 1024 * 1024
"""Of `moov`, the tables of a whole film."""
EBML_ID: Final = 0x1A45DFA3
SEGMENT_ID: Final = 0x18538067
VOID_ID: Final = 0xEC


def refusal_of(file: FileIO, kind: VideoKind) -> Refusal | None:
    """`video-truncated` when its end is missing, `video-unreadable` when there are no boxes at all."""
    size = file.seek(0, SEEK_END)
    refusal = _matroska(file, size) if kind in ("webm", "mkv") else _iso(file, size)
    file.seek(0)
    return refusal


def _iso(file: FileIO, size: int) -> Refusal | None:
    """ISO/IEC 14496-12: a length of 32 bits, a name, and for length 1 another length of 64 bits."""
    at, has_index = 0, False
    for _ in range(BOXES_MAX):
        if at == size:
            return None if has_index else "video-truncated"
        file.seek(at)
        head = file.read(16)
        length, name = int.from_bytes(head[:4], "big"), head[4:8]
        if length == 1:
            length = int.from_bytes(head[8:16], "big")
        elif length == 0:
            length = size - at
        if has_index and name == b"\0\0\0\0":
            # Some cameras pad the end of the file with zeros.
            return None
        if len(head) < 8 or at + length > size:
            return "video-truncated"
        if length < 8 or (name == b"moov" and length > INDEX_BYTES_MAX):
            return "video-unreadable"
        has_index |= name == b"moov"
        at += length
    return "video-unreadable"


def _matroska(file: FileIO, size: int) -> Refusal | None:
    """RFC 9559: one header, then one segment, whose length may be unknown when it was recorded live."""
    at = 0
    for _ in range(16):
        file.seek(at)
        head = file.read(16)
        identifier, id_length = _number(head, keep_marker=True)
        length, length_length = _number(head[id_length:])
        if identifier not in (EBML_ID, SEGMENT_ID, VOID_ID) or not length_length:
            return "video-unreadable" if at + 16 < size else "video-truncated"
        unknown = length == (1 << 7 * length_length) - 1
        at += id_length + length_length
        if identifier == SEGMENT_ID:
            return None if unknown or at + length <= size else "video-truncated"
        at += length
    return "video-unreadable"


def _number(head: bytes, *, keep_marker: bool = False) -> tuple[int, int]:
    """A number of variable length (RFC 8794) and how many bytes it takes; 0 bytes when it is none."""
    if not head or not head[0]:
        return 0, 0
    length = 9 - head[0].bit_length()
    number = int.from_bytes(head[:length], "big")
    return (number if keep_marker else number & ((1 << 7 * length) - 1)), length if len(head) >= length else 0
