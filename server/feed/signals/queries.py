"""Every SQL statement on what ranking knows. Each reads a bounded number of rows, whoever it is about."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from asyncpg import Record

from server.kit import database, ids

# posts

SHOWN = """
SELECT p.id, p.author_id, p.hashtags, char_length(p.caption) AS caption,
    p.audience <> 'everyone' OR u.private AS private,
    coalesce(c.likes, 0) AS likes, coalesce(c.comments, 0) AS comments,
    coalesce(e.shares, 0) AS shares, coalesce(e.hides, 0) AS hides, coalesce(e.views, 0) AS views,
    coalesce(r.followers, 0) AS reach, i.items, i.video, m.pdq, f.embedding
FROM posts p JOIN users u ON u.id = p.author_id
LEFT JOIN post_counts c ON (c.author_id, c.post_id) = (p.author_id, p.id)
LEFT JOIN exposure e ON (e.author_id, e.post_id) = (p.author_id, p.id)
LEFT JOIN reach r ON r.user_id = p.author_id
CROSS JOIN LATERAL (SELECT count(*) AS items, coalesce(bool_or(m.kind = 'video'), false) AS video,
    (array_agg(i.media_id ORDER BY i.position))[1] AS first
    FROM post_items i JOIN media m ON m.id = i.media_id WHERE i.author_id = p.author_id AND i.draft_id = p.draft_id) i
LEFT JOIN media m ON m.id = i.first
LEFT JOIN media_findings f ON f.media_id = i.first AND f.model = 'content'
WHERE p.id = ANY($1::bigint[]) AND p.state = 'published' AND u.state = 'active'
"""
MOST_POSTS: Final = 300
"""Posts of one author that are counted."""


async def posts(post_ids: Sequence[int]) -> list[Record]:
    """Published posts among these, with counts, and with hash and embedding of their first picture."""
    return await database.fetch(SHOWN, post_ids)


async def posts_since(author_ids: Sequence[int], since: int) -> dict[int, int]:
    """How many posts with that id and above each author has, at most `MOST_POSTS`."""
    rows = await database.fetch(
        "SELECT a.id, (SELECT count(*) FROM (SELECT FROM posts p WHERE p.author_id = a.id AND p.id >= $2"
        "  AND p.state = 'published' LIMIT $3) t) AS posts FROM unnest($1::bigint[]) AS a (id)",
        author_ids,
        since,
        MOST_POSTS,
    )
    return {row["id"]: row["posts"] for row in rows}


async def showing(media_ids: Sequence[int]) -> list[int]:
    """Published posts with these media."""
    rows = await database.fetch(
        "SELECT DISTINCT p.id FROM post_items i JOIN posts p ON (p.author_id, p.draft_id) = (i.author_id, i.draft_id)"
        " WHERE i.media_id = ANY($1::bigint[]) AND p.state = 'published'",
        media_ids,
    )
    return [row["id"] for row in rows]


# a viewer

MADE: Final = f"(({{}} >> {ids.TIME_SHIFT}) + {ids.EPOCH_MS})::float8 / 1000"
"""Unix time of an id."""
# What a viewer did with posts of others, and what those did with the viewer's: kind, author (the other person), post
# and unix time. The newest of each kind; of likes and hidden posts those of the newest posts, which keys lead to.
# $1 viewer, $2 most of a kind
DEEDS: Final = f"""
(SELECT 'like' AS kind, d.author_id AS author, d.post_id AS post, {MADE.format("l.id")} AS at FROM
    (SELECT post_id, author_id FROM liked WHERE user_id = $1 ORDER BY post_id DESC LIMIT $2) d
    JOIN likes l ON (l.author_id, l.post_id, l.user_id) = (d.author_id, d.post_id, $1))
UNION ALL
(SELECT 'comment', author_id, post_id, {MADE.format("id")} FROM comments WHERE user_id = $1 ORDER BY id DESC LIMIT $2)
UNION ALL
(SELECT 'save', author_id, post_id, {MADE.format("id")} FROM saves WHERE user_id = $1 ORDER BY id DESC LIMIT $2)
UNION ALL
(SELECT 'share', author_id, post_id, extract(epoch FROM shared_at)::float8 FROM shares
    WHERE user_id = $1 ORDER BY shared_at DESC LIMIT $2)
UNION ALL
(SELECT 'less', author_id, post_id, extract(epoch FROM created_at)::float8 FROM hidden_posts
    WHERE user_id = $1 ORDER BY post_id DESC LIMIT $2)
UNION ALL
(SELECT 'received', l.user_id, l.post_id, {MADE.format("l.id")} FROM
    (SELECT id FROM posts WHERE author_id = $1 AND state = 'published' ORDER BY id DESC LIMIT 30) p CROSS JOIN LATERAL
    (SELECT user_id, post_id, id FROM likes WHERE author_id = $1 AND post_id = p.id ORDER BY id DESC LIMIT 30) l)
