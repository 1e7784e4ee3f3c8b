"""Where archives lie in the blob store: in parts of one size, each a blob of its own.

So a worker that is killed leaves nothing but blobs that a listing finds, and no upload that only the store knows of.
"""

import re
import secrets
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Final

import obstore

from server.archive import queries
from server.kit import resources
from server.media import store as blobs

PART_BYTES: Final = 8 * 1024 * 1024
PIECE_BYTES: Final = 1024 * 1024
"""Read and passed on at once."""
PREFIX: Final = "archives"
FOLDER: Final = re.compile(r"[0-9a-f]{32}", re.ASCII)
AGE: Final = timedelta(days=1)
"""Younger blobs may belong to an attempt that is still at work."""


def new_folder() -> str:
    return secrets.token_hex(16)


def key(folder: str, number: int) -> str:
    return f"{PREFIX}/{folder}/{number:06d}"


async def put(folder: str, number: int, data: bytes) -> None:
    await obstore.put_async(resources.blobs(), key(folder, number), data, use_multipart=False)


async def read(folder: str, start: int, end: int) -> AsyncIterator[bytes]:
    """The bytes from `start` to before `end`, in pieces. Raises `FileNotFoundError`."""
    while start < end:
        number, inside = divmod(start, PART_BYTES)
        until = min(inside + PIECE_BYTES, inside + end - start, PART_BYTES)
        piece = await obstore.get_range_async(resources.blobs(), key(folder, number), start=inside, end=until)
        yield bytes(piece)
        start += until - inside


async def delete(folder: str) -> None:
    """All parts that are there; of an empty name nothing."""
    if not folder:
        return
    if not FOLDER.fullmatch(folder):
        raise ValueError(f"no folder of an archive: {folder!r}")
    async for page in blobs.listed(f"{PREFIX}/{folder}"):
        await blobs.delete([item["path"] for item in page])


async def sweep_orphans() -> int:
    """Deletes the blobs of attempts that no row names any more. Returns how many went."""
    count = 0
    async for page in blobs.listed(PREFIX):
        before = datetime.now(UTC) - AGE
        old = {item["path"]: item["path"].split("/")[1] for item in page if item["last_modified"] < before}
        kept = await queries.named(list(set(old.values()))) if old else set()
        orphans = [path for path, folder in old.items() if folder not in kept]
        await blobs.delete(orphans)
        count += len(orphans)
    return count
