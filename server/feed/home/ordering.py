"""From candidates to an order: what is known of each, what the ranker makes of that, and the rules after it."""

import time
from collections.abc import Sequence
from typing import Final, get_args

import msgspec
import numpy as np
import numpy.typing as npt

from server.feed import counting
from server.feed.home.gathering import Pool, Reading
from server.feed.home.shown import Known
from server.feed.home.snapshot import FORMULA, Snapshot
from server.feed.ranking import arranging, features, formula, models, shadowing
from server.feed.ranking.features import FOLLOWED, HASHTAG, LIKED, SUGGESTED, Floats
from server.feed.ranking.trained import Model
from server.feed.signals import posts as signals
from server.feed.signals import seen
from server.graph import visibility
from server.kit import ids, resources
from shared.feed import Ranker

RANKERS: Final[tuple[Ranker, ...]] = get_args(Ranker)
"""In the order of their numbers in `Snapshot.ranker`."""
OWN_SECONDS: Final = 3600.0


class Ordered(msgspec.Struct):
    """What `Snapshot` holds, and the rows behind it."""

    pool: Pool
    scores: Floats
    rows: Floats
    model: int
    ranker: int
    known: Known


async def ordered(reading: Reading, pool: Pool) -> Ordered:
    """The pool in the order to show, without what the viewer may not see or does not want. One round trip as a rule."""
    viewer = reading.viewer
    ties: Known = (), ()
    known, times = np.zeros(0, features.POST), np.zeros(0, np.float32)
    if len(pool):
        numbers = pool.numbers()
        people = list({*pool.authors.tolist(), *(c.through for c in pool.outside.values() if c.through)})
        stored, *replies, scores = await resources.pipe().run(
            signals.command(numbers),
            *visibility.tie_commands(viewer.user_id, people),
            seen.command(viewer.user_id, numbers),
        )
        ties = await visibility.ties_among(viewer.user_id, people, replies)
        known, there = await signals.rows(pool.posts.tolist(), stored)
        times = await seen.times(viewer.user_id, numbers, scores)
        welcome = there & _welcome(viewer.user_id, pool, known, ties)
        pool, known, times = pool.part(welcome), known[welcome], times[welcome]
    context = features.Context(time.time(), reading.device == "desktop", reading.minutes)
    given = features.Candidates(pool.sources, pool.via, times)
    rows = features.assemble(reading.profile, known, given, context)
    model = await models.current()
    if model is None:
        counting.count("fallbacks:formula")
        worth, version = formula.value(rows), FORMULA
    else:
        worth, version = model.value(rows), model.version
        shadowing.observe(rows, worth)
    order = _own_first(viewer.user_id, pool, arranging.arrange(worth, rows, known, apart=_apart()), context.now)
    return Ordered(
        pool.part(order),
        worth[order],
        rows[order],
        version,
        RANKERS.index(ranker_of(model)),
        ties,
    )


def ranker_of(model: Model | None) -> Ranker:
    if model is None:
        return "formula"
    return "learned" if model.description.trained_on == "log" else "starter"


def snapshot(made: Ordered, snapshot_id: int, floor: int, head: Snapshot | None = None, place: int = 0) -> Snapshot:
    """The order as it is kept; below the first `place` of `head`, which stay as they were read."""
    because, through = {}, {}
    for at in np.flatnonzero(np.isin(made.pool.sources, (LIKED, HASHTAG))).tolist():
        candidate = made.pool.outside[int(made.pool.posts[at])]
        because[place + at] = candidate.because
        if candidate.through:
            through[place + at] = candidate.through
    parts: Sequence[bytes] = (
        made.pool.posts.astype("<i8").tobytes(),
        made.pool.authors.astype("<i8").tobytes(),
        made.pool.sources.tobytes(),
        made.scores.astype("<f4").tobytes(),
    )
    if head is not None:
        parts = [
            old[: place * size] + new
            for old, new, size in zip(
                (head.posts, head.authors, head.sources, head.scores), parts, (8, 8, 1, 4), strict=True
            )
        ]
        because = {at: why for at, why in head.because.items() if at < place} | because
        through = {at: who for at, who in head.through.items() if at < place} | through
    posts, authors, sources, scores = parts
    return Snapshot(
        snapshot_id,
        made.model,
        posts,
        authors,
        sources,
        scores,
        because,
        ranked=ids.new_id(),
        ranker=made.ranker,
        floor=floor,
        through=through,
    )


def _welcome(viewer_id: int, pool: Pool, known: np.ndarray, ties: Known) -> npt.NDArray[np.bool_]:
    """Which of these may stand in the viewer's Home, as far as it is known before their JSON is read."""
    followed, unwanted = ties
    authors = pool.authors.tolist()
    friends = np.array([author in followed for author in authors], np.bool_)
    own, brought = pool.authors == viewer_id, pool.sources != FOLLOWED
    closed = brought & ~friends & (known["private"] != 0)
    found: npt.NDArray[np.bool_] = (brought | friends | own) & ~closed & ~((pool.sources == SUGGESTED) & friends)
    if unwanted:
        found &= ~np.array([author in unwanted for author in authors], np.bool_)
    for at in np.flatnonzero(pool.sources == LIKED).tolist():
        through = pool.outside[int(pool.posts[at])].through
        found[at] &= through in followed and through not in unwanted
    return found


def _own_first(user_id: int, pool: Pool, order: arranging.Places, now: float) -> arranging.Places:
    """What the viewer has just posted stands above everything, so that they see that it is there."""
    new = (pool.authors[order] == user_id) & (features.times(pool.posts[order]) > now - OWN_SECONDS)
    return np.concatenate([order[new], order[~new]])


def _apart() -> int:
    """Places from one suggested post to the next."""
    return max(round(1 / max(resources.settings().home_suggested_share, 0.001)), 1)
