"""Readings of Home as the server makes them, for tests of what comes after."""

from collections.abc import Sequence

import numpy as np

from server.feed.home import copies, snapshot
from server.feed.home.snapshot import Snapshot
from server.feed.ranking.features import WIDTH, Floats
from server.kit import database, ids, resources

MODEL = 7


async def made(user_id: int, post_ids: Sequence[int], features: Floats | None = None) -> Snapshot:
    """A snapshot with these posts in this order, the first with the score 1, the second with 1/2 and so on."""
    rows = await database.fetch("SELECT id, author_id FROM posts WHERE id = ANY($1::bigint[])", post_ids)
    authors = {row["id"]: row["author_id"] for row in rows}
    reading = Snapshot(
        id=ids.new_id(),
        model=MODEL,
        posts=np.array(post_ids, "<i8").tobytes(),
        authors=np.array([authors[post_id] for post_id in post_ids], "<i8").tobytes(),
        sources=bytes(len(post_ids)),
        scores=(1 / np.arange(1, len(post_ids) + 1)).astype("<f4").tobytes(),
        because={},
    )
    if features is None:
        features = np.arange(len(post_ids) * WIDTH, dtype=np.float32).reshape(-1, WIDTH) / 64
    await resources.pipe().run(*snapshot.commands(user_id, reading, features))
    await copies.settle()
    return reading
