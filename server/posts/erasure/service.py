"""Takes away what somebody who has left has done with posts. Counts and lists of others follow from the same events as
when a person does it by hand."""

from server.accounts.leaving import Step
from server.kit import outbox
from server.posts import service as posts
from server.posts.comments import queries as comments
from server.posts.counts import queries as count_queries
from server.posts.counts import service as counts
from server.posts.erasure import queries
from server.posts.events import CommentDeleted, CommentLiked, Engaged, LikesChanged

AT_ONCE = 200
POSTS_AT_ONCE = 20
COMMENTS_AT_ONCE = 50


async def delete_posts(user_id: int) -> bool:
    """Drafts and what is held as well, with their media."""
    rows = await queries.some_posts(user_id, POSTS_AT_ONCE)
    for row in rows:
        await posts.remove(row)
    return len(rows) == POSTS_AT_ONCE


async def delete_comments(user_id: int) -> bool:
    """With what others replied to them, as whenever a comment is deleted; of many replies some at a time."""
    rows = await queries.some_comments(user_id, COMMENTS_AT_ONCE)
    for row in rows:
        author_id, comment_id, post_id = row["author_id"], row["id"], row["post_id"]
        if not await comments.hold(author_id, comment_id, alone=True):
            continue
        gone = await queries.delete_answers(author_id, comment_id, AT_ONCE)
        if gone == AT_ONCE:
            await counts.tell(author_id, post_id, comments=-gone)
            return True
        gone += await comments.delete(author_id, comment_id)
        await outbox.emit(CommentDeleted(comment_id, post_id, author_id))
        await counts.tell(author_id, post_id, comments=-gone)
    return len(rows) == COMMENTS_AT_ONCE


async def unlike_comments(user_id: int) -> bool:
    rows = await queries.drop_comment_likes(user_id, AT_ONCE)
    await outbox.emit_all([CommentLiked(row["author_id"], row["comment_id"], user_id, -1) for row in rows])
    return len(rows) == AT_ONCE


async def unlike_posts(user_id: int) -> bool:
    seen, lost = await queries.drop_likes(user_id, AT_ONCE)
    if lost:
        authors, found = [row["author_id"] for row in lost], [row["post_id"] for row in lost]
        minus = [-1] * len(lost)
        await outbox.emit(LikesChanged(authors, found, [user_id] * len(lost), minus))
        await count_queries.tell_engaged(Engaged(authors, found, minus, [0] * len(lost)))
        counts.wake_when_due()
    return seen == AT_ONCE


async def let_go(user_id: int) -> bool:
    """Saves, collections, hidden posts, shares either way, dismissed suggestions, tags in pictures of others."""
    return await queries.delete_kept(user_id, AT_ONCE) == AT_ONCE


STEPS: tuple[Step, ...] = (delete_posts, delete_comments, unlike_comments, unlike_posts, let_go)
