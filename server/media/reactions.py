"""What media do when something happens elsewhere."""

from server.accounts import service as accounts
from server.accounts.events import PrivacyChanged, ProfilePictureDropped
from server.media import delivery, service


async def let_go_of_profile_pictures(events: list[ProfilePictureDropped]) -> None:
    for event in events:
        if not await accounts.shows_picture(event.user_id, event.media_id):
            await service.discard(event.media_id, "profile")


async def ask_again_who_may_load(events: list[PrivacyChanged]) -> None:
    delivery.forget()
