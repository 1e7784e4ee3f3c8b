"""The log as a dataset."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
from asyncpg import Record

from server.feed.ranking.features import AT, SCHEME, WIDTH
from server.feed.ranking.heads import HEADS
from server.feed.training import queries
from server.feed.training.dataset import Dataset
from server.kit import ids

DAYS: Final = 28
ROWS_MOST: Final = 400_000
"""Of more, as many whole readings are taken as make so many rows."""
OF_ONE_VIEWER: Final = 1_000
"""The newest: nobody, and no program that reads all day, teaches what everybody likes."""
SETTLED: Final = timedelta(minutes=30)
"""What was shown more lately may still be liked."""


async def read(*, days: int = DAYS, rows_most: int = ROWS_MOST) -> Dataset:
    """What was shown in Home in the last days with features of the present scheme, and what came of it."""
    now = datetime.now(UTC)
    until = now - SETTLED
    bounds = [ids.at(now - timedelta(days=day)) for day in range(days, -1, -1)]
    total = await queries.count(bounds[0], bounds[-1], until, SCHEME, 2 * WIDTH)
    parts = min(queries.SHARES, max(1, queries.SHARES * rows_most // max(total, 1)))
    read = [await queries.impressions(first, end, until, SCHEME, 2 * WIDTH, parts) for first, end in pairwise(bounds)]
    return dataset(sorted((row for rows in read for row in rows), key=lambda row: row["shown_at"]))


def dataset(rows: list[Record]) -> Dataset:
    """Of rows as `queries.impressions` gives them, ascending by `shown_at`."""
    x = np.frombuffer(b"".join([row["features"] for row in rows]), "<f2").reshape(-1, WIDTH).astype(np.float32)
    x[:, AT["position"]] = np.log1p(np.array([row["position"] for row in rows], np.float32))
    happened = np.array([row["heads"] for row in rows], np.int64)
    found = Dataset(
        x,
        (happened[:, None] >> np.arange(len(HEADS)) & 1).astype(np.float32),
        np.array([row["snapshot_id"] for row in rows], np.int64),
        np.array([row["user_id"] for row in rows], np.int64),
        np.array([row["shown_at"] for row in rows], np.float64),
    )
    return found.part(np.isfinite(found.x).all(axis=1) & (_newer(found.viewer) < OF_ONE_VIEWER))


def _newer(viewer: npt.NDArray[np.int64]) -> npt.NDArray[np.intp]:
    """For each row, how many later ones are of the same viewer."""
    order = np.argsort(viewer[::-1], kind="stable")
    _, first, which = np.unique(viewer[::-1][order], return_index=True, return_inverse=True)
    newer = np.empty(len(viewer), np.intp)
    newer[order] = np.arange(len(viewer)) - first[which]
    return newer[::-1]
