"""The long work of media."""

from datetime import UTC, datetime, timedelta
from typing import Final

from server.kit import database, ids, resources
from server.kit.jobs import job
from server.media import preparing, queries, service, store
from server.media.events import MediaDiscarded, UploadCompleted

SWEPT_AT_ONCE: Final = 500


@job(tier="media", tries=5, timeout=120)
async def prepare_picture(event: UploadCompleted) -> None:
    await preparing.prepare(event.media_id)


@job(tier="media", tries=8, timeout=120)
async def delete_blobs(event: MediaDiscarded) -> None:
    await preparing.delete_variants([bytes.fromhex(digest) for digest in event.sha256s])
    await store.delete_original(event.media_id)


async def expire_uploads() -> None:
    """Sweeps uploads whose time is over, pictures that nobody will prepare any more, and media that nothing shows."""
    for row in await queries.dead_uploads(SWEPT_AT_ONCE):
        async with database.transaction():
            await service.fail(row["media_id"], "picture-lost" if row["completed_at"] else "upload-expired")
    day = timedelta(hours=resources.settings().upload_expiry_hours)
    for media_id in await queries.unused(ids.at(datetime.now(UTC) - day), SWEPT_AT_ONCE):
        async with database.transaction():
            await service.remove(media_id)
