"""Every SQL statement on posts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from asyncpg import Record

from server.graph.visibility import MAY_SEE_POSTS
from server.kit import database

COLUMNS = (
    "author_id, id, draft_id, state, caption, aspect, audience, place, place_id, who_may_comment, hashtags, mentions,"
    " problem, reason, flag, created_at, published_at, edited_at"
)
COUNTED = 20_000
"""Posts of a person that are counted for their profile."""


async def insert(row: dict[str, object]) -> None:
    names = ", ".join(row)
    places = ", ".join(f"${i}" for i in range(1, len(row) + 1))
    await database.execute(f"INSERT INTO posts ({names}) VALUES ({places}) ON CONFLICT DO NOTHING", *row.values())


async def own(author_id: int, post_id: int, *, lock: bool = False) -> Record | None:
    """One's own post by its id or by the id that its draft had."""
    return await database.fetchrow(
        f"SELECT {COLUMNS} FROM posts WHERE author_id = $1 AND (id = $2 OR draft_id = $2)"
        + (" FOR UPDATE" if lock else ""),
        author_id,
        post_id,
    )


async def pending(author_id: int, limit: int) -> list[Record]:
    return await database.fetch(
        f"SELECT {COLUMNS} FROM posts WHERE author_id = $1 AND state <> 'published' ORDER BY draft_id DESC LIMIT $2",
        author_id,
        limit,
    )


async def unfinished(author_id: int) -> int:
    """How many unfinished posts somebody has."""
    return int(
        await database.fetchval("SELECT count(*) FROM posts WHERE author_id = $1 AND state <> 'published'", author_id)
    )


async def published(post_ids: Sequence[int]) -> list[Record]:
    """Published posts among the ids whose authors are active, in no order."""
    return await database.fetch(
        f"SELECT {', '.join('p.' + c for c in COLUMNS.split(', '))} FROM posts p JOIN users u ON u.id = p.author_id"
        " WHERE p.id = ANY($1::bigint[]) AND p.state = 'published' AND u.state = 'active'",
        post_ids,
    )


async def published_ids(author_id: int, before: int, limit: int, *, as_follower: bool = True) -> list[int]:
    """Newest first, below the id `before`; those for followers are left out for others."""
    rows = await database.fetch(
        "SELECT id FROM posts WHERE author_id = $1 AND id < $2 AND state = 'published'"
        " AND ($4 OR audience = 'everyone') ORDER BY id DESC LIMIT $3",
        author_id,
        before,
        limit,
        as_follower,
    )
    return [row["id"] for row in rows]


async def showing_person(user_id: int, limit: int) -> list[int]:
    """The newest published posts with a picture in which they are tagged."""
    rows = await database.fetch(
        "SELECT DISTINCT p.id FROM (SELECT author_id, draft_id FROM post_tags WHERE user_id = $1"
        "  ORDER BY draft_id DESC LIMIT $2) t JOIN posts p ON (p.author_id, p.draft_id) = (t.author_id, t.draft_id)"
        " WHERE p.state = 'published'",
        user_id,
        limit,
    )
    return [row["id"] for row in rows]


async def recent_of_each(author_ids: Sequence[int], before: Sequence[int], limit: int) -> list[tuple[int, int]]:
    """Of each author the newest `limit` posts below the author's own `before`: (id, author_id), in no order."""
    rows = await database.fetch(
        "SELECT newest.id, a.author_id FROM unnest($1::bigint[], $2::bigint[]) AS a (author_id, before)"
        " CROSS JOIN LATERAL (SELECT id FROM posts p WHERE p.author_id = a.author_id AND p.id < a.before"
        "  AND p.state = 'published' ORDER BY id DESC LIMIT $3) AS newest",
        author_ids,
        before,
        limit,
    )
    return [(row["id"], row["author_id"]) for row in rows]


async def count_published(author_id: int, *, as_follower: bool = True) -> int:
    return int(
        await database.fetchval(
            "SELECT count(*) FROM (SELECT FROM posts WHERE author_id = $1 AND state = 'published'"
            " AND ($2 OR audience = 'everyone') LIMIT $3) p",
            author_id,
            as_follower,
            COUNTED,
        )
    )


