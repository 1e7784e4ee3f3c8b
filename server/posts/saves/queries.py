"""Every SQL statement on saves and collections; all of one person's."""

from asyncpg import Record

from server.kit import database
from server.posts.queries import COLUMNS, MAY_READ

POST_COLUMNS = ", ".join(f"p.{column}" for column in COLUMNS.split(", "))
READABLE = f"""
JOIN posts p ON p.author_id = s.author_id AND p.id = s.post_id AND p.state = 'published'
JOIN users u ON u.id = p.author_id WHERE {MAY_READ}
"""
"""For saves `s` of the viewer `w`."""
SAVED = f"""
SELECT {POST_COLUMNS}, s.id AS mark
FROM (SELECT $1::bigint AS user_id) w JOIN saves s ON s.user_id = w.user_id {READABLE}
AND s.id < $2 ORDER BY s.id DESC LIMIT $3
"""
COLLECTED = f"""
SELECT {POST_COLUMNS}, c.id AS mark FROM (SELECT $1::bigint AS user_id) w
JOIN collection_posts c ON c.user_id = w.user_id AND c.collection_id = $4
JOIN saves s ON s.user_id = c.user_id AND s.post_id = c.post_id {READABLE}
AND c.id < $2 ORDER BY c.id DESC LIMIT $3
"""
COLLECTIONS = f"""
WITH shown AS MATERIALIZED (
    SELECT c.collection_id, p.draft_id, row_number() OVER (PARTITION BY c.collection_id ORDER BY c.id DESC) AS place
    FROM (SELECT $1::bigint AS user_id) w JOIN collection_posts c ON c.user_id = w.user_id
    JOIN saves s ON s.user_id = c.user_id AND s.post_id = c.post_id {READABLE}
    AND ($2::bigint IS NULL OR c.collection_id = $2)
)
SELECT k.id, k.name, count(n.draft_id) AS posts,
    coalesce(array_agg(n.draft_id ORDER BY n.place) FILTER (WHERE n.place <= $3), '{{}}') AS covers
FROM collections k LEFT JOIN shown n ON n.collection_id = k.id
WHERE k.user_id = $1 AND ($2::bigint IS NULL OR k.id = $2)
GROUP BY k.id, k.name, k.latest ORDER BY k.latest DESC
"""


async def add(user_id: int, post_id: int, author_id: int, save_id: int) -> bool:
    """False when it was there."""
    done = await database.execute(
        "INSERT INTO saves (user_id, post_id, author_id, id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        user_id,
        post_id,
        author_id,
        save_id,
    )
    return done == "INSERT 0 1"


async def drop(user_id: int, post_id: int) -> bool:
    """False when there was none."""
    return (
        await database.execute("DELETE FROM saves WHERE user_id = $1 AND post_id = $2", user_id, post_id) != "DELETE 0"
    )


async def hold(user_id: int, post_id: int) -> bool:
    """Whether it is saved; it stays so until the transaction ends."""
    return bool(
        await database.fetchval(
            "SELECT true FROM saves WHERE user_id = $1 AND post_id = $2 FOR KEY SHARE", user_id, post_id
        )
    )


async def state(user_id: int, post_id: int) -> Record:
    """`saved`, and the ids of `collections`, the last one first."""
    row = await database.fetchrow(
        "SELECT EXISTS (SELECT FROM saves WHERE user_id = $1 AND post_id = $2) AS saved,"
        " ARRAY(SELECT collection_id FROM collection_posts WHERE user_id = $1 AND post_id = $2 ORDER BY id DESC)"
        " AS collections",
        user_id,
        post_id,
    )
    assert row is not None
    return row


async def page(user_id: int, before: int, limit: int) -> list[Record]:
    """Rows of saved posts that the user may see, with `mark`, the last saved first."""
    return await database.fetch(SAVED, user_id, before, limit)


# collections


async def add_collection(user_id: int, collection_id: int, name: str, name_key: str, at_most: int) -> str:
    """`added`, `taken` when the name is, or `full` when there are so many."""
    await database.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"collections {user_id}")
    outcome: str = await database.fetchval(
        "WITH added AS (INSERT INTO collections (user_id, id, name, name_key, latest) SELECT $1, $2, $3, $4, $2"
        "  WHERE (SELECT count(*) FROM collections WHERE user_id = $1) < $5 ON CONFLICT DO NOTHING RETURNING 1)"
        " SELECT CASE WHEN EXISTS (SELECT FROM added) THEN 'added'"
        "  WHEN EXISTS (SELECT FROM collections WHERE user_id = $1 AND name_key = $4) THEN 'taken' ELSE 'full' END",
        user_id,
        collection_id,
        name,
        name_key,
        at_most,
    )
    return outcome


async def name_taken(user_id: int, name_key: str, except_id: int) -> bool:
    """By another collection; no other takes it until the transaction ends."""
    await database.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"collections {user_id}")
    return bool(
        await database.fetchval(
            "SELECT EXISTS (SELECT FROM collections WHERE user_id = $1 AND name_key = $2 AND id <> $3)",
            user_id,
            name_key,
            except_id,
        )
    )


async def rename_collection(user_id: int, collection_id: int, name: str, name_key: str) -> bool:
    """False when there is no such collection."""
    done = await database.execute(
        "UPDATE collections SET name = $3, name_key = $4 WHERE user_id = $1 AND id = $2",
        user_id,
        collection_id,
        name,
        name_key,
    )
    return done == "UPDATE 1"


async def drop_collection(user_id: int, collection_id: int) -> bool:
    done = await database.execute("DELETE FROM collections WHERE user_id = $1 AND id = $2", user_id, collection_id)
    return done == "DELETE 1"


async def collections(user_id: int, covers: int, collection_id: int | None = None) -> list[Record]:
    """All of somebody's, or the one: id, name, how many posts they can see in it, and draft ids of its latest ones."""
    return await database.fetch(COLLECTIONS, user_id, collection_id, covers)


async def has_collection(user_id: int, collection_id: int) -> bool:
    """Whether there is one; it stays until the transaction ends."""
    return bool(
        await database.fetchval(
            "SELECT true FROM collections WHERE user_id = $1 AND id = $2 FOR KEY SHARE", user_id, collection_id
        )
    )


async def collect(user_id: int, collection_id: int, post_id: int, place: int) -> None:
    """Puts a saved post into the collection, at its top unless it is there."""
    await database.execute(
        "WITH added AS (INSERT INTO collection_posts (user_id, collection_id, post_id, id) VALUES ($1, $2, $3, $4)"
        "  ON CONFLICT DO NOTHING RETURNING id)"
        " UPDATE collections SET latest = $4 WHERE user_id = $1 AND id = $2 AND EXISTS (SELECT FROM added)",
        user_id,
        collection_id,
        post_id,
        place,
    )


async def uncollect(user_id: int, collection_id: int, post_id: int) -> None:
    await database.execute(
        "DELETE FROM collection_posts WHERE user_id = $1 AND collection_id = $2 AND post_id = $3",
        user_id,
        collection_id,
        post_id,
    )


async def collected(user_id: int, collection_id: int, before: int, limit: int) -> list[Record]:
    """As `page`, of one collection, the last put in first."""
    return await database.fetch(COLLECTED, user_id, before, limit, collection_id)
