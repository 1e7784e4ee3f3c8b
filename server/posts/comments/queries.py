"""Every SQL statement on comments."""

from collections.abc import Collection

from asyncpg import Record

from server.accounts.rows import AUTHOR_COLUMNS
from server.kit import database

COUNTED = 1_000
"""Replies, and likes for the answer to a like, are counted so far; in order, so that an index is read."""
COLUMNS = f"""
c.id AS comment_id, c.author_id, c.post_id, c.user_id, c.parent_id, c.text, c.mentions, c.likes, c.pinned_at,
EXISTS (SELECT FROM comment_likes l WHERE (l.author_id, l.comment_id, l.user_id) = (c.author_id, c.id, $1)) AS liked,
(SELECT count(*) FROM (SELECT FROM comments r WHERE r.author_id = c.author_id AND r.parent_id = c.id
    ORDER BY r.id LIMIT {COUNTED}) n) AS replies, {AUTHOR_COLUMNS}
"""
"""Of a comment `c` by a user `u`, for the viewer $1."""
SOURCE = "FROM comments c JOIN users u ON u.id = c.user_id AND u.state = 'active'"


async def insert(
    author_id: int, comment_id: int, post_id: int, user_id: int, parent_id: int | None, text: str, mentions: list[str]
) -> None:
    await database.execute(
        "INSERT INTO comments (author_id, id, post_id, user_id, parent_id, text, mentions)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7)",
        author_id,
        comment_id,
        post_id,
        user_id,
        parent_id,
        text,
        mentions,
    )


async def one(viewer_id: int, comment_id: int) -> Record | None:
    return await database.fetchrow(f"SELECT {COLUMNS} {SOURCE} WHERE c.id = $2", viewer_id, comment_id)


async def hold(author_id: int, comment_id: int, *, alone: bool = False) -> bool:
    """Whether the comment is there; it stays until the transaction ends. `alone`: and gets no replies meanwhile."""
    return bool(
        await database.fetchval(
            "SELECT true FROM comments WHERE author_id = $1 AND id = $2 "
            + ("FOR UPDATE" if alone else "FOR KEY SHARE"),
            author_id,
            comment_id,
        )
    )


async def page(
    viewer_id: int, author_id: int, post_id: int, hidden: Collection[int], below: int, limit: int
) -> list[Record]:
    """Comments on the post itself that are not pinned, newest first."""
    return await database.fetch(
        f"SELECT {COLUMNS} {SOURCE} WHERE c.author_id = $2 AND c.post_id = $3 AND c.parent_id IS NULL"
        " AND c.pinned_at IS NULL AND -c.id > -$5::bigint AND c.user_id <> ALL($4::bigint[]) ORDER BY -c.id LIMIT $6",
        viewer_id,
        author_id,
        post_id,
        list(hidden),
        below,
        limit,
    )


async def newer(author_id: int, post_id: int, hidden: Collection[int], comment_id: int, limit: int) -> list[int]:
    """Ids of those of `page` that stand above this one, the nearest first."""
    rows = await database.fetch(
        f"SELECT c.id {SOURCE} WHERE c.author_id = $1 AND c.post_id = $2 AND c.parent_id IS NULL"
        " AND c.pinned_at IS NULL AND -c.id < -$4::bigint AND c.user_id <> ALL($3::bigint[])"
        " ORDER BY -c.id DESC LIMIT $5",
        author_id,
        post_id,
        list(hidden),
        comment_id,
        limit,
    )
    return [row["id"] for row in rows]


async def pinned(viewer_id: int, author_id: int, post_id: int, hidden: Collection[int]) -> list[Record]:
    """In the order in which they were pinned."""
    return await database.fetch(
        f"SELECT {COLUMNS} {SOURCE} WHERE c.author_id = $2 AND c.post_id = $3 AND c.pinned_at IS NOT NULL"
        " AND c.user_id <> ALL($4::bigint[]) ORDER BY c.pinned_at, c.id",
        viewer_id,
        author_id,
        post_id,
        list(hidden),
    )


