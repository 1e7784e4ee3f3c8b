"""Every SQL statement on the making of videos."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from asyncpg import Record

from server.kit import database
from server.media.video.finished import Finished
from server.media.video.ladder import Rendition, Strip


@asynccontextmanager
async def alone(media_id: int) -> AsyncIterator[bool]:
    """Whether nobody else makes this video now; nobody will until the block ends, or this process."""
    # Below zero are no other ids.
    key = -media_id
    async with database.connection() as held:
        mine = await held.fetchval("SELECT pg_try_advisory_lock($1)", key)
        try:
            yield mine
        finally:
            if mine:
                await held.execute("SELECT pg_advisory_unlock($1)", key)


async def to_make(media_id: int) -> Record | None:
    """Owner, look, ratio, folder, first bytes and the keys of the parts in their order.

    None unless the original has arrived whole and there is something left to make.
    """
    return await database.fetchrow(
        "SELECT m.owner_id, m.look, m.ratio, m.folder, u.head,"
        " array(SELECT p.key FROM upload_parts p WHERE p.media_id = m.id ORDER BY p.start) AS keys"
        " FROM media m JOIN uploads u ON u.media_id = m.id"
        " WHERE m.id = $1 AND m.kind = 'video' AND u.completed_at IS NOT NULL AND (m.state = 'processing'"
        " OR m.state = 'ready' AND EXISTS (SELECT FROM renditions r WHERE r.media_id = m.id"
        " AND r.state IN ('waiting', 'making')))",
        media_id,
    )


async def held(media_id: int, look: Any, ratio: float) -> Record | None:
    """Its folder and state, held for the open transaction; None when it is gone, or another look is wanted."""
    return await database.fetchrow(
        "SELECT folder, state FROM media WHERE id = $1 AND state IN ('processing', 'ready')"
        " AND (look, ratio) IS NOT DISTINCT FROM ($2::jsonb, $3::real) FOR UPDATE",
        media_id,
        look,
        ratio,
    )


async def state_of(media_id: int) -> str | None:
    state: str | None = await database.fetchval("SELECT state FROM media WHERE id = $1 AND kind = 'video'", media_id)
    return state


async def set_folder(media_id: int, folder: str, seconds: float, sound: bool) -> None:
    await database.execute(
        "UPDATE media SET folder = $2, seconds = $3, sound = $4 WHERE id = $1", media_id, folder, seconds, sound
    )


async def leave_folder(media_id: int) -> str:
    """A failed video keeps none. Returns the one that it had, or nothing."""
    folder: str | None = await database.fetchval(
        "UPDATE media m SET folder = '' FROM media before WHERE m.id = $1 AND before.id = $1 AND m.state = 'failed'"
        " RETURNING before.folder",
        media_id,
    )
    await database.execute(
        "DELETE FROM renditions r USING media m WHERE r.media_id = $1 AND m.id = $1 AND m.state = 'failed'", media_id
    )
    return folder or ""


async def set_seconds(media_id: int, seconds: float) -> None:
    await database.execute("UPDATE media SET seconds = $2 WHERE id = $1", media_id, seconds)


async def renditions(media_id: int) -> list[Record]:
    return await database.fetch("SELECT name, state, details FROM renditions WHERE media_id = $1", media_id)


async def start_over(media_id: int, names: Sequence[str], details: Any) -> None:
    """All of them waiting, in the place of those before."""
    await database.execute("DELETE FROM renditions WHERE media_id = $1", media_id)
    await database.executemany(
        "INSERT INTO renditions (media_id, name, details) VALUES ($1, $2, $3)",
        [(media_id, name, details) for name in names],
    )


async def take_up(media_id: int, names: Sequence[str]) -> None:
    """These are being made, from the beginning."""
    await database.execute(
        "UPDATE renditions SET state = 'making', percent = 0 WHERE media_id = $1 AND name = ANY($2::text[])",
        media_id,
        list(names),
    )


async def set_percent(media_id: int, names: Sequence[str], percent: int) -> None:
    await database.execute(
        "UPDATE renditions SET percent = $3 WHERE media_id = $1 AND name = ANY($2::text[]) AND state = 'making'",
        media_id,
        list(names),
        percent,
    )


async def set_rendition_ready(media_id: int, made: Rendition, rate: float, found: Finished) -> None:
    await database.execute(
        "UPDATE renditions SET state = 'ready', percent = 100, width = $3, height = $4, rate = $5, bitrate = $6,"
        " peak = $7, codecs = $8, bytes = $9 WHERE media_id = $1 AND name = $2",
        media_id,
        made.name,
        made.width,
        made.height,
        rate,
        found.bitrate,
        found.peak,
        found.codecs,
        found.bytes,
    )


async def set_strip_ready(media_id: int, strip: Strip, size: int) -> None:
    await database.execute(
        "UPDATE renditions SET state = 'ready', percent = 100, width = $2, height = $3, bytes = $4,"
        " details = details || $5::jsonb WHERE media_id = $1 AND name = 'strip'",
        media_id,
        strip.width * strip.count,
        strip.height,
        size,
        {"count": strip.count, "width": strip.width, "height": strip.height, "every": strip.every},
    )


async def set_file_ready(media_id: int, made: Rendition, rate: float, size: int, bitrate: int) -> None:
    await database.execute(
        "UPDATE renditions SET state = 'ready', percent = 100, width = $2, height = $3, rate = $4, bytes = $5,"
        " bitrate = $6 WHERE media_id = $1 AND name = 'mp4'",
        media_id,
        made.width,
        made.height,
        rate,
        size,
        bitrate,
    )


async def fail_the_rest(media_id: int) -> int:
    """What is not ready will never be. Returns how many that are."""
    tag = await database.execute(
        "UPDATE renditions SET state = 'failed' WHERE media_id = $1 AND state IN ('waiting', 'making')", media_id
    )
    return int(tag.rpartition(" ")[2])


async def add_up(media_id: int) -> None:
    """Notes how many bytes are stored to show this video."""
    await database.execute(
        "UPDATE media SET bytes = (SELECT coalesce(sum(bytes), 0) FROM media_variants WHERE media_id = $1)"
        " + (SELECT coalesce(sum(bytes), 0) FROM renditions WHERE media_id = $1 AND state = 'ready') WHERE id = $1",
        media_id,
    )


async def abandoned(limit: int) -> list[int]:
    """Videos that play already, of which more should be made, and no event is on its way for it."""
    rows = await database.fetch(
        "SELECT DISTINCT m.id FROM media m JOIN renditions r ON r.media_id = m.id"
        " WHERE m.kind = 'video' AND m.state = 'ready' AND r.state IN ('waiting', 'making')"
        " AND NOT EXISTS (SELECT FROM outbox o WHERE o.topic = 'VideoUploaded'"
        " AND (o.payload->>'media_id')::bigint = m.id) ORDER BY m.id LIMIT $1",
        limit,
    )
    return [row["id"] for row in rows]
