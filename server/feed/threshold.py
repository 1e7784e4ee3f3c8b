"""Authors who cross the celebrity threshold, in either direction, while people read.

| state       | their posts are   | their followers' timelines hold | ends when                                       |
| ----------- | ----------------- | ------------------------------- | ----------------------------------------------- |
| (no row)    | pushed            | all of them                     | `celebrity_threshold` people follow             |
| `rising`    | pushed and pulled | all of them                     | every book is told, and all followers pull      |
| `celebrity` | pulled            | some of them                    | fewer than `celebrity_leave_share` of it follow |
| `leaving`   | pushed and pulled | some of them                    | all that anybody may have seen is pushed        |

What is both pushed and pulled is merged as a set. Between push and pull there is always a time of both. A job ends it,
which may be killed and run again. So a reader misses nothing at any moment.
"""

from server.feed import celebrities, fanout, queries
from server.feed.events import CelebrityChanged
from server.graph import service as graph
from server.kit import cursors, database, outbox, resources
from server.posts import queries as posts


async def weigh_gain(author_id: int) -> None:
    """After somebody followed, in the transaction that handles it."""
    known = await queries.celebrity(author_id)
    if known and known[0] != "leaving":
        return
    enough = resources.settings().celebrity_threshold
    if await graph.follower_count(author_id, enough) >= enough and await queries.rise(author_id):
        await outbox.emit(CelebrityChanged(author_id))


async def weigh_loss(author_id: int) -> None:
    """After a follow ended, in the transaction that handles it."""
    known = await queries.celebrity(author_id)
    if known is None or known[0] == "leaving":
        return
    settings = resources.settings()
    share = settings.celebrity_threshold * settings.celebrity_leave_share
    if await graph.follower_count(author_id, settings.celebrity_threshold) < share and await queries.leave(author_id):
        await outbox.emit(CelebrityChanged(author_id))


async def settle(author_id: int) -> None:
    """Takes an author whose state has changed on to the next one."""
    known = await queries.celebrity(author_id)
    await celebrities.announce(author_id)
    if known and known[0] == "rising":
        await fanout.forget_stars(author_id)
        await queries.arrive(author_id, known[1])
    elif known and known[0] == "leaving":
        await _leave(author_id)


async def _leave(author_id: int) -> None:
    """Timelines that lack what was only pulled are forgotten, the author's own too; what came since is pushed.

    Books read an author's posts while they hold the row, so none shows a post that the last look here did not find.
    Readers go on naming the author among those whom they pull until a page asks its book for them.
    """
    in_timelines = set(await posts.published_ids(author_id, cursors.BIGINT_MAX, celebrities.KEPT))
    await fanout.forget_timelines(author_id)
    while True:
        async with database.transaction():
            if not await queries.hold_leaving(author_id):
                return
            visible = await posts.published_ids(author_id, cursors.BIGINT_MAX, celebrities.KEPT)
            waiting = [post_id for post_id in visible if post_id not in in_timelines]
            if not waiting:
                await queries.drop(author_id)
                await celebrities.announce_after_commit(author_id)
                return
        for post_id in waiting:
            await fanout.push(post_id, author_id)
            in_timelines.add(post_id)
