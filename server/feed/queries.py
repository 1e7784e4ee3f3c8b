"""SQL of the feed: who is a celebrity, and the feed that is pulled."""

from collections.abc import Sequence
from datetime import datetime

from server.kit import database

NEWEST = """
WITH authors AS MATERIALIZED (
    SELECT a.id FROM (
        SELECT other_id AS id FROM following WHERE user_id = $1 AND state = 'following' UNION ALL SELECT $1) a
    WHERE NOT EXISTS (
        SELECT FROM celebrities c WHERE c.user_id = a.id AND c.state = 'celebrity' AND c.user_id = ANY($4::bigint[]))
), share AS MATERIALIZED (
    SELECT least(greatest($5::bigint * $3::bigint / greatest(count(*), 1), $5), $3) AS posts FROM authors
), first AS MATERIALIZED (
    SELECT a.id AS author_id, p.id FROM authors a CROSS JOIN LATERAL (
        SELECT id FROM posts WHERE author_id = a.id AND id < $2 AND state = 'published'
        ORDER BY id DESC LIMIT (SELECT posts FROM share)) p
), cut AS MATERIALIZED (
    SELECT coalesce((SELECT id FROM first ORDER BY id DESC OFFSET $3 - 1 LIMIT 1), 0) AS id
), prolific AS (
    SELECT author_id, min(id) AS lowest FROM first GROUP BY author_id
    HAVING count(*) = (SELECT posts FROM share) AND min(id) > (SELECT id FROM cut)
)
SELECT id, author_id FROM first WHERE id >= (SELECT id FROM cut)
UNION ALL
SELECT p.id, a.author_id FROM prolific a CROSS JOIN LATERAL (
    SELECT id FROM posts
    WHERE author_id = a.author_id AND id < a.lowest AND id > (SELECT id FROM cut) AND state = 'published'
    ORDER BY id DESC LIMIT $3) p
ORDER BY id DESC LIMIT $3
"""


async def newest_followed(
    user_id: int, before: int, count: int, share: int, pulled: Sequence[int]
) -> list[tuple[int, int]]:
    """Exactly the newest `count` posts below the id `before` of all whom the reader follows and of the reader:
    (id, author_id), newest first. Celebrities among `pulled` are left out.

    Each author is first asked for `share` times the average share. Whoever's rows all lie above the cut that these make
    may have more there, and is asked for them within the same statement (threshold algorithm, Fagin 2001).
    """
    rows = await database.fetch(NEWEST, user_id, before, count, pulled, share)
    return [(row["id"], row["author_id"]) for row in rows]


async def celebrities(among: Sequence[int] | None = None) -> list[int]:
    """All whose posts are pulled, in whatever state, or those among some. None of them goes before the open
    transaction ends."""
    rows = await database.fetch(
        "SELECT user_id FROM celebrities WHERE $1::bigint[] IS NULL OR user_id = ANY($1::bigint[])"
        " ORDER BY user_id FOR KEY SHARE",
        among,
    )
    return [row["user_id"] for row in rows]


async def celebrity(user_id: int) -> tuple[str, datetime] | None:
    """State and since when, or None for authors below the threshold."""
    row = await database.fetchrow("SELECT state, since FROM celebrities WHERE user_id = $1", user_id)
    return (row["state"], row["since"]) if row else None


async def rise(user_id: int) -> bool:
    """Who was none is rising; who was leaving stays. Returns whether that changed anything."""
    tag = await database.execute(
        "INSERT INTO celebrities (user_id, state, since) VALUES ($1, 'rising', clock_timestamp())"
        " ON CONFLICT (user_id) DO UPDATE SET state = 'celebrity' WHERE celebrities.state = 'leaving'",
        user_id,
    )
    return tag == "INSERT 0 1"


async def arrive(user_id: int, since: datetime) -> None:
    """From now on nothing is pushed, if they are rising since then."""
    await database.execute(
        "UPDATE celebrities SET state = 'celebrity' WHERE user_id = $1 AND state = 'rising' AND since = $2",
        user_id,
        since,
    )


async def leave(user_id: int) -> bool:
    """From now on everything is pushed again. Returns whether that changed anything."""
    tag = await database.execute(
        "UPDATE celebrities SET state = 'leaving' WHERE user_id = $1 AND state <> 'leaving'", user_id
    )
    return tag == "UPDATE 1"


async def hold_leaving(user_id: int) -> bool:
    """Whether they are on their way out. No book reads their posts until the open transaction ends."""
    return bool(
        await database.fetchval(
            "SELECT true FROM celebrities WHERE user_id = $1 AND state = 'leaving' FOR UPDATE", user_id
        )
    )


async def drop(user_id: int) -> None:
    await database.execute("DELETE FROM celebrities WHERE user_id = $1", user_id)
