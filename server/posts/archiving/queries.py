"""The SQL of all that somebody posted and did with posts, some at a time.

Of posts by others there are only the id and the author's handle, and only while the person may read them.
"""

from collections.abc import Sequence

from asyncpg import Record

from server.kit import database
from server.posts.queries import COLUMNS, MAY_READ

UNSEEN = """
EXISTS (SELECT FROM blocks b WHERE b.user_id = w.user_id AND b.other_id = t.id)
OR EXISTS (SELECT FROM blocked_by b WHERE b.user_id = w.user_id AND b.other_id = t.id)
"""
"""Whether `w.user_id` and a user `t` are hidden from each other."""
WHO = "FROM (SELECT $1::bigint AS user_id) w"
# of a deed `d` with a post
THEIRS = f"""
JOIN posts p ON p.author_id = d.author_id AND p.id = d.post_id AND p.state = 'published'
JOIN users u ON u.id = p.author_id WHERE {MAY_READ}
"""
COMMENTS = f"""
SELECT d.id, d.text, d.likes, r.post_id, r.handle, CASE WHEN r.post_id IS NOT NULL THEN d.parent_id END AS parent_id
{WHO} JOIN comments d ON d.user_id = w.user_id AND d.id < $2
LEFT JOIN LATERAL (SELECT p.id AS post_id, u.handle FROM posts p JOIN users u ON u.id = p.author_id
    WHERE p.author_id = d.author_id AND p.id = d.post_id AND p.state = 'published' AND {MAY_READ}) r ON true
ORDER BY d.id DESC LIMIT $3
"""
LIKES = f"""
SELECT d.post_id, u.handle, l.id AS like_id {WHO} JOIN liked d ON d.user_id = w.user_id AND d.post_id < $2
LEFT JOIN likes l ON (l.author_id, l.post_id, l.user_id) = (d.author_id, d.post_id, d.user_id)
{THEIRS} ORDER BY d.post_id DESC LIMIT $3
"""
SAVES = f"""
SELECT d.id, d.post_id, u.handle, ARRAY(SELECT c.collection_id FROM collection_posts c
    WHERE c.user_id = d.user_id AND c.post_id = d.post_id ORDER BY c.id) AS collections
{WHO} JOIN saves d ON d.user_id = w.user_id AND d.id < $2 {THEIRS} ORDER BY d.id DESC LIMIT $3
"""
HIDDEN = f"""
SELECT d.post_id, u.handle, d.why, d.created_at
{WHO} JOIN hidden_posts d ON d.user_id = w.user_id AND d.post_id < $2 {THEIRS} ORDER BY d.post_id DESC LIMIT $3
"""
SHARES = f"""
SELECT d.to_id, d.post_id, u.handle, t.handle AS to_handle, d.note, d.shared_at
{WHO} JOIN shares d ON d.user_id = w.user_id AND (d.to_id, d.post_id) > ($2, $3)
JOIN users t ON t.id = d.to_id AND t.state = 'active' AND NOT ({UNSEEN})
{THEIRS} ORDER BY d.to_id, d.post_id LIMIT $4
"""
TAGS = f"""
SELECT d.draft_id, d.position, d.x, d.y, t.handle
{WHO} JOIN post_tags d ON d.author_id = w.user_id AND d.draft_id = ANY($2::bigint[])
JOIN users t ON t.id = d.user_id AND t.state = 'active' AND NOT ({UNSEEN})
ORDER BY d.draft_id, d.position, t.handle
"""


async def published(user_id: int, before: int, limit: int) -> list[Record]:
    """One's own, newest first, below the id `before`."""
    return await database.fetch(
        f"SELECT {COLUMNS} FROM posts WHERE author_id = $1 AND state = 'published' AND id < $2"
        " ORDER BY id DESC LIMIT $3",
        user_id,
        before,
        limit,
    )


async def unfinished(user_id: int, before: int, limit: int) -> list[Record]:
    """One's own drafts, and what is on its way, held or failed; newest first, below the draft id `before`."""
    return await database.fetch(
        f"SELECT {COLUMNS} FROM posts WHERE author_id = $1 AND state <> 'published' AND draft_id < $2"
        " ORDER BY draft_id DESC LIMIT $3",
        user_id,
        before,
        limit,
    )


async def tags(user_id: int, draft_ids: Sequence[int]) -> list[Record]:
    """In pictures of these posts of one's own: people who are still here, and not hidden."""
    return await database.fetch(TAGS, user_id, draft_ids)


async def versions(user_id: int, draft_ids: Sequence[int]) -> list[Record]:
    """How these posts of one's own read before they were edited, oldest first."""
    return await database.fetch(
        "SELECT draft_id, until, caption, place, alts FROM post_versions"
        " WHERE author_id = $1 AND draft_id = ANY($2::bigint[]) ORDER BY draft_id, until",
        user_id,
        draft_ids,
    )


async def comments(user_id: int, before: int, limit: int) -> list[Record]:
    """One's own words, newest first; without the post when that is not to be seen any more."""
    return await database.fetch(COMMENTS, user_id, before, limit)


async def likes(user_id: int, before: int, limit: int) -> list[Record]:
    """By their posts, newest first."""
    return await database.fetch(LIKES, user_id, before, limit)


async def saves(user_id: int, before: int, limit: int) -> list[Record]:
    """Last saved first, with the ids of the collections in which it lies."""
    return await database.fetch(SAVES, user_id, before, limit)


async def collections(user_id: int, after: int, limit: int) -> list[Record]:
    return await database.fetch(
        "SELECT id, name FROM collections WHERE user_id = $1 AND id > $2 ORDER BY id LIMIT $3", user_id, after, limit
    )


async def hidden(user_id: int, before: int, limit: int) -> list[Record]:
    """By their posts, newest first."""
    return await database.fetch(HIDDEN, user_id, before, limit)


async def shares(user_id: int, after: tuple[int, int], limit: int) -> list[Record]:
    """By the person and the post, above that pair."""
    return await database.fetch(SHARES, user_id, *after, limit)