async def replies(
    viewer_id: int, author_id: int, parent_id: int, hidden: Collection[int], above: int, limit: int
) -> list[Record]:
    """Oldest first."""
    return await database.fetch(
        f"SELECT {COLUMNS} {SOURCE} WHERE c.author_id = $2 AND c.parent_id = $3 AND c.id > $5"
        " AND c.user_id <> ALL($4::bigint[]) ORDER BY c.id LIMIT $6",
        viewer_id,
        author_id,
        parent_id,
        list(hidden),
        above,
        limit,
    )


async def older(author_id: int, parent_id: int, hidden: Collection[int], comment_id: int, limit: int) -> list[int]:
    """Ids of those of `replies` that stand above this one, the nearest first."""
    rows = await database.fetch(
        f"SELECT c.id {SOURCE} WHERE c.author_id = $1 AND c.parent_id = $2 AND c.id < $4"
        " AND c.user_id <> ALL($3::bigint[]) ORDER BY c.id DESC LIMIT $5",
        author_id,
        parent_id,
        list(hidden),
        comment_id,
        limit,
    )
    return [row["id"] for row in rows]


async def delete(author_id: int, comment_id: int) -> int:
    """Deletes the comment, which is held alone, with its replies. Returns how many those were together."""
    # held in the order in which the relay adds up their likes
    answers = await database.fetchval(
        "SELECT count(*) FROM (SELECT FROM comments WHERE author_id = $1 AND parent_id = $2 ORDER BY id FOR UPDATE) r",
        author_id,
        comment_id,
    )
    await database.execute("DELETE FROM comments WHERE author_id = $1 AND id = $2", author_id, comment_id)
    return int(answers) + 1


async def count_pinned(author_id: int, post_id: int) -> int:
    return int(
        await database.fetchval(
            "SELECT count(*) FROM comments WHERE author_id = $1 AND post_id = $2 AND pinned_at IS NOT NULL",
            author_id,
            post_id,
        )
    )


async def set_pinned(author_id: int, comment_id: int, pinned: bool) -> None:
    await database.execute(
        "UPDATE comments SET pinned_at = CASE WHEN $3 THEN clock_timestamp() END WHERE author_id = $1 AND id = $2",
        author_id,
        comment_id,
        pinned,
    )


async def delete_some(author_id: int, post_id: int, limit: int) -> int:
    """Deletes so many comments of a post that is gone, replies first. Returns how many there were."""
    done = await database.execute(
        "DELETE FROM comments WHERE author_id = $1 AND id IN (SELECT id FROM comments"
        " WHERE author_id = $1 AND post_id = $2 ORDER BY id DESC LIMIT $3)",
        author_id,
        post_id,
        limit,
    )
    return int(done.split()[-1])


# likes of comments


async def add_like(author_id: int, comment_id: int, user_id: int) -> bool:
    """False when it was there."""
    return bool(
        await database.fetchval(
            "INSERT INTO comment_likes (author_id, comment_id, user_id) VALUES ($1, $2, $3)"
            " ON CONFLICT DO NOTHING RETURNING true",
            author_id,
            comment_id,
            user_id,
        )
    )


async def drop_like(author_id: int, comment_id: int, user_id: int) -> bool:
    """False when there was none."""
    return bool(
        await database.fetchval(
            "DELETE FROM comment_likes WHERE author_id = $1 AND comment_id = $2 AND user_id = $3 RETURNING true",
            author_id,
            comment_id,
            user_id,
        )
    )


async def count_likes(author_id: int, comment_id: int) -> int:
    """One by one up to `COUNTED`, above as last folded."""
    return int(
        await database.fetchval(
            "SELECT CASE WHEN n < $3 THEN n ELSE greatest(n, (SELECT likes FROM comments WHERE author_id = $1"
            " AND id = $2)) END FROM (SELECT count(*) AS n FROM (SELECT FROM comment_likes"
            "  WHERE author_id = $1 AND comment_id = $2 ORDER BY user_id LIMIT $3) AS x) AS y",
            author_id,
            comment_id,
            COUNTED,
        )
    )


async def add_likes(rows: list[tuple[int, int, int]]) -> None:
    """Sorted rows of author, comment, and what to add to its likes."""
    await database.executemany(
        "UPDATE comments SET likes = likes + $3 WHERE author_id = $1 AND id = $2 AND $3 <> 0", rows
    )
