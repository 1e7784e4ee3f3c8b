"""Long work of posts."""

import logging

from server.kit.jobs import job
from server.posts import queries
from server.posts.comments import queries as comment_queries
from server.posts.counts import queries as count_queries
from server.posts.counts import service as counts
from server.posts.events import PostDeleted
from server.posts.likes import queries as like_queries

AT_ONCE = 2_000
log = logging.getLogger(__name__)


@job(tier="fanout", timeout=1800)
async def forget_engagement(event: PostDeleted) -> None:
    """Likes, comments, saves and the like of a deleted post, a few at a time. One that is only withdrawn keeps them."""
    author_id, post_id = event.author_id, event.post_id
    if await queries.exists(author_id, post_id):
        return
    for delete_some in (like_queries.delete_some, comment_queries.delete_some, queries.delete_some_kept):
        while await delete_some(author_id, post_id, AT_ONCE) == AT_ONCE:
            pass
    await count_queries.forget_counts(author_id, post_id)


async def reconcile_counts() -> None:
    """Nightly: counts are exact by construction, and this is how one would learn that they are not."""
    if wrong := await counts.reconcile():
        log.warning("%d counts of posts were wrong and are right again", wrong)
