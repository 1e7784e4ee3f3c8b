"""The feed computed from PostgreSQL: what a timeline is rebuilt from, and what lies below its oldest entry."""

from collections.abc import Sequence

from server.feed import queries, timeline
from server.graph import service as graph
from server.kit import cursors, resources
from server.posts import queries as posts

FIRST_SHARE = 8
"""Each author is first asked for this many times the average share; only prolific ones are asked again."""
TRIES = 3


async def newest(author_ids: Sequence[int], before: int, count: int) -> list[bytes]:
    """Exactly the newest `count` entries of all these authors below the id `before`, newest first.

    A limit per author keeps the join small: an author whose rows were used up, and who therefore may have more above
    the cut, is asked for the next ones until none is left (threshold algorithm, Fagin 2001).
    """
    found: list[bytes] = []
    asked = dict.fromkeys(author_ids, before)
    share = max(FIRST_SHARE * count // max(len(asked), 1), FIRST_SHARE)
    while asked:
        rows = await posts.recent_of_each(list(asked), list(asked.values()), min(share, count))
        got: dict[int, list[int]] = {}
        for post_id, author_id in rows:
            got.setdefault(author_id, []).append(post_id)
            found.append(timeline.entry(post_id, author_id))
        found.sort(reverse=True)
        del found[count:]
        cut = timeline.post_of(found[-1]) if len(found) == count else 0
        full = min(share, count)
        asked = {a: min(ids) for a, ids in got.items() if len(ids) == full and min(ids) > cut}
    return found


async def rebuild(user_id: int) -> bool:
    """Makes the reader's timeline whole. Returns False when somebody was followed or left while it was at it."""
    for _ in range(TRIES):
        version = await timeline.version(user_id)
        celebrities = set(await queries.celebrities())
        authors = [a for a in [*await graph.followed_ids(user_id), user_id] if a not in celebrities]
        entries = await newest(authors, cursors.BIGINT_MAX, resources.settings().timeline_length)
        if await timeline.store(user_id, entries, version):
            return True
    return False


async def older(user_id: int, before: int | None, count: int) -> list[bytes]:
    """Entries below those that a timeline keeps."""
    authors = [*await graph.followed_ids(user_id), user_id]
    return await newest(authors, cursors.BIGINT_MAX if before is None else before, count)
