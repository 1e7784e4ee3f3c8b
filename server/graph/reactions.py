"""What follows from changed ties."""

from server.accounts import service as accounts
from server.accounts.events import AccountErased
from server.graph import service, ties, visibility
from server.graph.events import (
    Blocked,
    Followed,
    FollowRequested,
    FollowRequestEnded,
    Muted,
    Unblocked,
    Unfollowed,
    Unmuted,
)
from server.live import service as live
from shared.live import TieChanged


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


async def push_changed_ties(
    events: list[Followed] | list[FollowRequested] | list[FollowRequestEnded] | list[Unfollowed],
) -> None:
    """To who is connected and may know. Nobody is told of a block or of what it ends, nor of people who are hidden."""
    told = {pair for event in events for pair in _told(event)}
    listening = await live.listening({reader_id for reader_id, _ in told})
    shown = await accounts.authors({other_id for reader_id, other_id in told if reader_id in listening})
    hidden = {reader_id: (await visibility.standing(reader_id)).hidden for reader_id in listening}
    await live.push_all(
        [
            (reader_id, "relationship", TieChanged(handle=shown[other_id].handle))
            for reader_id, other_id in sorted(told)
            if reader_id in listening and other_id in shown and other_id not in hidden[reader_id]
        ]
    )


def _told(event: Followed | FollowRequested | FollowRequestEnded | Unfollowed) -> tuple[tuple[int, int], ...]:
    """Pairs of a reader and the other person, whose doing it may have been."""
    to_followee = event.followee_id, event.follower_id
    if isinstance(event, FollowRequested | FollowRequestEnded) or (isinstance(event, Followed) and not event.accepted):
        return (to_followee,)
    return to_followee, (event.follower_id, event.followee_id)


async def forget_ties_of_erased(events: list[AccountErased]) -> None:
    await ties.forget_ties({event.user_id for event in events})


async def count_reach(events: list[Followed] | list[Unfollowed]) -> None:
    await service.count_reach([event.followee_id for event in events])
