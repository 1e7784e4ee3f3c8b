"""Every SQL statement on suggestions; each looks at so many rows and no more, whoever asks."""

from collections.abc import Collection, Sequence

from asyncpg import Record

from server.accounts.rows import AUTHOR_COLUMNS
from server.graph.queries import RELATION_COLUMNS
from server.kit import database

FRIENDS = 200
"""Whose follows are looked at: the viewer's newest, half of them as they come by their ids, which is by chance."""
FOLLOWS_OF_EACH = 100
LIKES = 300
TAGS_FROM = 100
TAGS = 20
POPULAR = 200
POSTS_OF_EACH = 9
POOL = 150
# Who is left besides suspended people: neither the viewer nor followed, asked, blocked or dismissed by them.
NEW_TO_VIEWER = """
u.id <> $1 AND u.id <> ALL($2::bigint[])
AND NOT EXISTS (SELECT FROM following k WHERE k.user_id = $1 AND k.other_id = u.id)
AND NOT EXISTS (SELECT FROM dismissed_suggestions d WHERE d.user_id = $1 AND d.other_id = u.id)
"""
# Tags are read from posts that everybody may see: nobody is told what a private account that they do not follow posts.
CANDIDATES = f"""
WITH friends AS MATERIALIZED (
    (SELECT other_id FROM following WHERE user_id = $1 AND state = 'following'
     ORDER BY created_at DESC, other_id DESC LIMIT {FRIENDS // 2})
    UNION
    (SELECT other_id FROM following WHERE user_id = $1 AND state = 'following' AND other_id >= $3
     ORDER BY other_id LIMIT {FRIENDS // 2})
), near AS MATERIALIZED (
    SELECT t.other_id AS id, count(*) AS friends FROM friends CROSS JOIN LATERAL (
        SELECT other_id FROM following WHERE user_id = friends.other_id AND state = 'following'
        ORDER BY created_at DESC, other_id DESC LIMIT {FOLLOWS_OF_EACH}
    ) t GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {2 * POOL}
), liked_lately AS MATERIALIZED (
    SELECT post_id, author_id FROM liked WHERE user_id = $1 ORDER BY post_id DESC LIMIT {LIKES}
), admired AS MATERIALIZED (
    SELECT author_id AS id, count(*) AS likes FROM liked_lately GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {POOL}
), tags AS MATERIALIZED (
    SELECT tag, count(*) AS weight FROM (SELECT * FROM liked_lately ORDER BY post_id DESC LIMIT {TAGS_FROM}) l
    CROSS JOIN LATERAL (SELECT hashtags FROM posts p WHERE p.author_id = l.author_id AND p.id = l.post_id OFFSET 0) p
    CROSS JOIN unnest(p.hashtags) AS tag
    GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {TAGS}
), popular AS MATERIALIZED (
    SELECT user_id AS id FROM reach ORDER BY followers DESC, user_id DESC LIMIT {POPULAR}
), pool AS MATERIALIZED (
    SELECT u.id, coalesce(near.friends, 0) AS friends, coalesce(admired.likes, 0) AS likes,
        coalesce(r.followers, 0) AS followers
    FROM (SELECT id FROM near UNION SELECT id FROM admired UNION SELECT id FROM popular) u
    LEFT JOIN near USING (id) LEFT JOIN admired USING (id) LEFT JOIN reach r ON r.user_id = u.id
    WHERE {NEW_TO_VIEWER} AND NOT EXISTS (SELECT FROM users s WHERE s.id = u.id AND s.state <> 'active')
    ORDER BY 2 DESC, 3 DESC, 4 DESC, 1 LIMIT {POOL}
)
SELECT pool.*, CASE WHEN shared.tags IS NOT NULL AND NOT (SELECT private FROM users u WHERE u.id = pool.id)
    THEN shared.tags END AS tags
FROM pool LEFT JOIN LATERAL (
    SELECT array_agg(tag ORDER BY weight DESC, tag) AS tags FROM tags WHERE tag IN (
        SELECT unnest(hashtags) FROM (SELECT hashtags FROM posts p WHERE p.author_id = pool.id
            AND p.state = 'published' AND p.audience = 'everyone' ORDER BY id DESC LIMIT {POSTS_OF_EACH}) newest)
) shared ON true
"""
SHOWN = f"""
SELECT {AUTHOR_COLUMNS}, {RELATION_COLUMNS} FROM users u
WHERE u.id = ANY($3::bigint[]) AND u.state = 'active' AND {NEW_TO_VIEWER}
ORDER BY array_position($3::bigint[], u.id) LIMIT $4
"""


async def candidates(viewer_id: int, hidden: Collection[int], somewhere: int) -> list[Record]:
    """id, `friends` who follow them, `likes` that the viewer gave them, `followers`, and shared `tags`; in no order.

    `somewhere` is the id at which the look at the viewer's follows begins that takes them as they come.
    """
    return await database.fetch(CANDIDATES, viewer_id, list(hidden), somewhere)


async def still_new(viewer_id: int, hidden: Collection[int], ids: Sequence[int], limit: int) -> list[Record]:
    """The first of these who are new to the viewer now, as authors with `RELATION_COLUMNS`."""
    return await database.fetch(SHOWN, viewer_id, list(hidden), ids, limit)


async def dismiss(user_id: int, other_id: int) -> None:
    await database.execute(
        "INSERT INTO dismissed_suggestions (user_id, other_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        user_id,
        other_id,
    )
