"""Every SQL statement on posts."""

from collections.abc import Sequence
from datetime import datetime

from asyncpg import Record

from server.kit import database

COLUMNS = (
    "author_id, id, draft_id, state, media_id, caption, alt, hashtags, mentions, problem, reason,"
    " created_at, published_at, edited_at"
)


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


async def author_of(post_id: int) -> int | None:
    author: int | None = await database.fetchval(
        "SELECT author_id FROM posts WHERE id = $1 AND state = 'published'", post_id
    )
    return author


async def published(post_ids: Sequence[int]) -> list[Record]:
    """Published posts among the ids whose authors are active, in no order."""
    return await database.fetch(
        f"SELECT {', '.join('p.' + c for c in COLUMNS.split(', '))} FROM posts p JOIN users u ON u.id = p.author_id"
        " WHERE p.id = ANY($1::bigint[]) AND p.state = 'published' AND u.state = 'active'",
        post_ids,
    )


async def published_ids(author_id: int, before: int, limit: int) -> list[int]:
    """Newest first, below the id `before`."""
    rows = await database.fetch(
        "SELECT id FROM posts WHERE author_id = $1 AND id < $2 AND state = 'published' ORDER BY id DESC LIMIT $3",
        author_id,
        before,
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


async def count_published(author_id: int) -> int:
    return int(
        await database.fetchval("SELECT count(*) FROM posts WHERE author_id = $1 AND state = 'published'", author_id)
    )


async def waiting_for(media_id: int) -> list[Record]:
    return await database.fetch(
        f"SELECT {COLUMNS} FROM posts WHERE media_id = $1 AND state IN ('draft', 'processing') FOR UPDATE", media_id
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


async def change(
    author_id: int,
    draft_id: int,
    *,
    caption: str,
    alt: str,
    media_id: int,
    state: str,
    hashtags: list[str],
    mentions: list[str],
    edited: bool,
) -> None:
    await database.execute(
        "UPDATE posts SET caption = $3, alt = $4, media_id = $5, state = $6, hashtags = $7, mentions = $8,"
        " edited_at = CASE WHEN $9 THEN now() ELSE edited_at END WHERE author_id = $1 AND draft_id = $2",
        author_id,
        draft_id,
        caption,
        alt,
        media_id,
        state,
        hashtags,
        mentions,
        edited,
    )


async def delete(author_id: int, draft_id: int) -> None:
    await database.execute("DELETE FROM posts WHERE author_id = $1 AND draft_id = $2", author_id, draft_id)


async def uses_of(media_id: int) -> int:
    return int(await database.fetchval("SELECT count(*) FROM posts WHERE media_id = $1", media_id))
