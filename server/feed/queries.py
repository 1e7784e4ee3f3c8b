"""SQL of the feed: who is a celebrity."""

from server.kit import database


async def celebrities() -> list[int]:
    rows = await database.fetch("SELECT user_id FROM celebrities ORDER BY user_id")
    return [row["user_id"] for row in rows]


async def is_celebrity(user_id: int) -> bool:
    return bool(await database.fetchval("SELECT EXISTS (SELECT FROM celebrities WHERE user_id = $1)", user_id))


async def make_celebrity(user_id: int) -> bool:
    """Returns whether the person was none before."""
    tag = await database.execute(
        "INSERT INTO celebrities (user_id) VALUES ($1) ON CONFLICT (user_id) DO NOTHING", user_id
    )
    return tag == "INSERT 0 1"
