"""What media do when something happens elsewhere."""

from server.accounts import service as accounts
from server.accounts.events import PrivacyChanged, ProfilePictureDropped, StandingChanged
from server.kit import outbox, resources
from server.media import delivery, service
from server.media.events import VideoCompleted
from server.media.vision.events import AnalysisWanted


async def let_go_of_profile_pictures(events: list[ProfilePictureDropped]) -> None:
    for event in events:
        if not await accounts.shows_picture(event.user_id, event.media_id):
            await service.discard(event.media_id, "profile")


async def have_whole_videos_analysed(events: list[VideoCompleted]) -> None:
    """Of the poster alone nobody can tell what a video shows; its strip is there by now."""
    if resources.settings().vision:
        for event in events:
            await outbox.emit(AnalysisWanted(media_id=event.media_id))


async def ask_again_who_may_load(events: list[PrivacyChanged] | list[StandingChanged]) -> None:
    delivery.forget()
