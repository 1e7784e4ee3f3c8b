"""Pushing to readers who are connected what has changed for them."""

from collections.abc import Sequence

from server.graph import visibility
from server.live import service as live
from server.notifications import queries
from server.notifications.presenting import present
from server.notifications.service import unread_count
from shared.notifications import Unread

TOLD_AT_ONCE = 10
"""Notifications pushed to one reader at a time; of more the latest, and the list has the others."""


async def tell(user_ids: Sequence[int]) -> None:
    """Pushes what is new and the unread count. Whoever is not connected will read it.

    It may be pushed twice, as the same notification; a client that hears of one that it shows replaces it.
    """
    places = await queries.newest(user_ids)
    for user_id in sorted(await live.listening(user_ids)):
        hidden = (await visibility.standing(user_id)).hidden
        rows = await queries.not_told(user_id, hidden, TOLD_AT_ONCE)
        told = reversed(await present(user_id, hidden, rows))
        unread = Unread(count=await unread_count(user_id))
        await live.push_all([(user_id, "notification", one) for one in told] + [(user_id, "unread", unread)])
    await queries.set_told(places)