async def showing(media_id: int) -> Record | None:
    """The post, in whatever state, in which this media is. It stays as it is until the open transaction ends."""
    return await database.fetchrow(
        f"SELECT {COLUMNS} FROM posts WHERE (author_id, draft_id) IN"
        " (SELECT author_id, draft_id FROM post_items WHERE media_id = $1) FOR UPDATE",
        media_id,
    )


async def waiting_for(media_id: int) -> Record | None:
    """Author and draft of the post that is on its way with this media."""
    return await database.fetchrow(
        "SELECT author_id, draft_id FROM posts WHERE state = 'processing' AND (author_id, draft_id) IN"
        " (SELECT author_id, draft_id FROM post_items WHERE media_id = $1)",
        media_id,
    )


async def set_processing(author_id: int, draft_id: int) -> None:
    await database.execute(
        "UPDATE posts SET state = 'processing', problem = '', reason = '' WHERE author_id = $1 AND draft_id = $2",
        author_id,
        draft_id,
    )


async def set_published(author_id: int, draft_id: int, post_id: int, published_at: datetime) -> None:
    await database.execute(
        "UPDATE posts SET state = 'published', id = $3, published_at = $4, problem = '', reason = ''"
        " WHERE author_id = $1 AND draft_id = $2",
        author_id,
        draft_id,
        post_id,
        published_at,
    )


async def set_failed(author_id: int, draft_id: int, problem: str, reason: str) -> None:
    await database.execute(
        "UPDATE posts SET state = 'failed', problem = $3, reason = $4 WHERE author_id = $1 AND draft_id = $2",
        author_id,
        draft_id,
        problem,
        reason,
    )


async def set_held(author_id: int, draft_id: int, problem: str, reason: str) -> None:
    await database.execute(
        "UPDATE posts SET state = 'held', flag = $3, problem = $3, reason = $4 WHERE author_id = $1 AND draft_id = $2",
        author_id,
        draft_id,
        problem,
        reason,
    )


async def set_flag(author_id: int, draft_id: int, flag: str) -> None:
    await database.execute(
        "UPDATE posts SET flag = $3 WHERE author_id = $1 AND draft_id = $2", author_id, draft_id, flag
    )


async def change(author_id: int, draft_id: int, values: dict[str, object]) -> None:
    """Sets these columns."""
    assignments = ", ".join(f"{name} = ${i}" for i, name in enumerate(values, 3))
    await database.execute(
        f"UPDATE posts SET {assignments} WHERE author_id = $1 AND draft_id = $2", author_id, draft_id, *values.values()
    )


async def delete(author_id: int, draft_id: int) -> None:
    await database.execute("DELETE FROM posts WHERE author_id = $1 AND draft_id = $2", author_id, draft_id)


# items, tags and versions


async def items_of(draft_ids: Sequence[int]) -> list[Record]:
    return await database.fetch(
        "SELECT author_id, draft_id, position, media_id, alt, look FROM post_items"
        " WHERE draft_id = ANY($1::bigint[]) ORDER BY draft_id, position",
        draft_ids,
    )


async def in_other_post(draft_id: int, media_ids: Sequence[int]) -> bool:
    return bool(
        await database.fetchval(
            "SELECT EXISTS (SELECT FROM post_items WHERE media_id = ANY($2::bigint[]) AND draft_id <> $1)",
            draft_id,
            media_ids,
        )
    )


async def replace_items(author_id: int, draft_id: int, rows: Sequence[tuple[int, str, Any]]) -> None:
    """Rows of media id, alt text and look, in their order."""
    await database.execute("DELETE FROM post_items WHERE author_id = $1 AND draft_id = $2", author_id, draft_id)
    await database.executemany(
        "INSERT INTO post_items (author_id, draft_id, position, media_id, alt, look) VALUES ($1, $2, $3, $4, $5, $6)",
        [(author_id, draft_id, position, *row) for position, row in enumerate(rows)],
    )


async def set_alts(author_id: int, draft_id: int, alts: Sequence[str]) -> None:
    await database.execute(
        "UPDATE post_items i SET alt = n.alt FROM unnest($3::text[]) WITH ORDINALITY AS n (alt, place)"
        " WHERE i.author_id = $1 AND i.draft_id = $2 AND i.position = n.place - 1",
        author_id,
        draft_id,
        alts,
    )


