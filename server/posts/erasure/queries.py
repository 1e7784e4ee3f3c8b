"""Every SQL statement that takes away what one person has done with posts."""

from collections.abc import Sequence

from asyncpg import Record

from server.kit import database
from server.posts.queries import COLUMNS

KEPT = (
    ("saves", "user_id"),
    ("collections", "user_id"),
    ("hidden_posts", "user_id"),
    ("shares", "user_id"),
    ("shares", "to_id"),
    ("dismissed_suggestions", "user_id"),
    ("dismissed_suggestions", "other_id"),
    ("post_tags", "user_id"),
)
"""Tables and the columns that name a person, where rows are simply deleted; tags of them in pictures of others too."""


async def some_posts(author_id: int, limit: int) -> list[Record]:
    """In whatever state. They stay as they are until the open transaction ends."""
    return await database.fetch(
        f"SELECT {COLUMNS} FROM posts WHERE author_id = $1 ORDER BY id LIMIT $2 FOR UPDATE", author_id, limit
    )


async def some_comments(user_id: int, limit: int) -> list[Record]:
    """`author_id` (of the post), `id` and `post_id`, latest first: so replies go before what they reply to."""
    return await database.fetch(
        "SELECT author_id, id, post_id FROM comments WHERE user_id = $1 ORDER BY id DESC LIMIT $2", user_id, limit
    )


async def delete_answers(author_id: int, comment_id: int, limit: int) -> int:
    """Deletes so many replies to a comment that is held alone. Returns how many those were."""
    done = await database.execute(
        "DELETE FROM comments WHERE author_id = $1 AND id = ANY(ARRAY("
        "  SELECT id FROM comments WHERE author_id = $1 AND parent_id = $2 ORDER BY id LIMIT $3 FOR UPDATE))",
        author_id,
        comment_id,
        limit,
    )
    return int(done.split()[-1])


async def drop_comment_likes(user_id: int, limit: int) -> list[Record]:
    """`author_id` and `comment_id` of so many likes that they gave."""
    return await database.fetch(
        "DELETE FROM comment_likes WHERE user_id = $1 AND (author_id, comment_id) IN ("
        "  SELECT author_id, comment_id FROM comment_likes WHERE user_id = $1 ORDER BY 1, 2 LIMIT $2)"
        " RETURNING author_id, comment_id",
        user_id,
        limit,
    )


async def drop_likes(user_id: int, limit: int) -> tuple[int, Sequence[Record]]:
    """How many likes that they gave were looked at, and `author_id` and `post_id` of those that the posts lost."""
    rows = await database.fetch(
        "WITH batch AS MATERIALIZED"
        "  (SELECT author_id, post_id FROM liked WHERE user_id = $1 ORDER BY post_id LIMIT $2),"
        " here AS (DELETE FROM liked l USING batch s WHERE l.user_id = $1 AND l.post_id = s.post_id),"
        " there AS (DELETE FROM likes l USING batch s"
        "  WHERE (l.author_id, l.post_id, l.user_id) = (s.author_id, s.post_id, $1) RETURNING l.author_id, l.post_id)"
        " SELECT s.author_id, s.post_id, t.post_id IS NOT NULL AS lost FROM batch s LEFT JOIN there t"
        " ON (t.author_id, t.post_id) = (s.author_id, s.post_id) ORDER BY 1, 2",
        user_id,
        limit,
    )
    return len(rows), [row for row in rows if row["lost"]]


async def delete_kept(user_id: int, limit: int) -> int:
    """Deletes so many rows of each of `KEPT`. Returns the most that there were of one."""
    return max([await database.delete_some(table, column, user_id, limit) for table, column in KEPT])
