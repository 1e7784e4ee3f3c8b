"""The long work of archives."""

from server.archive import making
from server.archive.events import ArchiveWanted
from server.kit.jobs import job


async def _give_up(event: ArchiveWanted) -> None:
    await making.give_up(event.user_id, event.archive_id)


@job(tier="archive", tries=4, timeout=6 * 3600, lost=_give_up)
async def make_archive(event: ArchiveWanted) -> None:
    await making.make(event.user_id, event.archive_id)


async def sweep() -> None:
    await making.sweep()