async def tags_of(draft_ids: Sequence[int]) -> list[Record]:
    return await database.fetch(
        "SELECT t.draft_id, t.position, t.x, t.y, u.handle FROM post_tags t JOIN users u ON u.id = t.user_id"
        " WHERE t.draft_id = ANY($1::bigint[]) AND u.state = 'active' ORDER BY t.draft_id, t.position, u.handle",
        draft_ids,
    )


async def add_tags(author_id: int, draft_id: int, rows: Sequence[tuple[int, int, float, float]]) -> None:
    """Rows of position, user id, x and y."""
    if rows:
        await database.executemany(
            "INSERT INTO post_tags (author_id, draft_id, position, user_id, x, y) VALUES ($1, $2, $3, $4, $5, $6)",
            [(author_id, draft_id, *row) for row in rows],
        )


async def delete_tags(author_id: int, draft_id: int) -> None:
    await database.execute("DELETE FROM post_tags WHERE author_id = $1 AND draft_id = $2", author_id, draft_id)


async def add_version(author_id: int, draft_id: int, caption: str, place: str, alts: Sequence[str]) -> None:
    await database.execute(
        "INSERT INTO post_versions (author_id, draft_id, caption, place, alts) VALUES ($1, $2, $3, $4, $5)",
        author_id,
        draft_id,
        caption,
        place,
        alts,
    )


async def versions(author_id: int, draft_id: int, limit: int) -> list[Record]:
    return await database.fetch(
        "SELECT until, caption, place, alts FROM post_versions WHERE author_id = $1 AND draft_id = $2"
        " ORDER BY until DESC LIMIT $3",
        author_id,
        draft_id,
        limit,
    )


# what is a viewer's own

# Whether `w.user_id` may see a published post `p` of a user `u`: the row of the post, whoever asks.
MAY_READ = f"""({MAY_SEE_POSTS} AND (p.audience = 'everyone' OR u.id = w.user_id OR (
    SELECT f.state = 'following' FROM following f WHERE f.user_id = w.user_id AND f.other_id = u.id)))"""


async def newest_marks(user_id: int, limit: int) -> dict[int, list[int]]:
    """The newest posts that somebody saved (1), and those that they hid (2)."""
    row = await database.fetchrow(
        "SELECT ARRAY(SELECT post_id FROM saves WHERE user_id = $1 ORDER BY post_id DESC LIMIT $2) AS saved,"
        " ARRAY(SELECT post_id FROM hidden_posts WHERE user_id = $1 ORDER BY post_id DESC LIMIT $2) AS hidden",
        user_id,
        limit,
    )
    assert row is not None
    return {1: row["saved"], 2: row["hidden"]}


async def marks_among(user_id: int, post_ids: Sequence[int]) -> dict[int, int]:
    """1 for saved and 2 for hidden, added up; posts without a mark are left out."""
    rows = await database.fetch(
        "SELECT post_id, sum(mark)::int AS mark FROM ("
        " SELECT post_id, 1 AS mark FROM saves WHERE user_id = $1 AND post_id = ANY($2::bigint[])"
        " UNION ALL SELECT post_id, 2 FROM hidden_posts WHERE user_id = $1 AND post_id = ANY($2::bigint[])"
        ") m GROUP BY post_id",
        user_id,
        post_ids,
    )
    return {row["post_id"]: row["mark"] for row in rows}


KEPT = ("saves", "hidden_posts", "shares")
"""Tables of what people did with posts of others, which no post's key leads to."""


async def delete_some_kept(_: int, post_id: int, limit: int) -> int:
    """Deletes so many rows of each about a post that is gone. Returns the most that there were of one."""
    most = 0
    for table in KEPT:
        some = f"SELECT ctid FROM {table} WHERE post_id = $1 LIMIT $2"
        done = await database.execute(f"DELETE FROM {table} WHERE ctid = ANY(ARRAY({some}))", post_id, limit)
        most = max(most, int(done.split()[-1]))
    return most


async def exists(author_id: int, post_id: int) -> bool:
    """Whether there is such a post, in whatever state."""
    return bool(
        await database.fetchval(
            "SELECT EXISTS (SELECT FROM posts WHERE author_id = $1 AND id = $2)", author_id, post_id
        )
    )
