"""Every SQL statement on likes of posts."""

from collections.abc import Collection, Sequence

from asyncpg import Record

from server.accounts.rows import AUTHOR_COLUMNS
from server.graph.queries import RELATION_COLUMNS
from server.kit import database
from server.posts.queries import MAY_READ

COUNTED = 100
"""Likes of a post that are counted one by one for the answer to a like; above, the folded count serves."""

# The whole of many people's likes and unlikes: who may see the post, both sides of the like, what others react to, and
# the counts as they are afterwards. Rows go in sorted, so that two such statements never wait for each other in a ring.
SETTLE = f"""
WITH wanted AS (
    SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::boolean[]) AS w (user_id, post_id, id, liked)
), readable AS MATERIALIZED (
    SELECT w.user_id, w.post_id, w.id, w.liked, p.author_id
    FROM wanted w JOIN posts p ON p.id = w.post_id AND p.state = 'published' JOIN users u ON u.id = p.author_id
    WHERE {MAY_READ}
), added AS (
    INSERT INTO likes (author_id, post_id, user_id, id)
    SELECT author_id, post_id, user_id, id FROM readable WHERE liked ORDER BY author_id, post_id, user_id
    ON CONFLICT DO NOTHING RETURNING author_id, post_id, user_id
), removed AS (
    DELETE FROM likes l USING readable r
    WHERE NOT r.liked AND (l.author_id, l.post_id, l.user_id) = (r.author_id, r.post_id, r.user_id)
    RETURNING l.author_id, l.post_id, l.user_id
), added_there AS (
    INSERT INTO liked (user_id, post_id, author_id)
    SELECT user_id, post_id, author_id FROM added ORDER BY user_id, post_id ON CONFLICT DO NOTHING
), removed_there AS (
    DELETE FROM liked d USING removed r WHERE (d.user_id, d.post_id) = (r.user_id, r.post_id)
), changed AS (
    SELECT author_id, post_id, user_id, 1 AS change FROM added
    UNION ALL SELECT author_id, post_id, user_id, -1 FROM removed
), summed AS (
    SELECT author_id, post_id, sum(change) AS change FROM changed GROUP BY author_id, post_id
), told AS (
    INSERT INTO outbox (id, topic, payload)
    SELECT $5, 'LikesChanged', jsonb_build_object('author_ids', jsonb_agg(author_id),
        'post_ids', jsonb_agg(post_id), 'user_ids', jsonb_agg(user_id), 'changes', jsonb_agg(change))
    FROM changed HAVING count(*) > 0
), counted AS (
    INSERT INTO outbox (id, topic, payload, due_at)
    SELECT $6, 'Engaged', jsonb_build_object('author_ids', jsonb_agg(author_id),
        'post_ids', jsonb_agg(post_id), 'likes', jsonb_agg(change), 'comments', jsonb_agg(0)),
        date_trunc('second', now()) + interval '1 second'
    FROM summed WHERE change <> 0 HAVING count(*) > 0
)
SELECT r.user_id, r.post_id, coalesce(s.change, 0)::bigint + n.likes AS likes
FROM readable r JOIN (
    SELECT d.post_id, CASE WHEN c.likes >= {COUNTED} THEN c.likes ELSE (SELECT count(*) FROM (SELECT FROM likes l
        WHERE l.author_id = d.author_id AND l.post_id = d.post_id ORDER BY l.user_id LIMIT {COUNTED}) AS x) END AS likes
    FROM (SELECT DISTINCT author_id, post_id FROM readable) d LEFT JOIN post_counts c USING (author_id, post_id)
) n ON n.post_id = r.post_id LEFT JOIN summed s ON s.post_id = r.post_id
"""
LIKERS = f"""
SELECT {AUTHOR_COLUMNS}, l.id AS place, {RELATION_COLUMNS} FROM likes l
JOIN users u ON u.id = l.user_id AND u.state = 'active'
WHERE l.author_id = $2 AND l.post_id = $3 AND l.id < $5 AND u.id <> ALL($4::bigint[])
ORDER BY l.id DESC LIMIT $6
"""


async def settle(
    user_ids: Sequence[int],
    post_ids: Sequence[int],
    ids: Sequence[int],
    liked: Sequence[bool],
    told_id: int,
    counted_id: int,
) -> list[Record]:
    """Makes and takes back likes, each pair of user and post once. Returns user_id, post_id and likes of those allowed.

    `ids` order the likes; the last two are for the events.
    """
    return await database.fetch(SETTLE, user_ids, post_ids, ids, liked, told_id, counted_id)


async def likers(
    viewer_id: int, author_id: int, post_id: int, hidden: Collection[int], below: int, limit: int
) -> list[Record]:
    """Latest first, below that like: authors with `place`, the like's id, and `RELATION_COLUMNS`."""
    return await database.fetch(LIKERS, viewer_id, author_id, post_id, list(hidden), below, limit)


async def newest_liked(user_id: int, limit: int) -> list[int]:
    """The newest posts among those that somebody likes."""
    rows = await database.fetch(
        "SELECT post_id FROM liked WHERE user_id = $1 ORDER BY post_id DESC LIMIT $2", user_id, limit
    )
    return [row["post_id"] for row in rows]


async def liked_among(user_id: int, post_ids: Sequence[int]) -> set[int]:
    rows = await database.fetch(
        "SELECT post_id FROM liked WHERE user_id = $1 AND post_id = ANY($2::bigint[])", user_id, post_ids
    )
    return {row["post_id"] for row in rows}


async def liked_by_anybody(author_ids: Sequence[int], post_ids: Sequence[int]) -> set[int]:
    """Of these posts, each beside its author."""
    rows = await database.fetch(
        "SELECT w.post_id FROM unnest($1::bigint[], $2::bigint[]) AS w (author_id, post_id)"
        " WHERE EXISTS (SELECT FROM likes l WHERE (l.author_id, l.post_id) = (w.author_id, w.post_id))",
        author_ids,
        post_ids,
    )
    return {row["post_id"] for row in rows}


async def who_of(user_ids: Sequence[int], post_ids: Sequence[int]) -> set[tuple[int, int]]:
    """Which of these pairs of user and post are likes."""
    rows = await database.fetch(
        "SELECT l.user_id, l.post_id FROM liked l JOIN unnest($1::bigint[], $2::bigint[]) AS w (user_id, post_id)"
        " ON (l.user_id, l.post_id) = (w.user_id, w.post_id)",
        user_ids,
        post_ids,
    )
    return {(row["user_id"], row["post_id"]) for row in rows}


async def delete_some(author_id: int, post_id: int, limit: int) -> int:
    """Deletes so many likes of a post that is gone. Returns how many there were."""
    return int(
        await database.fetchval(
            "WITH gone AS (DELETE FROM likes WHERE (author_id, post_id, user_id) IN (SELECT author_id, post_id, user_id"
            "  FROM likes WHERE author_id = $1 AND post_id = $2 LIMIT $3) RETURNING user_id),"
            " there AS (DELETE FROM liked WHERE post_id = $2 AND user_id IN (SELECT user_id FROM gone))"
            " SELECT count(*) FROM gone",
            author_id,
            post_id,
            limit,
        )
    )
