"""The long work of machine vision, in a tier of its own: slow or gone, it holds up nobody else."""

from server.kit import resources
from server.kit.jobs import job
from server.media.vision import service
from server.media.vision.events import AnalysisWanted


@job(tier="ml", tries=3, timeout=60)
async def analyse_media(event: AnalysisWanted) -> None:
    if resources.settings().vision:
        await service.analyse(event.media_id)
