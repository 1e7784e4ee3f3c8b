"""Work on the log that comes round by itself."""

from server.feed.log import partitions, service


async def fold_exposure() -> None:
    """Each minute."""
    await service.fold_exposure()


async def keep_days() -> None:
    """Each hour, and when a worker starts."""
    await partitions.keep()
