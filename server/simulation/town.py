"""A town: its people, all that they will publish, and when each of them will look."""

from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt

from server.simulation import behaviour, people, posts, sources

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.intp]
WEEKEND: Final = 1.25
"""Visits on two days of seven, to those on the others."""
SHORTEST_GAP: Final = 600.0
"""Seconds between two visits of one person; nearer ones are one."""


class Plan(msgspec.Struct, frozen=True):
    """All that a town is made from."""

    seed: int = 1
    people: int = 400
    days: int = 28
    vision: bool = True
    """Whether the server has machine vision."""
    events: bool = True
    """Whether apps tell what was seen."""
    crowd: int = 1
    """Most people elsewhere whom one in town may stand for, in counts of likes, views and followers."""


class Town(msgspec.Struct, frozen=True):
    """Nothing in it depends on what anybody is shown."""

    plan: Plan
    people: people.People
    posts: posts.Posts
    hashtags: list[Numbers]
    """That each person follows."""
    moods: Floats
    """Interests as they are on each day. [day, person, topic]"""
    whims: Floats
    """Normal numbers. [person, post]"""
    echo: Floats
    """How many people one in town stands for in the counts of each post, the same for all of its author's."""
    visit_time: npt.NDArray[np.float64]
    visit_person: Numbers
    visit_patience: Floats
    visit_desktop: npt.NDArray[np.bool_]

    def visits(self, first_day: int, end_day: int) -> range:
        """Numbers of the visits from one day to before another."""
        marks = posts.BEGIN + np.array([first_day, end_day]) * posts.DAY
        return range(*(int(at) for at in np.searchsorted(self.visit_time, marks)))


def build(plan: Plan) -> Town:
    """The same plan makes the same town, to the last number."""
    rng = np.random.default_rng([plan.seed, plan.people])
    living = people.settle(plan.people, rng)
    published = posts.publish(living, plan.days, plan.vision, rng)
    normal = rng.standard_normal((plan.days, plan.people, people.TOPICS), np.float32)
    time, person = _visits(living, plan.days, rng)
    return Town(
        plan=plan,
        people=living,
        posts=published,
        hashtags=sources.favourites(living, published),
        moods=np.stack([behaviour.moods_of(living, day) for day in normal]),
        whims=rng.standard_normal((plan.people, len(published)), np.float32),
        echo=(plan.crowd ** rng.random(plan.people)).astype(np.float32)[published.author],
        visit_time=time,
        visit_person=person,
        visit_patience=(living.patience[person] * np.exp(rng.normal(0, 0.5, len(person)))).astype(np.float32),
        visit_desktop=rng.random(len(person)) < living.desktop[person],
    )


def _visits(living: people.People, days: int, rng: np.random.Generator) -> tuple[npt.NDArray[np.float64], Numbers]:
    weekday = np.where(np.arange(days) % 7 >= 5, WEEKEND, 1.0)
    counts = rng.poisson(living.sessions_a_day[:, None] * weekday)
    person, day = (np.repeat(index.ravel(), counts.ravel()) for index in np.indices(counts.shape))
    time = posts.BEGIN + day * posts.DAY + posts.hour_of(living.hour[person], rng) * 3600
    order = np.lexsort((time, person))
    person, time = person[order], time[order]
    apart = np.ones(len(time), bool)
    apart[1:] = (np.diff(time) > SHORTEST_GAP) | (np.diff(person) != 0)
    person, time = person[apart], time[apart]
    order = np.argsort(time, kind="stable")
    return time[order], person[order]
