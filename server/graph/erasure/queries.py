"""Every SQL statement that takes away the ties of one person; always both sides of a tie in one statement."""

from asyncpg import Record

from server.kit import database


async def drop_following(user_id: int, limit: int) -> list[Record]:
    """Whom they follow or ask to: `other_id` and `state` of so many."""
    return await database.fetch(
        "WITH batch AS MATERIALIZED (SELECT other_id FROM following WHERE user_id = $1 ORDER BY other_id LIMIT $2),"
        " there AS (DELETE FROM followers f USING batch s WHERE f.user_id = s.other_id AND f.follower_id = $1)"
        " DELETE FROM following f USING batch s WHERE f.user_id = $1 AND f.other_id = s.other_id"
        " RETURNING f.other_id, f.state",
        user_id,
        limit,
    )


async def drop_followers(user_id: int, limit: int) -> list[Record]:
    """Who follows them or asks to: `other_id` and `state` of so many."""
    return await database.fetch(
        "WITH batch AS MATERIALIZED"
        " (SELECT follower_id FROM followers WHERE user_id = $1 ORDER BY follower_id LIMIT $2),"
        " there AS (DELETE FROM following f USING batch s WHERE f.user_id = s.follower_id AND f.other_id = $1)"
        " DELETE FROM followers f USING batch s WHERE f.user_id = $1 AND f.follower_id = s.follower_id"
        " RETURNING f.follower_id AS other_id, f.state",
        user_id,
        limit,
    )


async def drop_blocks(user_id: int, limit: int) -> list[int]:
    """Whom they block."""
    return await _drop_blocks("blocks", "blocked_by", user_id, limit)


async def drop_blocked_by(user_id: int, limit: int) -> list[int]:
    """Who blocks them."""
    return await _drop_blocks("blocked_by", "blocks", user_id, limit)


async def _drop_blocks(here: str, there: str, user_id: int, limit: int) -> list[int]:
    rows = await database.fetch(
        f"WITH batch AS MATERIALIZED (SELECT other_id FROM {here} WHERE user_id = $1 ORDER BY other_id LIMIT $2),"
        f" there AS (DELETE FROM {there} t USING batch s WHERE t.user_id = s.other_id AND t.other_id = $1)"
        f" DELETE FROM {here} h USING batch s WHERE h.user_id = $1 AND h.other_id = s.other_id RETURNING h.other_id",
        user_id,
        limit,
    )
    return [row["other_id"] for row in rows]


async def drop_mutes_of(user_id: int, limit: int) -> list[int]:
    """Who mutes them."""
    return await _drop_of("mutes", user_id, limit)


async def drop_close_friends_of(user_id: int, limit: int) -> list[int]:
    """Who counts them among their close friends."""
    return await _drop_of("close_friends", user_id, limit)


async def _drop_of(table: str, other_id: int, limit: int) -> list[int]:
    rows = await database.fetch(
        f"DELETE FROM {table} WHERE other_id = $1 AND user_id = ANY(ARRAY("
        f"  SELECT user_id FROM {table} WHERE other_id = $1 ORDER BY user_id LIMIT $2)) RETURNING user_id",
        other_id,
        limit,
    )
    return [row["user_id"] for row in rows]
