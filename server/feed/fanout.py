"""Fan-out: a new post goes into the timelines of its author's followers, and a deleted one out of them."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import UTC, datetime, timedelta

from server.feed import celebrities, queries, stars, timeline
from server.graph import service as graph
from server.kit import ids, lag, resources
from server.live import service as live
from server.posts import queries as posts

BATCH = 2000
"""Followers read from PostgreSQL at a time."""
LAG = "fan-out"
"""Kind of lag: from publishing a post until the last timeline has it."""


async def fan_out(post_id: int, author_id: int) -> int:
    """Pushes below the celebrity threshold; above it nothing is pushed. Doing it again adds nothing twice.

    Returns how many followers were pushed to. A post that is deleted while this runs is taken out again at the end.
    """
    if not await _is_published(post_id, author_id):
        await sweep(post_id, author_id)
        return 0
    known = await queries.celebrity(author_id)
    if known:
        await celebrities.announce(author_id)  # a handler does, too, and may die between its commit and that
    if known and known[0] == "celebrity":
        await _tell_who_is_there(author_id)
        pushed = 0
    else:
        pushed = await push(post_id, author_id)
        if not await _is_published(post_id, author_id):
            await sweep(post_id, author_id)
    await lag.note(LAG, [(datetime.now(UTC) - ids.time_of(post_id)).total_seconds() * 1000])
    return pushed


async def push(post_id: int, author_id: int) -> int:
    """Into the author's own timeline and those of active followers, whoever was seen last first; tells who is there.

    Returns how many followers. People not seen within `active_days` are left out: theirs are rebuilt when they return.
    """
    new = timeline.entry(post_id, author_id)
    await timeline.push([author_id], new)
    pushed = 0
    async with _active_followers(author_id) as batches:
        async for followers in batches:
            await timeline.push(followers, new)
            await live.nudge(followers, "new_posts", {})
            pushed += len(followers)
    return pushed


async def sweep(post_id: int, author_id: int) -> None:
    """Takes a post that is gone out of timelines. Until then readers skip it; of a celebrity's they always do."""
    gone = timeline.entry(post_id, author_id)
    await timeline.take_out([author_id], gone)
    known = await queries.celebrity(author_id)
    if known:
        await celebrities.announce(author_id)
        if known[0] == "celebrity":
            return
    async with _active_followers(author_id) as batches:
        async for followers in batches:
            await timeline.take_out(followers, gone)


async def forget_timelines(author_id: int) -> None:
    """The author's own and those of all followers; their next reads rebuild them."""
    await timeline.forget([author_id])
    async with _active_followers(author_id) as batches:
        async for followers in batches:
            await timeline.forget(followers)


async def forget_stars(author_id: int) -> None:
    """From now on all followers pull this author's posts, if that is a celebrity."""
    async with _active_followers(author_id) as batches:
        async for followers in batches:
            await stars.forget(followers)


def _active_followers(author_id: int) -> aclosing[AsyncGenerator[list[int], None]]:
    """Nobody else has a timeline, or stars: those of people who were not seen for so long have expired."""
    since = datetime.now(UTC) - timedelta(days=resources.settings().active_days)
    return aclosing(graph.active_followers(author_id, since, BATCH))


async def _is_published(post_id: int, author_id: int) -> bool:
    return await posts.published_ids(author_id, post_id + 1, 1) == [post_id]


async def _tell_who_is_there(author_id: int) -> None:
    """A celebrity's followers who are connected; its cost is that of the connected ones, however many follow."""
    async for some in live.connected():
        if followers := await graph.followers_among(author_id, some):
            await live.nudge(followers, "new_posts", {})
