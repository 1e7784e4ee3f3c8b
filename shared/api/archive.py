"""The archive of what one has here."""

from shared.api.transport import Transport
from shared.archive import Archive as ArchiveNow


class Archive(Transport):
    async def archive(self) -> ArchiveNow:
        return await self._call("GET", "/me/archive", ArchiveNow)

    async def make_archive(self) -> ArchiveNow:
        """Asks for a new one, which takes the place of the old. Refused (429) within a day of the last."""
        return await self._call("POST", "/me/archive", ArchiveNow)
