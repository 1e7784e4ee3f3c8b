"""Between the blob store and a work folder."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import IO, Final

import obstore

from server.kit import resources
from server.media import store
from server.media.video import finished

CHUNK_BYTES: Final = 1024 * 1024


async def fetch(keys: Sequence[str], target: Path) -> None:
    """The whole original. Raises `FileNotFoundError` when a part is gone, and `OSError` when there is no room."""
    with target.open("wb") as file:
        async for chunk in store.read_parts(keys):
            await asyncio.to_thread(file.write, chunk)


async def fetch_rendition(folder: str, name: str, target: Path) -> None:
    """The files of a finished rendition. Raises `FileNotFoundError`."""
    await asyncio.to_thread(target.mkdir, exist_ok=True)
    await _fetch(folder, f"{name}/{finished.PLAYLIST}", target / finished.PLAYLIST)
    for segment in await asyncio.to_thread(finished.named_in, target):
        await _fetch(folder, f"{name}/{segment}", target / segment)


async def chunks(path: Path) -> AsyncIterator[bytes]:
    """A local file, piece by piece."""
    file: IO[bytes]
    with path.open("rb") as file:
        while chunk := await asyncio.to_thread(file.read, CHUNK_BYTES):
            yield chunk


async def _fetch(folder: str, name: str, target: Path) -> None:
    answer = await obstore.get_async(resources.blobs(), store.video_key(folder, name))
    await asyncio.to_thread(target.write_bytes, bytes(await answer.bytes_async()))
