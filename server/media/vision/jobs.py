"""The long work of machine vision, in a tier of its own: slow or gone, it holds up nobody else."""

from server.kit import resources
from server.kit.jobs import job
from server.media.events import MediaReady, VideoCompleted
from server.media.vision import service
from server.media.vision.events import FindingOutdated


@job(tier="ml", tries=3, timeout=60)
async def analyse_media(event: MediaReady) -> None:
    await _analyse(event.media_id)


@job(tier="ml", tries=3, timeout=60)
async def analyse_whole_video(event: VideoCompleted) -> None:
    """Its strip is there by now."""
    await _analyse(event.media_id)


@job(tier="ml", tries=3, timeout=60)
async def analyse_again(event: FindingOutdated) -> None:
    await _analyse(event.media_id)


async def _analyse(media_id: int) -> None:
    if resources.settings().vision:
        await service.analyse(media_id)
