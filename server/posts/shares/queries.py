"""Every SQL statement on shares."""

from collections.abc import Collection, Sequence

from asyncpg import Record

from server.accounts.rows import AUTHOR_COLUMNS
from server.graph.lists.queries import LAST
from server.graph.queries import RELATION_COLUMNS
from server.kit import database
from server.posts.queries import MAY_READ

FOLLOWED_LATELY = 2_000
NEWEST_FOLLOWERS = 1_000
SHARES_WEIGHED = 200
LIKES_WEIGHED = 300
# Who may be handed a post: active followers of the viewer $1 who may see the post $2 of the author $3. `w` looks.
QUALIFIED = f"""
JOIN users me ON me.id = w.user_id AND me.state = 'active' AND me.id <> ALL($4::bigint[])
JOIN posts p ON p.author_id = $3 AND p.id = $2 AND p.state = 'published' JOIN users u ON u.id = p.author_id
WHERE (SELECT r.state = 'following' FROM followers r WHERE r.user_id = $1 AND r.follower_id = w.user_id)
AND {MAY_READ}
"""
RECIPIENTS = f"""
SELECT me.id, me.handle FROM (SELECT id AS user_id FROM users WHERE handle = ANY($5::text[])) w {QUALIFIED}
"""
# The close ones are looked for among those whom the viewer follows, or was followed by lately: however many followers
# there are, no more are looked at. With a prefix, $5 to $8, the matches among them, and those of $9, where no more than
# a few thousand of all people match.
TARGETS = f"""
WITH near AS MATERIALIZED (
    (SELECT other_id AS id FROM following WHERE user_id = $1 AND state = 'following'
     ORDER BY created_at DESC, other_id DESC LIMIT {FOLLOWED_LATELY})
    UNION
    (SELECT follower_id FROM followers WHERE user_id = $1 AND state = 'following'
     ORDER BY created_at DESC, follower_id DESC LIMIT {NEWEST_FOLLOWERS})
    UNION
    SELECT unnest($9::bigint[])
), mine AS MATERIALIZED (
    SELECT id FROM near WHERE (SELECT r.state = 'following' FROM followers r
        WHERE r.user_id = $1 AND r.follower_id = near.id)
), w AS MATERIALIZED (
    SELECT u.id AS user_id FROM mine JOIN users u USING (id)
    WHERE $5 = '' OR (u.handle >= $5 AND u.handle < $6) OR u.name_key LIKE $7 OR u.name_key LIKE $8
), shared AS MATERIALIZED (
    SELECT to_id, count(*) AS times FROM (SELECT to_id FROM shares WHERE user_id = $1
        ORDER BY shared_at DESC LIMIT {SHARES_WEIGHED}) s GROUP BY to_id
), liked_lately AS MATERIALIZED (
    SELECT author_id, count(*) AS times FROM (SELECT author_id FROM liked WHERE user_id = $1
        ORDER BY post_id DESC LIMIT {LIKES_WEIGHED}) l GROUP BY author_id
), qualified AS (
    SELECT w.user_id AS id FROM w {QUALIFIED}
)
SELECT {AUTHOR_COLUMNS}, {RELATION_COLUMNS}
FROM qualified q JOIN users u ON u.id = q.id
LEFT JOIN shared ON shared.to_id = u.id LEFT JOIN liked_lately ON liked_lately.author_id = u.id
ORDER BY 3 * coalesce(shared.times, 0) + coalesce(liked_lately.times, 0)
    + CASE WHEN EXISTS (SELECT FROM close_friends c WHERE c.user_id = $1 AND c.other_id = u.id) THEN 5 ELSE 0 END
    + CASE WHEN (SELECT f.state = 'following' FROM following f WHERE f.user_id = $1 AND f.other_id = u.id)
        THEN 3 ELSE 0 END DESC, u.handle
LIMIT $10
"""


async def recipients(
    user_id: int, post_id: int, author_id: int, hidden: Collection[int], handles: Sequence[str]
) -> list[Record]:
    """Id and handle of those among them to whom the user may hand the post."""
    return await database.fetch(RECIPIENTS, user_id, post_id, author_id, list(hidden), handles)


async def targets(
    user_id: int,
    post_id: int,
    author_id: int,
    hidden: Collection[int],
    handle: str,
    names: tuple[str, str],
    candidates: Sequence[int],
    limit: int,
) -> list[Record]:
    """To whom the user may hand the post, also of `candidates`: authors with `RELATION_COLUMNS`, the closest first."""
    return await database.fetch(
        TARGETS, user_id, post_id, author_id, list(hidden), handle, handle + LAST, *names, candidates, limit
    )


async def add(
    user_id: int, post_id: int, author_id: int, to: Sequence[int], share_id: int, note: str, again_after_seconds: float
) -> list[int]:
    """Notes the share. Returns to whom it is news: who was not handed the post within so many seconds."""
    rows = await database.fetch(
        "INSERT INTO shares AS s (user_id, to_id, post_id, author_id, id, note)"
        " SELECT $1, to_id, $2, $3, $5, $6 FROM unnest($4::bigint[]) AS t (to_id) ORDER BY to_id"
        " ON CONFLICT (user_id, to_id, post_id) DO UPDATE SET id = excluded.id, note = excluded.note, shared_at = now()"
        " WHERE s.shared_at <= now() - make_interval(secs => $7) RETURNING to_id",
        user_id,
        post_id,
        author_id,
        to,
        share_id,
        note,
        again_after_seconds,
    )
    return [row["to_id"] for row in rows]
