"""What grows beside the ZIP until its turn comes: a file on the disk that vanishes with whoever made it."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Final, Self

CHUNK_BYTES: Final = 1024 * 1024


class Spool:
    """To be used in a `with`, which closes it."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="vitrine-archive-")  # noqa: SIM115

    async def write(self, data: bytes) -> None:
        await asyncio.to_thread(self._file.write, data)

    async def chunks(self) -> AsyncIterator[bytes]:
        """All that was written, from the beginning."""
        self._file.seek(0)
        while chunk := await asyncio.to_thread(self._file.read, CHUNK_BYTES):
            yield chunk

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
