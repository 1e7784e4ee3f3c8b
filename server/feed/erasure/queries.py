"""Every SQL statement that takes away what feeds keep of one person as a reader, and as a celebrity."""

from server.kit import database


async def forget_log(user_id: int, limit: int) -> int:
    """Deletes so many rows of what they were shown and did with it. Returns the most that there were of one kind."""
    most = await database.delete_some("exposure_news", "user_id", user_id, limit)
    for table in ("impressions", "outcomes"):
        done = await database.execute(
            f"DELETE FROM {table} WHERE user_id = $1 AND (post_id, snapshot_id) IN"
            f" (SELECT DISTINCT post_id, snapshot_id FROM {table} WHERE user_id = $1 ORDER BY 1, 2 LIMIT $2)",
            user_id,
            limit,
        )
        most = max(most, int(done.split()[-1]))
    return most


async def forget_reading(user_id: int) -> None:
    """Copies of their readings, of which a few are kept, and what they chose."""
    await database.execute("DELETE FROM home_snapshots WHERE user_id = $1", user_id)
    await database.execute("DELETE FROM feed_preferences WHERE user_id = $1", user_id)
