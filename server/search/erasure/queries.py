"""Every SQL statement that takes away what one person has searched for, and how others found them."""

from server.kit import database


async def forget_searches(user_id: int, limit: int) -> int:
    """Their own searches and hashtags, and so many of what others keep of having found them. Returns how many of
    these there were."""
    await database.execute("DELETE FROM recent_searches WHERE user_id = $1", user_id)
    await database.execute("DELETE FROM followed_hashtags WHERE user_id = $1", user_id)
    done = await database.execute(
        "DELETE FROM recent_searches WHERE kind = 'person' AND value = $1 AND user_id = ANY(ARRAY("
        "  SELECT user_id FROM recent_searches WHERE kind = 'person' AND value = $1 ORDER BY user_id LIMIT $2))",
        str(user_id),
        limit,
    )
    return int(done.split()[-1])
