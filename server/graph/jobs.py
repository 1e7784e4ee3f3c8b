"""Long work on the graph."""

from server.accounts.events import PrivacyChanged
from server.graph import service
from server.kit import database
from server.kit.jobs import job


@job(tier="fanout")
async def accept_waiting(event: PrivacyChanged) -> None:
    """Who waited at an account that went public follows it from now on."""
    accepted = 0 if event.private else service.ACCEPTED_AT_ONCE
    while accepted == service.ACCEPTED_AT_ONCE:
        async with database.transaction():
            accepted = await service.accept_waiting(event.user_id)
