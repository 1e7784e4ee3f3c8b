"""Every SQL statement on media, variants and uploads."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from asyncpg import Record

from server.kit import database
from server.media.kinds import HEAD_BYTES

MEDIA = "id, owner_id, kind, state, problem, reason, width, height, blurhash, uses, created_at"
UPLOAD = "media_id, owner_id, way, length, received, metadata, expires_at, completed_at"


# media


async def add_media(owner_id: int, media_id: int) -> None:
    await database.execute("INSERT INTO media (id, owner_id) VALUES ($1, $2)", media_id, owner_id)


async def own_media(owner_id: int, media_id: int) -> Record | None:
    return await database.fetchrow(f"SELECT {MEDIA} FROM media WHERE id = $1 AND owner_id = $2", media_id, owner_id)


async def standing_of(media_ids: Sequence[int], grace: float) -> list[Record]:
    """What matters before a post goes out. None of it can change before the open transaction ends."""
    return await database.fetch(
        "SELECT id, state, problem, reason, verdict, analysed_at IS NOT NULL AS analysed,"
        " ready_at + make_interval(secs => $2) <= now() AS grace_over"
        " FROM media WHERE id = ANY($1::bigint[]) ORDER BY id FOR SHARE",
        list(media_ids),
        grace,
    )


async def ahead_of(media_id: int) -> int:
    """How many of the same kind arrived whole before this one and still wait or are being made."""
    return int(
        await database.fetchval(
            "SELECT count(*) FROM media m JOIN uploads u ON u.media_id = m.id, media mine JOIN uploads own"
            " ON own.media_id = mine.id WHERE mine.id = $1 AND mine.state = 'processing' AND m.kind = mine.kind"
            " AND m.state = 'processing' AND u.completed_at < coalesce(own.completed_at, 'infinity')",
            media_id,
        )
    )


async def set_look(media_id: int, look: Any, ratio: float) -> Record | None:
    """Notes another look and puts a finished media back into processing. None when it has this look already.

    `arrived` tells whether its original is whole, `kept` whether it is there at all.
    """
    return await database.fetchrow(
        "UPDATE media m SET look = $2, ratio = $3,"
        " state = CASE WHEN m.state = 'ready' AND u.media_id IS NOT NULL THEN 'processing' ELSE m.state END,"
        " ready_at = CASE WHEN m.state = 'ready' AND u.media_id IS NOT NULL THEN NULL ELSE m.ready_at END,"
        " analysed_at = CASE WHEN m.state = 'ready' AND u.media_id IS NOT NULL THEN NULL ELSE m.analysed_at END,"
        " verdict = CASE WHEN m.state = 'ready' AND u.media_id IS NOT NULL THEN '' ELSE m.verdict END"
        " FROM media before LEFT JOIN uploads u ON u.media_id = before.id"
        " WHERE m.id = $1 AND before.id = $1 AND (m.look, m.ratio) IS DISTINCT FROM ($2::jsonb, $3::real)"
        " RETURNING m.kind, m.state, u.completed_at IS NOT NULL AS arrived, u.media_id IS NOT NULL AS kept",
        media_id,
        look,
        ratio,
    )


async def set_restricted(media_id: int, restricted: bool) -> None:
    await database.execute("UPDATE media SET restricted = $2 WHERE id = $1", media_id, restricted)


async def exists(media_id: int) -> bool:
    return bool(await database.fetchval("SELECT EXISTS (SELECT FROM media WHERE id = $1)", media_id))


async def set_kind(media_id: int, kind: str) -> None:
    await database.execute("UPDATE media SET kind = $2 WHERE id = $1 AND kind <> $2", media_id, kind)


async def add_use(owner_id: int, media_id: int, use: str) -> Record | None:
    return await database.fetchrow(
        "UPDATE media SET uses = array_append(array_remove(uses, $3), $3) WHERE id = $1 AND owner_id = $2"
        f" RETURNING {MEDIA}",
        media_id,
        owner_id,
        use,
    )


async def drop_uses(owner_id: int, limit: int) -> list[int]:
    """Ends every use of so many of somebody's media, and returns these."""
    rows = await database.fetch(
        "UPDATE media SET uses = '{}' WHERE id = ANY(ARRAY("
        "  SELECT id FROM media WHERE owner_id = $1 ORDER BY id LIMIT $2 FOR UPDATE)) RETURNING id",
        owner_id,
        limit,
    )
    return [row["id"] for row in rows]


async def remove_use(media_id: int, use: str) -> list[str] | None:
    """The uses that are left, or None when there is no such media."""
    left: list[str] | None = await database.fetchval(
        "UPDATE media SET uses = array_remove(uses, $2) WHERE id = $1 RETURNING uses", media_id, use
    )
    return left


