"""Every SQL statement on what was shown and what came of it. Those on the tables themselves are in `partitions.py`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from asyncpg import Record

from server.feed.log.kinds import DWELL, HIDE, OUTCOMES, SHARE, VIEW
from server.feed.ranking.heads import DWELL_SECONDS
from server.kit import database

# News are written of what the log did not know of the viewer and the post before the statement, whatever the snapshot:
# views of a post are people. `since` keeps the question to partitions in which there may be an answer.
# $1 viewer, $2 when, $3 device, $4 scheme of the features, then columns
IMPRESSIONS: Final = f"""
WITH new AS (
    SELECT * FROM unnest($5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::smallint[], $10::smallint[],
        $11::smallint[], $12::bigint[], $13::real[], $14::bytea[])
        AS n (post_id, snapshot_id, author_id, since, surface, source, position, model, score, features)
), news AS (
    INSERT INTO exposure_news (user_id, post_id, author_id, kind)
    SELECT DISTINCT $1::bigint, n.post_id, n.author_id, {VIEW} FROM new n WHERE n.author_id <> $1
    AND NOT EXISTS (SELECT FROM impressions i
        WHERE i.user_id = $1 AND i.post_id = n.post_id AND i.snapshot_id >= n.since)
    ORDER BY n.post_id ON CONFLICT DO NOTHING
)
INSERT INTO impressions (user_id, snapshot_id, post_id, author_id, shown_at, surface, source, position, device, model,
    score, scheme, features)
SELECT $1, n.snapshot_id, n.post_id, n.author_id, $2, n.surface, n.source, n.position, $3, n.model, n.score, $4,
    n.features FROM new n ORDER BY n.post_id, n.snapshot_id
ON CONFLICT DO NOTHING RETURNING post_id, surface, features IS NULL AS bare
"""
# $1 viewer, $2 when, then columns; `counts` is a kind of news, or null
OUTCOMES_OF: Final = f"""
WITH new AS (
    SELECT * FROM unnest($3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::smallint[], $8::real[],
        $9::smallint[]) AS n (post_id, snapshot_id, author_id, since, kind, amount, counts)
), news AS (
    INSERT INTO exposure_news (user_id, post_id, author_id, kind)
    SELECT DISTINCT $1::bigint, n.post_id, n.author_id, n.counts FROM new n
    WHERE n.counts IS NOT NULL AND n.author_id <> $1
    AND NOT EXISTS (SELECT FROM outcomes o
        WHERE o.user_id = $1 AND o.post_id = n.post_id AND o.snapshot_id >= n.since
        AND CASE n.counts WHEN {DWELL} THEN o.kind = {OUTCOMES["dwell"]} AND o.amount >= {DWELL_SECONDS}
            WHEN {SHARE} THEN o.kind IN ({OUTCOMES["share"]}, {OUTCOMES["save"]}) ELSE o.kind = n.kind END)
    ORDER BY 2, 4 ON CONFLICT DO NOTHING
)
INSERT INTO outcomes AS o (user_id, snapshot_id, post_id, author_id, kind, amount, happened_at)
SELECT $1, n.snapshot_id, n.post_id, n.author_id, n.kind, n.amount, $2 FROM new n
ORDER BY n.post_id, n.snapshot_id, n.kind
ON CONFLICT (user_id, post_id, snapshot_id, kind) DO UPDATE SET amount = excluded.amount
WHERE o.amount < excluded.amount
"""
FOLD: Final = f"""
WITH taken AS (
    DELETE FROM exposure_news WHERE ctid = ANY(ARRAY(
        SELECT ctid FROM exposure_news LIMIT $1 FOR UPDATE SKIP LOCKED)) RETURNING author_id, post_id, kind
), folded AS (
    INSERT INTO exposure AS e (author_id, post_id, views, dwells, shares, hides)
    SELECT t.author_id, t.post_id, count(*) FILTER (WHERE kind = {VIEW}), count(*) FILTER (WHERE kind = {DWELL}),
        count(*) FILTER (WHERE kind = {SHARE}), count(*) FILTER (WHERE kind = {HIDE}) FROM taken t
    WHERE EXISTS (SELECT FROM posts p WHERE (p.author_id, p.id) = (t.author_id, t.post_id))
    GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (author_id, post_id) DO UPDATE SET views = e.views + excluded.views,
        dwells = e.dwells + excluded.dwells, shares = e.shares + excluded.shares, hides = e.hides + excluded.hides
    RETURNING post_id, shares, hides, views
)
SELECT t.times, f.* FROM (SELECT count(*) AS times FROM taken) t LEFT JOIN folded f ON true
"""


async def add_impressions(
    user_id: int, at: datetime, device: int, scheme: int, rows: Sequence[tuple[Any, ...]]
) -> list[Record]:
    """Of rows of post, snapshot, author, since, surface, source, position, model, score and features.

    Returns post_id, surface and whether features are missing (`bare`) of those that were not there.
    """
    return await database.fetch(IMPRESSIONS, user_id, at, device, scheme, *zip(*rows, strict=True))


async def add_outcomes(user_id: int, at: datetime, rows: Sequence[tuple[Any, ...]]) -> None:
    """Of rows of post, snapshot, author, since, kind, amount and kind of news, no two alike in post, snapshot and kind.

    The largest amount stays.
    """
    await database.execute(OUTCOMES_OF, user_id, at, *zip(*rows, strict=True))


async def fold(most: int) -> tuple[int, list[Record]]:
    """Adds so many news to `exposure`. Returns how many there were, and post_id, shares, hides, views of the posts."""
    rows = await database.fetch(FOLD, most)
    return rows[0]["times"], [row for row in rows if row["post_id"] is not None]


async def forget_exposure(author_id: int, post_id: int) -> None:
    """Of a post that is gone; one that is only withdrawn keeps it."""
    await database.execute(
        "DELETE FROM exposure e WHERE e.author_id = $1 AND e.post_id = $2"
        " AND NOT EXISTS (SELECT FROM posts p WHERE p.author_id = $1 AND p.id = $2)",
        author_id,
        post_id,
    )
