"""The SQL of what is stored of somebody's media."""

from collections.abc import Sequence

from asyncpg import Record

from server.kit import database

STORED = """
SELECT m.id, m.kind, m.folder, u.head, u.length, v.sha256, v.bytes, r.bytes AS mp4_bytes,
    ARRAY(SELECT p.key FROM upload_parts p WHERE p.media_id = u.media_id ORDER BY p.start) AS parts
FROM media m
LEFT JOIN uploads u ON u.media_id = m.id AND u.completed_at IS NOT NULL
LEFT JOIN renditions r ON r.media_id = m.id AND r.name = 'mp4' AND r.state = 'ready'
LEFT JOIN LATERAL (SELECT sha256, bytes FROM media_variants x WHERE x.media_id = m.id AND x.name <> 'base'
    ORDER BY x.name = 'square', x.width DESC, x.name DESC LIMIT 1) v ON true
WHERE m.owner_id = $1 AND m.id = ANY($2::bigint[])
"""


async def stored(owner_id: int, media_ids: Sequence[int]) -> list[Record]:
    """Of each that is the owner's: the original's parts and first bytes while it is kept, the widest variant, and the
    size of the video as one file; in no order."""
    return await database.fetch(STORED, owner_id, media_ids)
