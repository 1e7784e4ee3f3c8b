"""Every SQL statement of Home."""

from collections.abc import Sequence
from typing import Final

from asyncpg import Record

from server.kit import database
from shared.feed import FeedPreferences

FRIENDS: Final = 200
"""Whose likes are looked at: those whom the viewer followed last."""
LIKES_OF_EACH: Final = 8
TAGS: Final = 60
"""The hashtags followed last."""
POSTS_OF_EACH: Final = 20
# Posts for everybody by public accounts, which is what `open` says, and not the viewer's own.
LIKED_BY_FRIENDS = f"""
WITH friends AS MATERIALIZED (
    SELECT f.other_id, u.handle FROM following f JOIN users u ON u.id = f.other_id AND u.state = 'active'
    WHERE f.user_id = $1 AND f.state = 'following' ORDER BY f.created_at DESC, f.other_id DESC LIMIT {FRIENDS}
), liked_lately AS MATERIALIZED (
    SELECT l.post_id, l.author_id, count(*) AS friends, min(f.other_id) AS friend FROM friends f CROSS JOIN LATERAL (
        SELECT post_id, author_id FROM liked l WHERE l.user_id = f.other_id AND l.post_id >= $2
        ORDER BY post_id DESC LIMIT {LIKES_OF_EACH}) l
    WHERE l.author_id <> $1 AND l.author_id <> f.other_id GROUP BY l.post_id, l.author_id
    ORDER BY 3 DESC, 1 DESC LIMIT 2 * $3
)
SELECT l.*, f.handle FROM liked_lately l JOIN friends f ON f.other_id = l.friend
JOIN search_posts s ON s.post_id = l.post_id AND s.open
ORDER BY l.friends DESC, l.post_id DESC LIMIT $3
"""
OF_FOLLOWED_HASHTAGS = f"""
SELECT DISTINCT ON (t.post_id) t.post_id, t.author_id, t.tag FROM (
    SELECT newest.*, w.tag FROM (
        SELECT tag FROM followed_hashtags WHERE user_id = $1 ORDER BY followed_at DESC, tag LIMIT {TAGS}) w
    JOIN hashtags h ON h.tag = w.tag CROSS JOIN LATERAL (
        SELECT t.post_id, t.author_id FROM tagged t
        WHERE t.tag_id = h.id AND t.open AND t.post_id >= $2 ORDER BY t.post_id DESC LIMIT {POSTS_OF_EACH}) newest
    WHERE newest.author_id <> $1) t
ORDER BY t.post_id DESC, t.tag LIMIT $3
"""
# A statement sees the table as it was before: of what a viewer had, all but the newest of the others go.
KEEP_SNAPSHOTS = """
WITH new AS (SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bytea[]) AS n (user_id, id, body)),
stored AS (
    INSERT INTO home_snapshots SELECT * FROM new ON CONFLICT (user_id, id) DO UPDATE SET body = excluded.body
)
DELETE FROM home_snapshots h USING (
    SELECT old.user_id, old.id FROM (SELECT DISTINCT user_id FROM new) viewer CROSS JOIN LATERAL (
        SELECT s.user_id, s.id FROM home_snapshots s
        WHERE s.user_id = viewer.user_id AND NOT EXISTS (SELECT FROM new n WHERE n.user_id = s.user_id AND n.id = s.id)
        ORDER BY s.id DESC OFFSET greatest($4 - 1, 0)
    ) old
) gone WHERE h.user_id = gone.user_id AND h.id = gone.id
"""


async def keep_snapshots(user_ids: Sequence[int], ids: Sequence[int], bodies: Sequence[bytes], kept: int) -> None:
    """Besides these at most `kept` - 1 of each viewer stay."""
    await database.execute(KEEP_SNAPSHOTS, user_ids, ids, bodies, kept)


async def snapshot(user_id: int, snapshot_id: int) -> bytes | None:
    body: bytes | None = await database.fetchval(
        "SELECT body FROM home_snapshots WHERE user_id = $1 AND id = $2", user_id, snapshot_id
    )
    return body


async def seen_of(user_id: int, snapshot_id: int) -> list[int]:
    """Posts that the log says were seen in that reading."""
    rows = await database.fetch(
        "SELECT post_id FROM impressions WHERE user_id = $1 AND snapshot_id = $2", user_id, snapshot_id
    )
    return [row["post_id"] for row in rows]


async def impression(user_id: int, snapshot_id: int, post_id: int) -> Record | None:
    """What the log keeps of a post that was seen in that reading: source, model, scheme, features."""
    return await database.fetchrow(
        "SELECT source, model, scheme, features FROM impressions"
        " WHERE user_id = $1 AND snapshot_id = $2 AND post_id = $3",
        user_id,
        snapshot_id,
        post_id,
    )


async def digest_of_model(version: int) -> bytes | None:
    digest: bytes | None = await database.fetchval("SELECT sha256 FROM feed_models WHERE version = $1", version)
    return digest


async def sweep_snapshots(below: int) -> None:
    """Of readings that began before the id."""
    await database.execute("DELETE FROM home_snapshots WHERE id < $1", below)


async def liked_by_friends(user_id: int, since: int, limit: int) -> list[Record]:
    """Posts with that id and above: post_id, author_id, how many `friends` like it, and one of them with `handle`."""
    return await database.fetch(LIKED_BY_FRIENDS, user_id, since, limit)


async def of_followed_hashtags(user_id: int, since: int, limit: int) -> list[Record]:
    """Posts with that id and above, newest first: post_id, author_id, and one tag."""
    return await database.fetch(OF_FOLLOWED_HASHTAGS, user_id, since, limit)


async def active_among(user_ids: Sequence[int]) -> set[int]:
    """Who of these is not suspended."""
    rows = await database.fetch("SELECT id FROM users WHERE id = ANY($1::bigint[]) AND state = 'active'", user_ids)
    return {row["id"] for row in rows}


# preferences


async def preferences(user_id: int) -> FeedPreferences:
    row = await database.fetchrow("SELECT first, suggested FROM feed_preferences WHERE user_id = $1", user_id)
    return FeedPreferences(first=row["first"], suggested=row["suggested"]) if row else FeedPreferences()


async def set_preferences(user_id: int, wanted: FeedPreferences) -> None:
    await database.execute(
        "INSERT INTO feed_preferences (user_id, first, suggested) VALUES ($1, $2, $3)"
        " ON CONFLICT (user_id) DO UPDATE SET first = excluded.first, suggested = excluded.suggested",
        user_id,
        wanted.first,
        wanted.suggested,
    )
