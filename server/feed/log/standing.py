"""Where posts stood that a viewer was shown, as the server knows it."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec
import numpy as np

from server.feed.home import snapshot as snapshots
from server.feed.log.kinds import NO_POSITION, SURFACES
from server.feed.ranking.features import FOLLOWED
from server.graph import ties
from server.kit import ids
from server.kit.viewer import Viewer
from server.posts import service as posts

READINGS_MAX: Final = 8
"""Snapshots that one batch may be about; apps send every few seconds and are in one."""
Place = tuple[int, int]
"""Snapshot and post."""


class Stood(msgspec.Struct, frozen=True):
    """A post where it stood."""

    post_id: int
    snapshot_id: int
    author_id: int
    surface: int
    source: int = FOLLOWED
    position: int = NO_POSITION
    model: int = 0
    score: float = 0.0
    features: bytes | None = None
    """16-bit floats."""

    @property
    def since(self) -> int:
        """No snapshot below this id has the post."""
        return day_of(ids.time_of(self.post_id) - timedelta(days=1))


def day_of(moment: datetime) -> int:
    """Stands for a reading of Following: the first id of that day (UTC)."""
    return ids.at(moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0))


async def in_home(viewer: Viewer, places: Iterable[Place], seen: Collection[Place]) -> dict[Place, Stood]:
    """Those of these places that there are in the viewer's own snapshots; with features where `seen`."""
    wanted: dict[int, list[int]] = {}
    for snapshot_id, post_id in dict.fromkeys(places):
        if snapshot_id in wanted or len(wanted) < READINGS_MAX:
            wanted.setdefault(snapshot_id, []).append(post_id)
    stood: dict[Place, Stood] = {}
    for snapshot_id, post_ids in wanted.items():
        made = await snapshots.load(viewer.user_id, snapshot_id)
        if made is None:
            continue
        order = {post_id: at for at, post_id in enumerate(made.post_ids().tolist())}
        features = None
        if any((snapshot_id, post_id) in seen for post_id in post_ids):
            features = await snapshots.features(viewer.user_id, snapshot_id)
        authors, scores = made.author_ids(), np.frombuffer(made.scores, "<f4")
        for post_id in post_ids:
            at = order.get(post_id)
            if at is not None:
                stood[snapshot_id, post_id] = Stood(
                    post_id=post_id,
                    snapshot_id=snapshot_id,
                    author_id=int(authors[at]),
                    surface=SURFACES["home"],
                    source=made.sources[at],
                    position=at,
                    model=made.model,
                    score=float(scores[at]),
                    features=features[at].astype("<f2").tobytes() if features is not None else None,
                )
    return stood


async def in_following(viewer: Viewer, places: Iterable[Place]) -> dict[Place, Stood]:
    """Those of these places with posts of people whom the viewer follows, or their own, also those hidden since."""
    wanted = list(places)
    if not wanted:
        return {}
    rows = await posts.readable_among(viewer, list({post_id for _, post_id in wanted}))
    authors = {post_id: row["author_id"] for post_id, row in rows.items()}
    followed = await ties.followed_among(viewer.user_id, set(authors.values())) | {viewer.user_id}
    return {
        (day, post_id): Stood(post_id, day, authors[post_id], SURFACES["following"])
        for day, post_id in wanted
        if authors.get(post_id) in followed
    }
