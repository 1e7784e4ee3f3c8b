"""Every SQL statement on counts."""

from collections.abc import Sequence

import msgspec

from server.kit import database, ids
from server.posts.events import Engaged

CORRECT = """
WITH pending AS (
    SELECT post_id::text::bigint AS post_id, sum(likes::text::bigint) AS likes, sum(comments::text::bigint) AS comments
    FROM outbox o, ROWS FROM (jsonb_array_elements(o.payload->'post_ids'), jsonb_array_elements(o.payload->'likes'),
        jsonb_array_elements(o.payload->'comments')) AS e (post_id, likes, comments)
    WHERE o.topic = 'Engaged' AND NOT 'count_engagement' = ANY(o.done) GROUP BY 1
), truth AS (
    SELECT c.author_id, c.post_id, c.likes AS seen_likes, c.comments AS seen_comments,
        (SELECT count(*) FROM likes l WHERE (l.author_id, l.post_id) = (c.author_id, c.post_id))
            - coalesce(n.likes, 0) AS likes,
        (SELECT count(*) FROM comments m WHERE (m.author_id, m.post_id) = (c.author_id, c.post_id))
            - coalesce(n.comments, 0) AS comments
    FROM unnest($1::bigint[], $2::bigint[]) AS w (author_id, post_id) JOIN post_counts c USING (author_id, post_id)
    LEFT JOIN pending n USING (post_id)
)
UPDATE post_counts c SET likes = t.likes, comments = t.comments FROM truth t
WHERE (c.author_id, c.post_id) = (t.author_id, t.post_id)
AND (c.likes, c.comments) = (t.seen_likes, t.seen_comments) AND (c.likes, c.comments) <> (t.likes, t.comments)
"""


async def counts(posts: Sequence[tuple[int, int]]) -> dict[int, tuple[int, int]]:
    """Likes and comments by post id, of pairs of author and post; those without any are left out."""
    rows = await database.fetch(
        "SELECT c.post_id, c.likes, c.comments FROM unnest($1::bigint[], $2::bigint[]) AS w (author_id, post_id)"
        " JOIN post_counts c ON (c.author_id, c.post_id) = (w.author_id, w.post_id)",
        [author_id for author_id, _ in posts],
        [post_id for _, post_id in posts],
    )
    return {row["post_id"]: (row["likes"], row["comments"]) for row in rows}


async def tell_engaged(event: Engaged) -> None:
    """Puts the event into the outbox, due at the next full second of the database's clock."""
    await database.execute(
        "INSERT INTO outbox (id, topic, payload, due_at)"
        " VALUES ($1, $2, $3, date_trunc('second', now()) + interval '1 second')",
        ids.new_id(),
        type(event).__name__,
        msgspec.to_builtins(event),
    )


async def add_counts(rows: Sequence[tuple[int, int, int, int]]) -> None:
    """Sorted rows of author, post, and what to add to likes and comments; for posts that are there."""
    columns = [list(column) for column in zip(*rows, strict=True)]
    await database.execute(
        "INSERT INTO post_counts AS c (author_id, post_id, likes, comments)"
        " SELECT w.* FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[])"
        "  AS w (author_id, post_id, likes, comments)"
        " WHERE EXISTS (SELECT FROM posts p WHERE (p.author_id, p.id) = (w.author_id, w.post_id))"
        " ORDER BY w.author_id, w.post_id"
        " ON CONFLICT (author_id, post_id)"
        " DO UPDATE SET likes = c.likes + excluded.likes, comments = c.comments + excluded.comments",
        *columns,
    )


async def counted_posts(after_author: int, after_post: int, limit: int) -> list[tuple[int, int]]:
    rows = await database.fetch(
        "SELECT author_id, post_id FROM post_counts WHERE (author_id, post_id) > ($1, $2)"
        " ORDER BY author_id, post_id LIMIT $3",
        after_author,
        after_post,
        limit,
    )
    return [(row["author_id"], row["post_id"]) for row in rows]


async def correct_counts(posts: Sequence[tuple[int, int]]) -> int:
    """Sets counts that are wrong to those of the rows, less what events still have to add. Returns how many those were.

    One snapshot sees a like together with its event; a count that is folded meanwhile is left for the next night.
    """
    done = await database.execute(CORRECT, [author_id for author_id, _ in posts], [post_id for _, post_id in posts])
    return int(done.split()[-1])


async def forget_counts(author_id: int, post_id: int) -> None:
    await database.execute("DELETE FROM post_counts WHERE author_id = $1 AND post_id = $2", author_id, post_id)
