"""What the live line does when something happens elsewhere."""

from server.accounts.events import AccountErased
from server.kit import resources
from server.live import streams


async def forget_streams_of_erased(events: list[AccountErased]) -> None:
    user_ids = [event.user_id for event in events]
    await resources.pipe().run(
        ("DEL", *[streams.key(user_id) for user_id in user_ids]), ("ZREM", streams.CONNECTED, *user_ids)
    )
