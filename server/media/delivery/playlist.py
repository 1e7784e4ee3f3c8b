"""The master playlist of a video (RFC 8216), written from the renditions that are ready. It grows with them."""

from collections.abc import Sequence

from asyncpg import Record
from msgspec import Struct

HEAD = "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n"


class Master(Struct, frozen=True):
    text: bytes
    whole: bool
    """Whether nothing will be added any more."""


def master(rows: Sequence[Record]) -> Master | None:
    """Of the rows of `queries.ladder`; None while not one rendition is ready. The lowest comes first."""
    ready = sorted((row for row in rows if row["state"] == "ready"), key=lambda row: int(row["name"]))
    if not ready:
        return None
    whole = all(row["state"] in ("ready", "failed") for row in rows)
    return Master((HEAD + "".join(map(_entry, ready))).encode(), whole)


def _entry(row: Record) -> str:
    """Paths are relative, so that a signature in the address of the playlist is in theirs too."""
    attributes = [
        f"BANDWIDTH={max(row['peak'], row['bitrate'])}",
        f"AVERAGE-BANDWIDTH={row['bitrate']}",
        f"RESOLUTION={row['width']}x{row['height']}",
        f"FRAME-RATE={row['rate']:.3f}",
        f'CODECS="{row["codecs"]}"',
    ]
    return f"#EXT-X-STREAM-INF:{','.join(attributes)}\n{row['name']}/index.m3u8\n"
