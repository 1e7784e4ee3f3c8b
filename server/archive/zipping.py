"""A ZIP that is stored while it is being written: nobody ever holds more of it than a part and a chunk."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from datetime import datetime
from typing import Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from server.archive import store

FILE_MODE: Final = 0o644 << 16
EARLIEST: Final = (1980, 1, 1, 0, 0, 0)


class Parts:
    """The end into which `zipfile` writes: a file that cannot seek, passed on in parts of one size."""

    def __init__(self, folder: str) -> None:
        self.size = 0
        self._folder = folder
        self._number = 0
        self._held = bytearray()

    def write(self, data: bytes) -> int:
        self._held += data
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        """What is not a whole part yet stays."""

    def close(self) -> None:
        """`Zipped.close` does it."""

    async def pass_on(self, *, all_of_it: bool = False) -> None:
        while len(self._held) >= store.PART_BYTES or (all_of_it and self._held):
            part = bytes(memoryview(self._held)[: store.PART_BYTES])
            await store.put(self._folder, self._number, part)
            del self._held[: len(part)]
            self._number += 1


class Zipped:
    """A ZIP on its way into a folder of the store, file after file."""

    def __init__(self, folder: str, now: datetime) -> None:
        self.now = now
        """When it was begun."""
        self._parts = Parts(folder)
        self._zip = ZipFile(self._parts, "w")

    async def add(
        self, name: str, chunks: AsyncIterator[bytes], at: datetime, *, size: int | None = None, pack: bool = False
    ) -> bool:
        """Writes one file. False, and nothing written, when its bytes are not there (`FileNotFoundError`).

        `size` in bytes where it is known; `pack` for what gets smaller by it, unlike pictures.
        """
        try:
            first = await anext(chunks, b"")
        except FileNotFoundError:
            return False
        info = ZipInfo(name, max(at.timetuple()[:6], EARLIEST))
        info.compress_type = ZIP_DEFLATED if pack else ZIP_STORED
        info.external_attr = FILE_MODE
        info.file_size = size or 0
        with self._zip.open(info, "w", force_zip64=size is None) as entry:
            await asyncio.to_thread(entry.write, first)
            async for chunk in chunks:
                await self._parts.pass_on()
                await asyncio.to_thread(entry.write, chunk)
        await self._parts.pass_on()
        return True

    async def close(self) -> int:
        """Writes the table of contents and what is left. Returns the size of the whole in bytes."""
        await asyncio.to_thread(self._zip.close)
        await self._parts.pass_on(all_of_it=True)
        return self._parts.size


async def in_chunks(texts: Iterable[bytes]) -> AsyncIterator[bytes]:
    for text in texts:
        yield text
