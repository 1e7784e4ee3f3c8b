"""The best there is of somebody's media: the original while it is kept, else the widest variant or the whole video."""

from collections.abc import Sequence

from asyncpg import Record
from msgspec import Struct

from server.media import store
from server.media.archiving import queries
from server.media.kinds import kind_of

SUFFIXES = {"jpeg": "jpg"}
"""Kind of a file -> how its name ends, where that is not the kind itself."""


class File(Struct, frozen=True):
    suffix: str
    """Without the dot."""
    keys: list[str]
    """In the blob store; one after the other they are the file."""
    size: int
    """In bytes."""


class Kept(Struct, frozen=True):
    file: File
    poster: File | None = None
    """Of a video."""


async def of(owner_id: int, media_ids: Sequence[int]) -> dict[int, Kept]:
    """Media of which something is stored, by their ids; nothing of anyone else's."""
    found = {row["id"]: _kept(row) for row in await queries.stored(owner_id, list(media_ids))}
    return {media_id: kept for media_id, kept in found.items() if kept}


def _kept(row: Record) -> Kept | None:
    still = File("webp", [store.variant_key(row["sha256"])], row["bytes"]) if row["sha256"] else None
    if row["parts"]:
        kind = kind_of(row["head"]) or "bin"
        file: File | None = File(SUFFIXES.get(kind, kind), row["parts"], row["length"])
    elif row["mp4_bytes"] is not None:
        file = File("mp4", [store.video_key(row["folder"], "video.mp4")], row["mp4_bytes"])
    else:
        file = still
    return Kept(file, still if row["kind"] == "video" and file is not still else None) if file else None
