"""A viewer's profile from SQL: a handful of statements, each of which reads a bounded number of rows."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np
import numpy.typing as npt
from asyncpg import Record

from server.feed.log.kinds import OUTCOMES
from server.feed.ranking.features import CONTENT, PRIOR_RATES, TIE, VISUAL, Floats, Ids, Profile
from server.feed.ranking.heads import DWELL_SECONDS
from server.feed.signals import content, posts, queries
from server.graph import queries as graph

AUTHORS: Final = 800
"""To whom ties are kept: close friends, then those with whom there was most, then those followed last, then others."""
FOLLOWERS: Final = 200
"""The latest, whom the viewer may not follow back."""
DEEDS: Final = 500
"""The newest of each kind that are looked at."""
SHOWN: Final = 2_000
HALF_LIFE: Final = 14 * 86_400.0
"""Seconds in which what was done counts half."""
DAYS: Final = 14
"""That the log is read back."""
MUTUALS_OF: Final = 100
MUTUALS_EACH: Final = 200
"""Whom the viewer followed last, and whom each of those did."""
TASTED: Final = 120
DISLIKED: Final = 40
"""The newest posts of which taste is the mean."""
PAUSE: Final = 30 * 60.0
"""Seconds without a post seen that end a visit."""
PRIOR: Final = 50.0
"""Posts with which everybody's habits are credited to a viewer."""
DWELL_SHARE: Final = 0.3
"""Everybody's, until the log says more of this viewer."""
Times = npt.NDArray[np.float64]
"""Unix times."""
FIELDS: Final = {
    "like": "likes",
    "comment": "comments",
    "save": "shares",
    "share": "shares",
    "visit": "visits",
    "shown": "shown",
    "dwell": "dwell",
    "received": "received",
    "less": "less",
}
"""Kind of a deed -> where it counts."""
NUMBERS: Final = {field: at for at, field in enumerate(dict.fromkeys(FIELDS.values()))}
ONCE: Final = frozenset({"shares", "shown", "dwell"})
"""What counts once for each post, by the last time."""
BETWEEN: Final = ("likes", "comments", "shares", "visits", "dwell", "received", "less")
LIKING: Final = ("likes", "shares", "dwell")


class Deeds:
    """What was done between the viewer and others, as parallel arrays."""

    def __init__(self, rows: Sequence[Record]) -> None:
        self.fields = np.array([NUMBERS[FIELDS[row["kind"]]] for row in rows], np.uint8)
        self.authors = np.array([row["author"] for row in rows], np.int64)
        self.posts = np.array([row["post"] for row in rows], np.int64)
        self.at = np.array([row["at"] for row in rows], np.float64)

    def of(self, *fields: str) -> tuple[Ids, Ids, Times]:
        """Authors, posts and times of one kind, or of several, the latest first."""
        chosen = np.flatnonzero(np.isin(self.fields, [NUMBERS[field] for field in fields]))
        chosen = chosen[np.argsort(-self.at[chosen], kind="stable")]
        if ONCE.intersection(fields):
            chosen = chosen[np.sort(np.unique(self.posts[chosen], return_index=True)[1])]
        return self.authors[chosen], self.posts[chosen], self.at[chosen]


async def build(user_id: int) -> Profile:
    """As things are now."""
    now = time.time()
    since = datetime.fromtimestamp(now, UTC) - timedelta(days=DAYS)
    logged = await queries.logged(user_id, since, SHOWN, OUTCOMES["profile"], OUTCOMES["dwell"], DWELL_SECONDS)
    deeds = Deeds([*await queries.deeds(user_id, DEEDS), *logged])
    ties = await _ties(user_id, deeds, now)
    shown, dwelt = (len(deeds.of(field)[1]) for field in ("shown", "dwell"))
    liked = int((deeds.of("likes")[2] >= since.timestamp()).sum())
    return Profile(
        ties=ties,
        taste=await _mean(deeds.of(*LIKING)[1][:TASTED]),
        distaste=await _mean(deeds.of("less")[1][:DISLIKED]),
        sessions_a_day=_visits_a_day(deeds.at[deeds.fields == NUMBERS["shown"]], now),
        dwell_share=share(dwelt, shown, DWELL_SHARE),
        like_share=share(liked, shown, PRIOR_RATES["likes"]),
        follows=await graph.following_count(user_id),
    )


def share(times: int, shown: int, everybodys: float) -> float:
    """Smoothed towards everybody's. Who liked more than they said to have seen has seen it all the same."""
    return (times + PRIOR * everybodys) / (max(shown, times) + PRIOR)


def _visits_a_day(times: Times, now: float) -> float:
    """Over the two weeks, or as far back as the newest showings go."""
    days = DAYS if len(times) < SHOWN else max((now - float(times.min())) / 86_400, 1.0)
    return visits(times) / days


def visits(times: Times) -> int:
    """How many visits these unix times of seeing belong to."""
    return 0 if not len(times) else 1 + int((np.diff(np.sort(times)) > PAUSE).sum())


async def _ties(user_id: int, deeds: Deeds, now: float) -> np.ndarray:
    follows = await queries.follows(user_id, AUTHORS)
    friends = await queries.close_friends(user_id)
    followers = await queries.followers(user_id, FOLLOWERS)
    authors = np.unique(np.concatenate([deeds.authors, np.array([*follows, *friends, *followers], np.int64)]))
    ties = np.zeros(len(authors := authors[authors != user_id]), TIE)
    ties["author"] = authors
    for field in NUMBERS:
        whose, _, at = deeds.of(field)
        at = at[whose != user_id]
        place = np.searchsorted(authors, whose[whose != user_id])
        faded = 0.5 ** (np.maximum(now - at, 0.0) / HALF_LIFE)
        ties[field] = np.bincount(place, faded, len(authors))
        if field == "shown":
            np.maximum.at(ties["last_seen"], place, at)
    ties["close_friend"] = np.isin(authors, friends)
    ties = ties[_most(ties, follows)]
    await _stand(user_id, ties, now)
    return ties


def _most(ties: np.ndarray, follows: Sequence[int]) -> Ids:
    """Places of the `AUTHORS` that matter most, ascending."""
    between = np.sum([ties[field] for field in BETWEEN], axis=0)
    turn = dict(zip(follows, range(len(follows), 0, -1), strict=True))
    followed = np.array([turn.get(author, 0) for author in ties["author"].tolist()], np.int64)
    order = np.lexsort((ties["shown"], followed, between, ties["close_friend"]))
    return np.sort(order[::-1][:AUTHORS])


async def _stand(user_id: int, ties: np.ndarray, now: float) -> None:
    """Fills in what the graph says."""
    authors = ties["author"].tolist()
    rows = {row["id"]: row for row in await queries.standing_to(user_id, authors)}
    common = await queries.mutuals(user_id, authors, MUTUALS_OF, MUTUALS_EACH)
    followed = [rows[author]["followed"] for author in authors]
    # whoever was followed this very moment is followed all the same
    ties["followed_days"] = [0.0 if at is None else max((now - at) / 86_400, 1e-3) for at in followed]
    ties["follows_back"] = [rows[author]["back"] for author in authors]
    ties["mutuals"] = [min(common.get(author, 0), 65_535) for author in authors]


async def _mean(post_ids: Ids) -> Floats:
    rows, known = await posts.load(post_ids.tolist())
    if not known.any():
        return np.zeros(CONTENT, np.float32)
    mean = rows["content"][known].astype(np.float32).mean(axis=0)
    return np.concatenate([content.unit(mean[:VISUAL]), content.unit(mean[VISUAL:])])
