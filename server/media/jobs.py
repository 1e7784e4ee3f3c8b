"""The long work of media."""

import logging
from datetime import UTC, datetime, timedelta
from typing import Final

from server.kit import database, ids, resources
from server.kit.jobs import job
from server.media import holdings, orphans, preparing, queries, service, store
from server.media.events import MediaDiscarded, UploadCompleted, VideoUploaded
from server.media.video import queries as video_queries
from server.media.video import transcode

SWEPT_AT_ONCE: Final = 500
log = logging.getLogger(__name__)


@job(tier="media", tries=5, timeout=120)
async def prepare_picture(event: UploadCompleted) -> None:
    await preparing.prepare(event.media_id)


async def _give_up(event: VideoUploaded) -> None:
    await transcode.give_up(event.media_id)


@job(tier="video", tries=5, timeout=8 * 3600, lost=_give_up)
async def prepare_video(event: VideoUploaded) -> None:
    await transcode.transcode(event.media_id)


@job(tier="media", tries=8, timeout=120)
async def delete_blobs(event: MediaDiscarded) -> None:
    await preparing.delete_variants([bytes.fromhex(digest) for digest in event.sha256s])
    for folder in event.folders:
        await store.delete_folder(folder)
    if not await queries.exists(event.media_id):
        await store.delete_original(event.media_id)


async def expire_uploads() -> None:
    """Sweeps uploads whose time is over, media that nobody will prepare any more, and media that nothing shows."""
    for row in await queries.dead_uploads(SWEPT_AT_ONCE):
        if not row["completed_at"]:
            await service.fail(row["media_id"], "upload-expired")
        elif row["kind"] == "video":
            await transcode.give_up(row["media_id"])
        else:
            await service.fail(row["media_id"], "picture-lost")
    for media_id in await video_queries.abandoned(SWEPT_AT_ONCE):
        await transcode.give_up(media_id)
    day = timedelta(hours=resources.settings().upload_expiry_hours)
    for media_id in await queries.unused(ids.at(datetime.now(UTC) - day), SWEPT_AT_ONCE):
        async with database.transaction():
            await service.remove(media_id)


async def sweep_orphans() -> None:
    """Deletes the blobs that no row names, and what was counted for a day that is over."""
    await holdings.forget_videos()
    if count := await orphans.sweep():
        log.warning("%d blobs that no row named are gone", count)
