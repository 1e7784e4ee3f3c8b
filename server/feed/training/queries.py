"""SQL of training: what the log has to learn from, and which models there are."""

from datetime import datetime
from typing import Any, Final

from asyncpg import Record

from server.feed.log.kinds import OUTCOMES, SURFACES
from server.feed.ranking.heads import DWELL_SECONDS, HEADS, Head
from server.kit import database

HAPPENED: Final[dict[Head, str]] = {
    "dwell": f"kind = {OUTCOMES['dwell']} AND amount >= {DWELL_SECONDS}",
    "like": f"kind = {OUTCOMES['like']}",
    "comment": f"kind = {OUTCOMES['comment']}",
    "share": f"kind IN ({OUTCOMES['share']}, {OUTCOMES['save']})",
    "hide": f"kind = {OUTCOMES['hide']}",
}
"""Head -> the outcomes that make it come true."""
BITS: Final = " ".join(f"WHEN {HAPPENED[head]} THEN {1 << at}" for at, head in enumerate(HEADS))
SHARES: Final = 1024
"""Readings are taken or left as a whole, by a hash of theirs, in so many parts."""
# $1 and $2 bound the snapshots, $3 when it was shown, $4 the scheme, $5 bytes of the features, $6 the parts taken
TOLD: Final = f"""
i.snapshot_id >= $1 AND i.snapshot_id < $2 AND i.shown_at < $3 AND i.surface = {SURFACES["home"]} AND i.scheme = $4
AND octet_length(i.features) = $5 AND i.author_id <> i.user_id
"""
COUNT: Final = f"SELECT count(*) FROM impressions i WHERE {TOLD}"
IMPRESSIONS: Final = f"""
SELECT i.snapshot_id, i.user_id, extract(epoch FROM i.shown_at)::float8 AS shown_at, i.position, i.features,
    coalesce(o.heads, 0) AS heads
FROM impressions i LEFT JOIN (
    SELECT user_id, post_id, snapshot_id, bit_or(CASE {BITS} ELSE 0 END) AS heads FROM outcomes
    WHERE snapshot_id >= $1 AND snapshot_id < $2 AND hashint8(snapshot_id) & {SHARES - 1} < $6 GROUP BY 1, 2, 3
) o USING (user_id, post_id, snapshot_id)
WHERE {TOLD} AND hashint8(i.snapshot_id) & {SHARES - 1} < $6
"""
PREVIOUS: Final = """
SELECT version, sha256 FROM feed_models WHERE state = 'retired' AND promoted_at IS NOT NULL AND scheme = $1
AND promoted_at < coalesce((SELECT promoted_at FROM feed_models WHERE state = 'current'), 'infinity')
ORDER BY promoted_at DESC
"""


async def count(first: int, end: int, until: datetime, scheme: int, size: int) -> int:
    """Impressions in Home that can be learned from: shown before `until`, in snapshots from `first` to before `end`."""
    found: int = await database.fetchval(COUNT, first, end, until, scheme, size)
    return found


async def impressions(first: int, end: int, until: datetime, scheme: int, size: int, parts: int) -> list[Record]:
    """Those in `parts` of `SHARES` of the readings, with a bit of `heads` set for each of `HEADS` that came true."""
    return await database.fetch(IMPRESSIONS, first, end, until, scheme, size, parts)


async def add(values: dict[str, Any]) -> None:
    columns, numbers = ", ".join(values), ", ".join(f"${at}" for at in range(1, len(values) + 1))
    await database.execute(f"INSERT INTO feed_models ({columns}) VALUES ({numbers})", *values.values())


async def model(version: int) -> Record | None:
    return await database.fetchrow("SELECT * FROM feed_models WHERE version = $1 FOR UPDATE", version)


async def in_state(state: str) -> Record | None:
    """The newest of them."""
    return await database.fetchrow("SELECT * FROM feed_models WHERE state = $1 ORDER BY version DESC LIMIT 1", state)


async def retire(state: str) -> None:
    """All in that state."""
    await database.execute("UPDATE feed_models SET state = 'retired' WHERE state = $1", state)


async def set_state(version: int, state: str) -> None:
    await database.execute("UPDATE feed_models SET state = $2 WHERE version = $1", version, state)


async def note_promotion(version: int) -> None:
    await database.execute("UPDATE feed_models SET promoted_at = clock_timestamp() WHERE version = $1", version)


async def previous(scheme: int) -> list[Record]:
    """`version` and `sha256` of those that ranked before the current one, the last first."""
    return await database.fetch(PREVIOUS, scheme)


async def forget_old(keep: int) -> list[int]:
    """Deletes all but the newest of those that do nothing. Returns their versions."""
    rows = await database.fetch(
        "DELETE FROM feed_models WHERE version IN (SELECT version FROM feed_models"
        " WHERE state IN ('retired', 'candidate') ORDER BY version DESC OFFSET $1) RETURNING version",
        keep,
    )
    return [row["version"] for row in rows]
