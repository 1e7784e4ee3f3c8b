"""Every SQL statement on hidden posts."""

from server.kit import database


async def add(user_id: int, post_id: int, author_id: int, why: str) -> bool:
    """False when it was there for that reason."""
    done = await database.execute(
        "INSERT INTO hidden_posts AS h (user_id, post_id, author_id, why) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (user_id, post_id) DO UPDATE SET why = excluded.why WHERE h.why <> excluded.why",
        user_id,
        post_id,
        author_id,
        why,
    )
    return done == "INSERT 0 1"


async def drop(user_id: int, post_id: int) -> int | None:
    """The post's author; None when it was not hidden."""
    author_id: int | None = await database.fetchval(
        "DELETE FROM hidden_posts WHERE user_id = $1 AND post_id = $2 RETURNING author_id", user_id, post_id
    )
    return author_id