async def set_ready(
    media_id: int, look: Any, ratio: float, *, width: int, height: int, blurhash: str, stored: int, pdq: bytes | None
) -> int | None:
    """The owner, or None when it was no longer in processing or another look is wanted by now. `stored` in bytes."""
    owner: int | None = await database.fetchval(
        "UPDATE media SET state = 'ready', width = $4, height = $5, blurhash = $6, bytes = $7, pdq = $8,"
        " ready_at = now() WHERE id = $1 AND state = 'processing'"
        " AND (look, ratio) IS NOT DISTINCT FROM ($2::jsonb, $3::real) RETURNING owner_id",
        media_id,
        look,
        ratio,
        width,
        height,
        blurhash,
        stored,
        pdq,
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


async def delete_unused(media_id: int) -> tuple[list[bytes], str] | None:
    """Deletes it with all that belongs to it. Returns the digests of its variants and its folder, None when in use."""
    row = await database.fetchrow("SELECT folder FROM media WHERE id = $1 AND uses = '{}' FOR UPDATE", media_id)
    if row is None:
        return None
    digests = await digests_of(media_id)
    await database.execute("DELETE FROM media WHERE id = $1", media_id)
    return digests, row["folder"]


# variants


async def digests_of(media_id: int) -> list[bytes]:
    rows = await database.fetch("SELECT DISTINCT sha256 FROM media_variants WHERE media_id = $1", media_id)
    return [row["sha256"] for row in rows]


async def delete_variants(media_id: int) -> None:
    await database.execute("DELETE FROM media_variants WHERE media_id = $1", media_id)


async def delete_base(media_id: int) -> bytes | None:
    """The digest of what the picture looked like before its look."""
    digest: bytes | None = await database.fetchval(
        "DELETE FROM media_variants WHERE media_id = $1 AND name = 'base' RETURNING sha256", media_id
    )
    return digest


async def base_of(owner_id: int, media_id: int) -> Record | None:
    """The variant of one's own media from which previews are made: `base`, or the widest there is up to 1080."""
    return await database.fetchrow(
        "SELECT v.sha256 FROM media_variants v JOIN media m ON m.id = v.media_id"
        " WHERE m.id = $2 AND m.owner_id = $1 AND v.name IN ('base', 'w640', 'w1080')"
        " ORDER BY v.name = 'base' DESC, v.width DESC, v.name DESC LIMIT 1",
        owner_id,
        media_id,
    )


async def add_variants(media_id: int, rows: Iterable[tuple[str, bytes, int, int, int]]) -> None:
    """Rows of name, digest, width and height in pixels, bytes."""
    await database.executemany(
        "INSERT INTO media_variants (media_id, name, sha256, width, height, bytes) VALUES ($1, $2, $3, $4, $5, $6)",
        [(media_id, *row) for row in rows],
    )


async def ready_pictures(media_ids: Sequence[int]) -> list[Record]:
    """One row per variant, from the square to the widest."""
    return await database.fetch(
        "SELECT m.id, m.width, m.height, m.blurhash, m.kind, m.seconds, m.sound, m.folder,"
        " NOT 'profile' = ANY(m.uses) AND (m.restricted OR u.private OR m.verdict = 'hold') AS signed,"
        " v.name, v.width AS wide, v.height AS high, v.sha256"
        " FROM media m JOIN users u ON u.id = m.owner_id JOIN media_variants v ON v.media_id = m.id"
        " WHERE m.id = ANY($1::bigint[]) AND m.state = 'ready' AND v.name <> 'base'"
        " ORDER BY m.id, v.name <> 'square', v.width, v.name",
        list(media_ids),
    )


async def renditions(media_ids: Sequence[int]) -> list[Record]:
    """From the lowest to the highest, then the files `mp4` and `strip`."""
    return await database.fetch(
        "SELECT media_id, name, state, percent, width, height, details FROM renditions"
        " WHERE media_id = ANY($1::bigint[]) ORDER BY media_id, height * width = 0, name IN ('mp4', 'strip'),"
        " least(width, height), name",
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


async def to_prepare(media_id: int, kind: str) -> Record | None:
    """Look, ratio and the keys of the original's parts in their order, once it has arrived whole and waits."""
    return await database.fetchrow(
        "SELECT m.look, m.ratio, array(SELECT p.key FROM upload_parts p WHERE p.media_id = m.id ORDER BY p.start)"
        " AS keys FROM media m JOIN uploads u ON u.media_id = m.id"
        " WHERE m.id = $1 AND m.kind = $2 AND m.state = 'processing' AND u.completed_at IS NOT NULL",
        media_id,
        kind,
    )


async def original_of(owner_id: int, media_id: int) -> list[str] | None:
    """Keys of the parts of one's own picture, in their order, for as long as its original is kept."""
    keys: list[str] | None = await database.fetchval(
        "SELECT array(SELECT p.key FROM upload_parts p WHERE p.media_id = m.id ORDER BY p.start)"
        " FROM media m JOIN uploads u ON u.media_id = m.id"
        " WHERE m.id = $2 AND m.owner_id = $1 AND m.kind = 'picture' AND u.completed_at IS NOT NULL",
        owner_id,
        media_id,
    )
    return keys


async def delete_upload(media_id: int) -> None:
    await database.execute("DELETE FROM uploads WHERE media_id = $1", media_id)


async def delete_finished_upload(media_id: int) -> bool:
    """Forgets the original of a media for which nothing more is made. Returns whether it was there."""
    return bool(
        await database.fetchval(
            "DELETE FROM uploads u USING media m WHERE u.media_id = $1 AND m.id = $1 AND m.state = 'ready'"
            " AND NOT EXISTS (SELECT FROM renditions r WHERE r.media_id = $1 AND r.state IN ('waiting', 'making'))"
            " RETURNING true",
            media_id,
        )
    )


async def dead_uploads(limit: int) -> list[Record]:
    """Uploads not finished in time, and whole ones that no event is on its way for although they were never prepared.

    The original of a finished media stays while a draft may still change its look.
    """
    return await database.fetch(
        "SELECT u.media_id, u.completed_at, m.state, m.kind FROM uploads u JOIN media m ON m.id = u.media_id"
        " WHERE (u.completed_at IS NULL AND u.expires_at <= now())"
        " OR m.state = 'processing' AND u.completed_at < now() - interval '5 minutes'"
        " AND NOT EXISTS (SELECT FROM outbox o WHERE o.topic IN ('UploadCompleted', 'VideoUploaded')"
        " AND (o.payload->>'media_id')::bigint = u.media_id) ORDER BY u.media_id LIMIT $1",
        limit,
    )
