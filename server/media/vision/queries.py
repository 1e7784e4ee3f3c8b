"""Every SQL statement on what machine vision found, and on the block list."""

from collections.abc import Iterable
from typing import Any

from asyncpg import Record

from server.kit import database

# findings

SHOWN = """
SELECT m.id, m.verdict, m.analysed_at, m.folder, strip.details AS strip,
       (SELECT v.sha256 FROM media_variants v WHERE v.media_id = m.id AND v.name <> 'base'
        ORDER BY v.name = 'w640' DESC, v.name <> 'square' DESC, v.width LIMIT 1) AS picture
FROM media m LEFT JOIN renditions strip ON strip.media_id = m.id AND strip.name = 'strip' AND strip.state = 'ready'
WHERE m.id = $1 AND m.state = 'ready'
"""


async def shown(media_id: int) -> Record | None:
    """What there is to look at; None unless it is ready."""
    return await database.fetchrow(SHOWN, media_id)


async def held(media_id: int) -> Record | None:
    """The same, which cannot change before the open transaction ends."""
    return await database.fetchrow(f"{SHOWN} FOR NO KEY UPDATE OF m", media_id)


async def findings(media_id: int) -> dict[str, Record]:
    """By model."""
    rows = await database.fetch("SELECT model, version, finding FROM media_findings WHERE media_id = $1", media_id)
    return {row["model"]: row for row in rows}


async def put_findings(media_id: int, rows: Iterable[tuple[str, str, Any, bytes | None]]) -> None:
    """Rows of model, version, finding and embedding take the place of what the model found before."""
    await database.executemany(
        "INSERT INTO media_findings (media_id, model, version, finding, embedding) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT (media_id, model) DO UPDATE SET version = excluded.version, finding = excluded.finding,"
        " embedding = excluded.embedding, created_at = now()",
        [(media_id, *row) for row in rows],
    )


async def set_verdict(media_id: int, verdict: str) -> None:
    await database.execute(
        "UPDATE media SET verdict = $2, analysed_at = coalesce(analysed_at, now()) WHERE id = $1", media_id, verdict
    )


async def outdated(model: str, version: str, unseen: bool, topic: str, before: int, limit: int) -> list[int]:
    """Ready media older than `before` whose finding was made by another version; with `unseen` those without one too.

    Media for which an event of `topic` is on its way are left out. The newest first.
    """
    rows = await database.fetch(
        "SELECT m.id FROM media m LEFT JOIN media_findings f ON f.media_id = m.id AND f.model = $1"
        " WHERE m.id < $5 AND m.state = 'ready' AND coalesce(f.version <> $2, $3)"
        " AND NOT EXISTS (SELECT FROM outbox o WHERE o.topic = $4 AND (o.payload->>'media_id')::bigint = m.id)"
        " ORDER BY m.id DESC LIMIT $6",
        model,
        version,
        unseen,
        topic,
        before,
        limit,
    )
    return [row["id"] for row in rows]


async def waiting(topic: str) -> int:
    """Events of `topic` that are on their way."""
    return int(await database.fetchval("SELECT count(*) FROM outbox WHERE topic = $1", topic))


# the block list


async def blocked_within(pdq: bytes, bits: int) -> bool:
    """Whether a hash on the list differs in so many bits at most."""
    return bool(
        await database.fetchval(
            "SELECT EXISTS (SELECT FROM blocked_pictures WHERE"
            " bit_count(('x' || encode(pdq, 'hex'))::bit(256) # ('x' || encode($1, 'hex'))::bit(256)) <= $2)",
            pdq,
            bits,
        )
    )


async def block(pdq: bytes, reason: str) -> None:
    await database.execute(
        "INSERT INTO blocked_pictures (pdq, reason) VALUES ($1, $2)"
        " ON CONFLICT (pdq) DO UPDATE SET reason = excluded.reason",
        pdq,
        reason,
    )


async def unblock(pdq: bytes, bits: int) -> int:
    """Takes off the list whatever differs in so many bits at most. Returns how many there were."""
    rows = await database.fetch(
        "DELETE FROM blocked_pictures WHERE"
        " bit_count(('x' || encode(pdq, 'hex'))::bit(256) # ('x' || encode($1, 'hex'))::bit(256)) <= $2 RETURNING pdq",
        pdq,
        bits,
    )
    return len(rows)
