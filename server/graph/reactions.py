"""What follows from changed ties."""

from server.graph import service, ties
from server.graph.events import Blocked, Followed, Muted, Unblocked, Unfollowed, Unmuted


async def refresh_ties(
    events: list[Followed] | list[Unfollowed] | list[Blocked] | list[Unblocked] | list[Muted] | list[Unmuted],
) -> None:
    """Forgets the stored ties of all concerned: at once for the next reader, by the relay should that have failed."""
    await ties.forget_ties({user_id for event in events for user_id in _concerned(event)})


def _concerned(event: Followed | Unfollowed | Blocked | Unblocked | Muted | Unmuted) -> tuple[int, ...]:
    match event:
        case Followed() | Unfollowed():
            return (event.follower_id,)
        case Blocked() | Unblocked():
            return event.user_id, event.other_id
        case Muted() | Unmuted():
            return (event.user_id,)


async def count_reach(events: list[Followed] | list[Unfollowed]) -> None:
    await service.count_reach([event.followee_id for event in events])
