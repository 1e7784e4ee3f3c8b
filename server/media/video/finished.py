"""What has come out of the encoder: the files of one rendition, and what a master playlist tells of them."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from msgspec import Struct

PLAYLIST: Final = "index.m3u8"
INIT: Final = "init.mp4"
AAC_LC: Final = "mp4a.40.2"


class Finished(Struct, frozen=True):
    """`seconds` is how long it plays, `bitrate` its average and `peak` that of its largest segment, in bit/s."""

    segments: tuple[str, ...]
    seconds: float
    bitrate: int
    peak: int
    codecs: str
    bytes: int

    @property
    def files(self) -> tuple[str, ...]:
        """The playlist last: whoever finds it finds all that it names."""
        return (INIT, *self.segments, PLAYLIST)


def read(folder: Path, *, sound: bool) -> Finished:
    """Raises `ValueError` for a rendition that is not whole, and `FileNotFoundError`."""
    lines = (folder / PLAYLIST).read_text().splitlines()
    lasts = [float(line[8:].rstrip(",")) for line in lines if line.startswith("#EXTINF:")]
    segments = named_in(folder)[1:]
    if not segments or len(lasts) != len(segments) or lines[-1] != "#EXT-X-ENDLIST":
        raise ValueError(f"{folder.name} is not whole")
    sizes = [(folder / segment).stat().st_size for segment in segments]
    init = (folder / INIT).read_bytes()
    seconds = sum(lasts)
    return Finished(
        segments=tuple(segments),
        seconds=seconds,
        bitrate=round(sum(sizes) * 8 / seconds),
        peak=max(round(size * 8 / last) for size, last in zip(sizes, lasts, strict=True) if last > 0.1 or size == 0),
        codecs=codecs_of(init, sound=sound),
        bytes=sum(sizes) + len(init) + (folder / PLAYLIST).stat().st_size,
    )


def named_in(folder: Path) -> list[str]:
    """The files that its playlist names."""
    lines = (folder / PLAYLIST).read_text().splitlines()
    return [INIT, *(line for line in lines if line and not line.startswith("#"))]


def codecs_of(init: bytes, *, sound: bool) -> str:
    """RFC 6381: profile, constraints and level stand in the second to fourth byte of `avcC` (ISO/IEC 14496-15)."""
    at = init.find(b"avcC")
    if at < 0:
        raise ValueError("no H.264 in here")
    picture = f"avc1.{init[at + 5 : at + 8].hex()}"
    return f"{picture},{AAC_LC}" if sound else picture


def join(folder: Path, files: Iterable[str], target: Path) -> None:
    """Fragments after their header are a file of their own."""
    with target.open("wb") as whole:
        for name in files:
            if name != PLAYLIST:
                whole.write((folder / name).read_bytes())
