"""Every SQL statement that takes away what notifications say to one person, and about them."""

from collections.abc import Sequence

from asyncpg import Record

from server.kit import database


async def forget_reader(user_id: int, limit: int) -> int:
    """Deletes so many of what they were told, and what they chose to be told. Returns the most of one kind."""
    await database.execute("DELETE FROM notification_readers WHERE user_id = $1", user_id)
    deeds = await database.delete_some("notification_deeds", "user_id", user_id, limit)
    return max(deeds, await database.delete_some("notifications", "user_id", user_id, limit))


async def some_deeds(person_id: int, limit: int) -> list[Record]:
    """Keys of so many deeds of theirs that others were told of."""
    return await database.fetch(
        "SELECT user_id, kind, thing_id, deed_id FROM notification_deeds WHERE person_id = $1 LIMIT $2",
        person_id,
        limit,
    )


async def drop_deeds(person_id: int, deeds: Sequence[Record]) -> None:
    """Takes them out of their notifications, whose readers the caller has locked; empty ones go."""
    gone = await database.fetch(
        "WITH gone AS (DELETE FROM notification_deeds d"
        "  USING unnest($2::bigint[], $3::text[], $4::bigint[], $5::bigint[]) AS w (user_id, kind, thing_id, deed_id)"
        "  WHERE (d.user_id, d.kind, d.thing_id, d.deed_id) = (w.user_id, w.kind, w.thing_id, w.deed_id)"
        "  AND d.person_id = $1 RETURNING d.user_id, d.notification_id)"
        " UPDATE notifications n SET deeds = n.deeds - g.deeds"
        " FROM (SELECT user_id, notification_id, count(*) AS deeds FROM gone GROUP BY 1, 2) g"
        " WHERE (n.user_id, n.id) = (g.user_id, g.notification_id) RETURNING n.user_id, n.id",
        person_id,
        *[[deed[name] for deed in deeds] for name in ("user_id", "kind", "thing_id", "deed_id")],
    )
    await database.execute(
        "DELETE FROM notifications n USING unnest($1::bigint[], $2::bigint[]) AS w (user_id, id)"
        " WHERE (n.user_id, n.id) = (w.user_id, w.id) AND NOT EXISTS (SELECT FROM notification_deeds d"
        "  WHERE d.user_id = n.user_id AND d.notification_id = n.id)",
        [row["user_id"] for row in gone],
        [row["id"] for row in gone],
    )


async def drop_on_their_posts(author_id: int, limit: int) -> int:
    """Deletes so many of what others were told about their posts. Returns how many those were."""
    return int(
        await database.fetchval(
            "WITH batch AS MATERIALIZED (SELECT user_id, id FROM notifications"
            "   WHERE author_id = $1 AND author_id <> user_id AND author_id <> 0 LIMIT $2),"
            "  theirs AS (DELETE FROM notification_deeds d USING batch s"
            "   WHERE d.user_id = s.user_id AND d.notification_id = s.id),"
            "  gone AS (DELETE FROM notifications n USING batch s WHERE (n.user_id, n.id) = (s.user_id, s.id))"
            " SELECT count(*) FROM batch",
            author_id,
            limit,
        )
    )
