"""SQL of the feed: who is a celebrity, and the feed that is pulled."""

from array import array
from collections.abc import Sequence
from datetime import datetime

from server.kit import database

NEWEST = """
WITH authors AS MATERIALIZED (
    SELECT other_id AS id FROM following f WHERE user_id = $1 AND state = 'following'
    AND NOT EXISTS (SELECT FROM celebrities c WHERE c.user_id = f.other_id AND c.state = 'celebrity' AND $4)
    UNION ALL SELECT $1
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
    user_id: int, before: int, count: int, share: int, *, without_celebrities: bool
) -> list[tuple[int, int]]:
    """Exactly the newest `count` posts below the id `before` of all whom the reader follows and of the reader:
    (id, author_id), newest first. With or without celebrities, whose posts are pushed to nobody but themselves.

    Each author is first asked for `share` times the average share. Whoever's rows all lie above the cut that these make
    may have more there, and is asked for them within the same statement (threshold algorithm, Fagin 2001).
    """
    rows = await database.fetch(NEWEST, user_id, before, count, without_celebrities, share)
    return [(row["id"], row["author_id"]) for row in rows]


async def followed_celebrities(user_id: int) -> list[int]:
    """Those whose posts this reader's pages pull, in whatever state."""
    rows = await database.fetch(
        "SELECT c.user_id FROM following f JOIN celebrities c ON c.user_id = f.other_id"
        " WHERE f.user_id = $1 AND f.state = 'following'",
        user_id,
    )
    return [row["user_id"] for row in rows]


async def celebrity_posts(author_ids: Sequence[int], limit: int) -> "dict[int, array[int]]":
    """The newest posts, oldest first, of those who are celebrities. None of these goes while they are read."""
    rows = await database.fetch(
        "SELECT c.user_id, ARRAY(SELECT id FROM posts p WHERE p.author_id = c.user_id AND p.state = 'published'"
        "  ORDER BY id DESC LIMIT $2) AS ids"
        " FROM celebrities c WHERE c.user_id = ANY($1::bigint[]) ORDER BY c.user_id FOR KEY SHARE OF c",
        author_ids,
        limit,
    )
    return {row["user_id"]: array("q", reversed(row["ids"])) for row in rows}


async def celebrity(user_id: int) -> tuple[str, datetime] | None:
    """State and since when, or None for authors below the threshold."""
    row = await database.fetchrow("SELECT state, since FROM celebrities WHERE user_id = $1", user_id)
    return (row["state"], row["since"]) if row else None


async def rise(user_id: int) -> bool:
    """Who was none, or leaving, is rising. Returns whether that changed anything."""
    tag = await database.execute(
        "INSERT INTO celebrities (user_id, state, since) VALUES ($1, 'rising', clock_timestamp())"
        " ON CONFLICT (user_id) DO UPDATE SET state = 'rising', since = excluded.since"
        " WHERE celebrities.state = 'leaving'",
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
