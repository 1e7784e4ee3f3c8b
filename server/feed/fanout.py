"""Fan-out: a new post goes into the timelines of its author's followers."""

from datetime import UTC, datetime, timedelta

from server.feed import celebrities, queries, timeline
from server.graph import service as graph
from server.kit import resources
from server.live import service as live

BATCH = 2000
"""Followers read from PostgreSQL at a time."""


async def fan_out(post_id: int, author_id: int) -> int:
    """Pushes below the celebrity threshold; above it nothing is pushed. Doing it again adds nothing twice.

    Returns how many timelines were pushed to. People not seen within `active_days` are left out: their timelines are
    rebuilt when they return.
    """
    if await queries.is_celebrity(author_id):
        await _tell_who_is_there(author_id)
        return 0
    new = timeline.entry(post_id, author_id)
    since = datetime.now(UTC) - timedelta(days=resources.settings().active_days)
    after = pushed = 0
    while followers := await graph.follower_batch(author_id, after, BATCH, since):
        await timeline.push(followers, new)
        await live.nudge(followers, "new_posts", {})
        pushed += len(followers)
        after = followers[-1]
    return pushed


async def _tell_who_is_there(author_id: int) -> None:
    """A celebrity's followers who are connected; its cost is that of the connected ones, however many follow."""
    async for some in live.connected():
        if followers := await graph.followers_among(author_id, some):
            await live.nudge(followers, "new_posts", {})


async def promote(author_id: int) -> None:
    """Makes the author a celebrity once the threshold is reached."""
    threshold = resources.settings().celebrity_threshold
    if await graph.follower_count(author_id, threshold) >= threshold and await queries.make_celebrity(author_id):
        await celebrities.announce_after_commit(author_id)
