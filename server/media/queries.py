"""Every SQL statement on media, variants and uploads."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from asyncpg import Record

from server.kit import database
from server.media.kinds import HEAD_BYTES

MEDIA = "id, owner_id, state, problem, reason, width, height, blurhash, uses, created_at"
UPLOAD = "media_id, owner_id, way, length, received, metadata, expires_at, completed_at"


# media


async def add_media(owner_id: int, media_id: int) -> None:
    await database.execute("INSERT INTO media (id, owner_id) VALUES ($1, $2)", media_id, owner_id)


async def own_media(owner_id: int, media_id: int) -> Record | None:
    return await database.fetchrow(f"SELECT {MEDIA} FROM media WHERE id = $1 AND owner_id = $2", media_id, owner_id)


async def held_media(media_id: int) -> Record | None:
    """Its state cannot change before the open transaction ends."""
    return await database.fetchrow(f"SELECT {MEDIA} FROM media WHERE id = $1 FOR SHARE", media_id)


async def add_use(owner_id: int, media_id: int, use: str) -> Record | None:
    return await database.fetchrow(
        "UPDATE media SET uses = array_append(array_remove(uses, $3), $3) WHERE id = $1 AND owner_id = $2"
        f" RETURNING {MEDIA}",
        media_id,
        owner_id,
        use,
    )


async def remove_use(media_id: int, use: str) -> list[str] | None:
    """The uses that are left, or None when there is no such media."""
    left: list[str] | None = await database.fetchval(
        "UPDATE media SET uses = array_remove(uses, $2) WHERE id = $1 RETURNING uses", media_id, use
    )
    return left


async def set_ready(media_id: int, width: int, height: int, blurhash: str) -> int | None:
    """The owner, or None when the media was no longer in processing."""
    owner: int | None = await database.fetchval(
        "UPDATE media SET state = 'ready', width = $2, height = $3, blurhash = $4"
        " WHERE id = $1 AND state = 'processing' RETURNING owner_id",
        media_id,
        width,
        height,
        blurhash,
    )
    return owner


async def set_failed(media_id: int, problem: str, reason: str) -> int | None:
    """The owner, or None when the media was no longer in processing."""
    owner: int | None = await database.fetchval(
        "UPDATE media SET state = 'failed', problem = $2, reason = $3"
        " WHERE id = $1 AND state = 'processing' RETURNING owner_id",
        media_id,
        problem,
        reason,
    )
    return owner


async def unused(before_id: int, limit: int) -> list[int]:
    """Media older than `before_id` that nothing shows and nobody is uploading."""
    rows = await database.fetch(
        "SELECT id FROM media m WHERE uses = '{}' AND id < $1"
        " AND NOT EXISTS (SELECT FROM uploads u WHERE u.media_id = m.id AND u.expires_at > now()) LIMIT $2",
        before_id,
        limit,
    )
    return [row["id"] for row in rows]


async def delete_unused(media_id: int) -> list[bytes] | None:
    """Deletes it with its variants and its upload. Returns the digests of the variants, or None when it is in use."""
    if await database.fetchval("SELECT true FROM media WHERE id = $1 AND uses = '{}' FOR UPDATE", media_id) is None:
        return None
    rows = await database.fetch("SELECT DISTINCT sha256 FROM media_variants WHERE media_id = $1", media_id)
    await database.execute("DELETE FROM media WHERE id = $1", media_id)
    return [row["sha256"] for row in rows]


# variants


async def add_variants(media_id: int, rows: Iterable[tuple[str, bytes, int, int, int]]) -> None:
    """Rows of name, digest, width and height in pixels, bytes."""
    await database.executemany(
        "INSERT INTO media_variants (media_id, name, sha256, width, height, bytes) VALUES ($1, $2, $3, $4, $5, $6)",
        [(media_id, *row) for row in rows],
    )


async def ready_pictures(media_ids: Sequence[int]) -> list[Record]:
    """One row per variant, from the square to the widest."""
    return await database.fetch(
        "SELECT m.id, m.width, m.height, m.blurhash, v.name, v.width AS wide, v.height AS high, v.sha256"
        " FROM media m JOIN media_variants v ON v.media_id = m.id"
        " WHERE m.id = ANY($1::bigint[]) AND m.state = 'ready' ORDER BY m.id, v.name <> 'square', v.width, v.name",
        list(media_ids),
    )


async def lock_digest(digest: bytes) -> None:
    """One transaction at a time may store or delete the blob of this digest."""
    await database.execute("SELECT pg_advisory_xact_lock($1)", int.from_bytes(digest[:8], "big", signed=True))


async def digest_in_use(digest: bytes) -> bool:
    return bool(await database.fetchval("SELECT EXISTS (SELECT FROM media_variants WHERE sha256 = $1)", digest))


# uploads


async def add_upload(owner_id: int, media_id: int, way: str, length: int, metadata: str, expires_at: datetime) -> None:
    await database.execute(
        "INSERT INTO uploads (media_id, owner_id, way, length, metadata, expires_at) VALUES ($1, $2, $3, $4, $5, $6)",
        media_id,
        owner_id,
        way,
        length,
        metadata,
        expires_at,
    )


async def open_uploads(owner_id: int) -> int:
    return int(
        await database.fetchval(
            "SELECT count(*) FROM uploads WHERE owner_id = $1 AND completed_at IS NULL AND expires_at > now()", owner_id
        )
    )


async def own_upload(owner_id: int, media_id: int, way: str) -> Record | None:
    return await database.fetchrow(
        f"SELECT {UPLOAD}, expires_at <= now() AS expired FROM uploads"
        " WHERE media_id = $1 AND owner_id = $2 AND way = $3",
        media_id,
        owner_id,
        way,
    )


async def upload_of(media_id: int) -> Record | None:
    return await database.fetchrow(
        f"SELECT {UPLOAD}, expires_at <= now() AS expired FROM uploads WHERE media_id = $1", media_id
    )


async def advance(media_id: int, start: int, end: int, head: bytes) -> Record | None:
    """Moves the offset from `start` to `end`, or returns None when it was not at `start`, or the time is over.

    `head` is what came now; the row collects the first bytes of the whole.
    """
    return await database.fetchrow(
        "UPDATE uploads SET received = $3, head = substring(head || $4::bytea FROM 1 FOR $5),"
        " completed_at = CASE WHEN length = $3 THEN now() END"
        " WHERE media_id = $1 AND received = $2 AND completed_at IS NULL AND expires_at > now() AND length >= $3"
        " RETURNING head, completed_at",
        media_id,
        start,
        end,
        head[:HEAD_BYTES],
        HEAD_BYTES,
    )


async def add_parts(media_id: int, rows: Iterable[tuple[int, int, str]]) -> None:
    """Rows of start, size and key."""
    await database.executemany(
        "INSERT INTO upload_parts (media_id, start, size, key) VALUES ($1, $2, $3, $4)",
        [(media_id, *row) for row in rows],
    )


async def parts_to_prepare(media_id: int) -> list[str]:
    """Keys of the original's parts in their order; empty unless it has arrived whole and waits to be prepared."""
    rows = await database.fetch(
        "SELECT p.key FROM media m JOIN uploads u ON u.media_id = m.id JOIN upload_parts p ON p.media_id = m.id"
        " WHERE m.id = $1 AND m.state = 'processing' AND u.completed_at IS NOT NULL ORDER BY p.start",
        media_id,
    )
    return [row["key"] for row in rows]


async def delete_parts(media_id: int) -> None:
    await database.execute("DELETE FROM upload_parts WHERE media_id = $1", media_id)


async def delete_upload(media_id: int) -> None:
    await database.execute("DELETE FROM uploads WHERE media_id = $1", media_id)


async def dead_uploads(limit: int) -> list[Record]:
    """Uploads whose time is over, and whole ones that no event is on its way for although they were never prepared."""
    return await database.fetch(
        "SELECT u.media_id, u.completed_at, m.state FROM uploads u JOIN media m ON m.id = u.media_id"
        " WHERE u.expires_at <= now() OR m.state = 'processing' AND u.completed_at < now() - interval '5 minutes'"
        " AND NOT EXISTS (SELECT FROM outbox o WHERE o.topic = 'UploadCompleted'"
        " AND (o.payload->>'media_id')::bigint = u.media_id) ORDER BY u.media_id LIMIT $1",
        limit,
    )
