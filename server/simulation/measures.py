"""Figures of a policy's days, and how sure they are over several towns."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import stats

from server.feed.ranking import heads
from server.simulation.life import Days
from server.simulation.posts import BEGIN, DAY
from server.simulation.town import Town

PATIENT_HOURS: Final = 72.0
"""How long a post of a close friend is waited for; later counts as this."""
Figures = dict[str, float]


def of(town: Town, days: Days) -> Figures:
    """All that is judged, per visit unless it says otherwise."""
    outcomes = days.outcomes.mean(axis=0)
    hours = waited(town, days)
    return {
        "worth": float(days.worth().mean()),
        **{head: float(outcomes[at]) for at, head in enumerate(heads.HEADS)},
        "profiles": float(days.visits.mean()),
        "posts": float(days.shown.mean()),
        "close, median h": float(np.median(hours)),
        "close, p90 h": float(np.quantile(hours, 0.9)),
        "close, mean h": float(hours.mean()),
        "close, in 24 h": float((hours <= 24).mean()),
        "NDCG@10": float(np.nanmean(days.ndcg)),
        "authors of 10": float(days.authors.mean()),
        "rarely seen": float(days.rare.mean()),
    }


def waited(town: Town, days: Days) -> npt.NDArray[np.float64]:
    """Hours from publishing to first seen, of every post of a close friend that there was time to see."""
    return _hours(town, days, days.first_seen)


def soonest(town: Town, days: Days) -> Figures:
    """What no order can beat: each post is seen at the next visit."""
    shape = (len(town.people), len(town.posts))
    next_visit = np.full(shape, np.nan)
    for person in range(shape[0]):
        times = np.append(town.visit_time[town.visit_person == person], np.nan)
        next_visit[person] = times[np.searchsorted(times[:-1], town.posts.time)]
    hours = _hours(town, days, next_visit)
    return {
        "close, median h": float(np.median(hours)),
        "close, p90 h": float(np.quantile(hours, 0.9)),
        "close, mean h": float(hours.mean()),
        "close, in 24 h": float((hours <= 24).mean()),
    }


def _hours(town: Town, days: Days, seen: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    begin, end = BEGIN + days.first_day * DAY, BEGIN + days.end_day * DAY - PATIENT_HOURS * 3600
    first, last = np.searchsorted(town.posts.time, (begin, end))
    chosen = np.arange(first, last)
    viewer, which = np.nonzero(town.people.close_friends[:, town.posts.author[chosen]])
    post = chosen[which]
    hours = (seen[viewer, post] - town.posts.time[post]) / 3600
    return np.minimum(np.where(np.isnan(hours), PATIENT_HOURS, hours), PATIENT_HOURS)


def interval(values: Sequence[float]) -> tuple[float, float]:
    """Mean and the half width of its 95 % confidence interval (Student's t); NaN of a single value."""
    mean = float(np.mean(values))
    if len(values) < 2:
        return mean, float("nan")
    return mean, float(stats.t.ppf(0.975, len(values) - 1) * stats.sem(values))
