"""Takes the ties of somebody who has left out of everybody's lists and counts. Each is told as if they had ended it."""

from collections.abc import Sequence

from asyncpg import Record

from server.accounts.leaving import Step
from server.graph.erasure import queries
from server.graph.events import CloseFriendsChanged, FollowRequestEnded, Unblocked, Unfollowed, Unmuted
from server.kit import database, outbox

AT_ONCE = 200


async def end_follows(user_id: int) -> bool:
    found = await queries.drop_following(user_id, AT_ONCE)
    await _tell_ended([(user_id, row["other_id"], row) for row in found])
    return len(found) == AT_ONCE


async def lose_followers(user_id: int) -> bool:
    found = await queries.drop_followers(user_id, AT_ONCE)
    await _tell_ended([(row["other_id"], user_id, row) for row in found])
    return len(found) == AT_ONCE


async def _tell_ended(ties: Sequence[tuple[int, int, Record]]) -> None:
    """Of follower, followee and the tie."""
    await outbox.emit_all(
        [
            (Unfollowed if tie["state"] == "following" else FollowRequestEnded)(follower_id, followee_id)
            for follower_id, followee_id, tie in ties
        ]
    )


async def end_blocks(user_id: int) -> bool:
    blocked = await queries.drop_blocks(user_id, AT_ONCE)
    blocked_by = await queries.drop_blocked_by(user_id, AT_ONCE)
    await outbox.emit_all([Unblocked(user_id, other) for other in blocked])
    await outbox.emit_all([Unblocked(other, user_id) for other in blocked_by])
    return AT_ONCE in (len(blocked), len(blocked_by))


async def end_quiet_ties(user_id: int) -> bool:
    """Mutes and close friends, of which only whoever chose them knows."""
    muted_by = await queries.drop_mutes_of(user_id, AT_ONCE)
    close_to = await queries.drop_close_friends_of(user_id, AT_ONCE)
    await outbox.emit_all([Unmuted(other, user_id) for other in muted_by])
    await outbox.emit_all([CloseFriendsChanged(other) for other in close_to])
    own = [await database.delete_some(table, "user_id", user_id, AT_ONCE) for table in ("mutes", "close_friends")]
    return AT_ONCE in (len(muted_by), len(close_to), *own)


STEPS: tuple[Step, ...] = (end_follows, lose_followers, end_blocks, end_quiet_ties)
