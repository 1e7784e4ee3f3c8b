"""Counts of likes and comments: never written by those who like, but folded once a second from what they committed.

Whoever changes a count commits an `Engaged` event with it, due at the next full second. All events of that second meet
in one batch of the relay, which adds their sums to `post_counts` in the transaction that takes them out of the outbox:
each counts exactly once, and a post that thousands like is written once.
"""

import asyncio
import time
from collections.abc import Sequence

from server.kit import outbox
from server.posts.counts import queries
from server.posts.events import Engaged

RECONCILED_AT_ONCE = 200
_due: asyncio.TimerHandle | None = None


async def tell(author_id: int, post_id: int, *, comments: int) -> None:
    """In the transaction that changes the number of comments."""
    await queries.tell_engaged(Engaged([author_id], [post_id], [0], [comments]))
    wake_when_due()


def wake_when_due() -> None:
    """Wakes the relay just after the next full second, for it polls no oftener than that."""
    global _due
    loop = asyncio.get_running_loop()
    if _due is None or _due.cancelled() or _due.when() <= loop.time():
        _due = loop.call_later(1.005 - time.time() % 1, _wake)


def _wake() -> None:
    global _due
    _due = None
    asyncio.get_running_loop().create_task(outbox.wake_relay())


async def fold(events: Sequence[Engaged]) -> None:
    """Adds them all up. Not idempotent: only in the transaction that acknowledges the events."""
    sums: dict[tuple[int, int], tuple[int, int]] = {}
    for event in events:
        for author_id, post_id, likes, comments in zip(
            event.author_ids, event.post_ids, event.likes, event.comments, strict=True
        ):
            before = sums.get((author_id, post_id), (0, 0))
            sums[author_id, post_id] = before[0] + likes, before[1] + comments
    await queries.add_counts([(*post, *total) for post, total in sorted(sums.items())])


async def reconcile() -> int:
    """Compares every count with the rows and corrects it. Returns how many were wrong."""
    wrong, after = 0, (0, 0)
    while found := await queries.counted_posts(*after, RECONCILED_AT_ONCE):
        after = found[-1]
        wrong += await queries.correct_counts(found)
    return wrong
