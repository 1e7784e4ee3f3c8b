"""The SQL that counts: what one account has stored and brought, and which blobs any row names."""

from collections.abc import Sequence

from asyncpg import Record

from server.kit import database


async def lock_account(owner_id: int) -> None:
    """One transaction at a time may look at the account's holdings and add to them."""
    await database.execute("SELECT pg_advisory_xact_lock(hashtextextended('holdings', $1))", owner_id)


async def held_by(owner_id: int) -> Record:
    """`stored`: bytes of finished media; `arriving`: of originals that are kept or may still come; `open`: uploads."""
    row = await database.fetchrow(
        "SELECT (SELECT coalesce(sum(bytes), 0) FROM media WHERE owner_id = $1)::bigint AS stored,"
        " coalesce(sum(u.length), 0)::bigint AS arriving,"
        " count(*) FILTER (WHERE u.completed_at IS NULL) AS open"
        " FROM media m JOIN uploads u ON u.media_id = m.id"
        " WHERE m.owner_id = $1 AND (u.completed_at IS NOT NULL OR u.expires_at > now())",
        owner_id,
    )
    assert row is not None
    return row


async def video_seconds(owner_id: int, besides: int) -> float:
    """Seconds of video that the account brought in the last day, without the media `besides` and those that failed."""
    return float(
        await database.fetchval(
            "SELECT coalesce(sum(a.seconds), 0) FROM videos_admitted a LEFT JOIN media m ON m.id = a.media_id"
            " WHERE a.owner_id = $1 AND a.admitted_at > now() - interval '1 day' AND a.media_id <> $2"
            " AND m.state IS DISTINCT FROM 'failed'",
            owner_id,
            besides,
        )
    )


async def note_video(owner_id: int, media_id: int, seconds: float) -> None:
    await database.execute(
        "INSERT INTO videos_admitted (media_id, owner_id, seconds) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        media_id,
        owner_id,
        seconds,
    )


async def forget_videos() -> None:
    """Those that no longer count."""
    await database.execute("DELETE FROM videos_admitted WHERE admitted_at < now() - interval '2 days'")


async def unnamed_parts(keys: Sequence[str], media_ids: Sequence[int]) -> set[str]:
    """Those of the keys of original's parts that no upload knows. `media_ids` are of the same length, in step."""
    rows = await database.fetch(
        "SELECT found.key FROM unnest($1::text[], $2::bigint[]) AS found (key, media_id)"
        " WHERE NOT EXISTS (SELECT FROM upload_parts p WHERE p.media_id = found.media_id AND p.key = found.key)",
        list(keys),
        list(media_ids),
    )
    return {row["key"] for row in rows}


async def unnamed_digests(digests: Sequence[bytes]) -> list[bytes]:
    rows = await database.fetch(
        "SELECT found.sha256 FROM unnest($1::bytea[]) AS found (sha256)"
        " WHERE NOT EXISTS (SELECT FROM media_variants v WHERE v.sha256 = found.sha256)",
        list(digests),
    )
    return [row["sha256"] for row in rows]


async def unnamed_folders(folders: Sequence[str]) -> set[str]:
    rows = await database.fetch(
        "SELECT found.folder FROM unnest($1::text[]) AS found (folder)"
        " WHERE NOT EXISTS (SELECT FROM media m WHERE m.folder = found.folder AND m.folder <> '')",
        list(folders),
    )
    return {row["folder"] for row in rows}