UNION ALL
(SELECT 'received', c.user_id, c.post_id, {MADE.format("c.id")} FROM
    (SELECT id FROM posts WHERE author_id = $1 AND state = 'published' ORDER BY id DESC LIMIT 30) p CROSS JOIN LATERAL
    (SELECT user_id, post_id, id FROM comments WHERE author_id = $1 AND post_id = p.id AND parent_id IS NULL
     ORDER BY -id LIMIT 30) c)
"""
# The same of what the log knows: `shown` for each time that a post was.
# $1 viewer, $2 since, $3 most of a kind, $4 kind of a visit, $5 kind of a dwell, $6 seconds of one that counts
LOGGED: Final = """
(SELECT 'shown' AS kind, author_id AS author, post_id AS post, extract(epoch FROM shown_at)::float8 AS at
    FROM impressions WHERE user_id = $1 AND shown_at >= $2 ORDER BY shown_at DESC LIMIT $3)
UNION ALL
(SELECT CASE WHEN kind = $4 THEN 'visit' ELSE 'dwell' END, author_id, post_id, extract(epoch FROM happened_at)::float8
    FROM outcomes WHERE user_id = $1 AND happened_at >= $2 AND (kind = $4 OR (kind = $5 AND amount >= $6))
    ORDER BY happened_at DESC LIMIT $3)
"""


async def deeds(user_id: int, most: int) -> list[Record]:
    return await database.fetch(DEEDS, user_id, most)


async def logged(user_id: int, since: datetime, most: int, visit: int, dwell: int, seconds: float) -> list[Record]:
    return await database.fetch(LOGGED, user_id, since, most, visit, dwell, seconds)


async def follows(user_id: int, most: int) -> list[int]:
    """Whom the viewer follows, the latest first."""
    rows = await database.fetch(
        "SELECT other_id FROM following WHERE user_id = $1 AND state = 'following'"
        " ORDER BY created_at DESC, other_id DESC LIMIT $2",
        user_id,
        most,
    )
    return [row["other_id"] for row in rows]


async def followers(user_id: int, most: int) -> list[int]:
    """Who follows the viewer, the latest first."""
    rows = await database.fetch(
        "SELECT follower_id FROM followers WHERE user_id = $1 AND state = 'following'"
        " ORDER BY created_at DESC, follower_id DESC LIMIT $2",
        user_id,
        most,
    )
    return [row["follower_id"] for row in rows]


async def close_friends(user_id: int) -> list[int]:
    rows = await database.fetch("SELECT other_id FROM close_friends WHERE user_id = $1", user_id)
    return [row["other_id"] for row in rows]


async def standing_to(user_id: int, author_ids: Sequence[int]) -> list[Record]:
    """Of each of these people: id, `followed` (unix time, or null), whether they follow the viewer (`back`)."""
    return await database.fetch(
        "SELECT a.id, extract(epoch FROM mine.created_at)::float8 AS followed, theirs.user_id IS NOT NULL AS back"
        " FROM unnest($2::bigint[]) AS a (id)"
        " LEFT JOIN following mine ON mine.user_id = $1 AND mine.other_id = a.id AND mine.state = 'following'"
        " LEFT JOIN followers theirs"
        "  ON theirs.user_id = $1 AND theirs.follower_id = a.id AND theirs.state = 'following'",
        user_id,
        author_ids,
    )


async def mutuals(user_id: int, author_ids: Sequence[int], followed: int, each: int) -> dict[int, int]:
    """How many of those whom the viewer followed last follow each of these, as far as their newest `each` say."""
    rows = await database.fetch(
        "SELECT theirs.other_id AS id, count(*) AS people FROM"
        " (SELECT other_id FROM following WHERE user_id = $1 AND state = 'following'"
        "  ORDER BY created_at DESC, other_id DESC LIMIT $3) mine CROSS JOIN LATERAL"
        " (SELECT f.other_id FROM following f WHERE f.user_id = mine.other_id AND f.state = 'following'"
        "  ORDER BY f.created_at DESC, f.other_id DESC LIMIT $4) theirs"
        " WHERE theirs.other_id = ANY($2::bigint[]) GROUP BY 1",
        user_id,
        author_ids,
        followed,
        each,
    )
    return {row["id"]: row["people"] for row in rows}


# what was seen


async def newest_seen(user_id: int, since: datetime, most: int) -> dict[int, int]:
    """Post -> how often it was shown since then, among the last `most` showings."""
    rows = await database.fetch(
        "SELECT post_id, count(*) AS times FROM (SELECT post_id FROM impressions"
        "  WHERE user_id = $1 AND shown_at >= $2 ORDER BY shown_at DESC LIMIT $3) t GROUP BY 1",
        user_id,
        since,
        most,
    )
    return {row["post_id"]: row["times"] for row in rows}
