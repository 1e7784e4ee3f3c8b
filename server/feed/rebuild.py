"""The feed computed from PostgreSQL: what a timeline is rebuilt from, and what lies below its oldest entry."""

from server.feed import queries, timeline
from server.kit import cursors, resources

FIRST_SHARE = 8
"""Each author is first asked for this many times the average share."""
TRIES = 3


async def newest(user_id: int, before: int | None, count: int, *, without_celebrities: bool = False) -> list[bytes]:
    """Exactly the newest `count` entries of the reader's feed below the id `before`, newest first, in one statement.

    Celebrities are left out whose posts are pulled and not pushed.
    """
    below = cursors.BIGINT_MAX if before is None else before
    found = await queries.newest_followed(user_id, below, count, FIRST_SHARE, without_celebrities=without_celebrities)
    return [timeline.entry(post_id, author_id) for post_id, author_id in found]


async def rebuild(user_id: int) -> bool:
    """Makes the reader's timeline whole, without celebrities whose posts every page pulls.

    Returns False when somebody was followed or left while it was at it, again and again.
    """
    for _ in range(TRIES):
        version = await timeline.version(user_id)
        entries = await newest(user_id, None, resources.settings().timeline_length, without_celebrities=True)
        if await timeline.store(user_id, entries, version):
            return True
    return False
