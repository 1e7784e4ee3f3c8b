"""Days in the town under one policy, and what came of them."""

import time as clock
from collections.abc import Sequence
from typing import Final, Protocol

import msgspec
import numpy as np
import numpy.typing as npt

from server.feed.ranking import features, heads
from server.feed.training.dataset import Dataset
from server.simulation import behaviour, sources
from server.simulation.memory import Memory
from server.simulation.posts import BEGIN, DAY
from server.simulation.town import Town

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.intp]

SCREENFUL: Final = 80
"""No visit is longer than so many posts."""
TOP: Final = 10
ORACLE_EVERY: Final = 4
"""One visit in so many is held against the true worth of all its candidates."""
RARE_DAYS: Final = 7


class Scene(msgspec.Struct, frozen=True):
    """What a policy may know when it orders a page."""

    number: int
    """Of the visit."""
    draw: sources.Draw
    rows: np.ndarray
    """Of `features.POST`, of the draw."""
    profile: features.Profile
    context: features.Context
    worth: Floats
    """The true worth of each, which only an oracle may use; empty unless asked for."""


class Policy(Protocol):
    knows_truth: bool

    def order(self, scene: Scene) -> tuple[Numbers, Floats]:
        """Places in the draw, best first, and the features of all the draw (or none, where it needs none)."""


class Days(msgspec.Struct, frozen=True):
    """What came of some days; one row for each visit."""

    first_day: int
    end_day: int
    person: Numbers
    outcomes: Floats
    """Sums over the visit, in columns of `heads.HEADS`."""
    visits: Floats
    """Of profiles."""
    shown: Floats
    authors: Floats
    """Different ones among the first ten."""
    rare: Floats
    """Share of the first ten whose author the viewer had not seen for a week."""
    ndcg: Floats
    """At ten, by true worth; NaN where it was not asked."""
    first_seen: npt.NDArray[np.float64]
    """Unix times, NaN for never. [person, post]"""
    seconds: float
    """That it took to simulate."""

    def worth(self) -> Floats:
        return heads.value(self.outcomes)


class World:
    """A town, what the server remembers of it, and what really happened."""

    def __init__(self, town: Town, memory: Memory | None = None) -> None:
        self.town = town
        self.memory = memory or Memory(town.people, town.posts, town.plan.events)
        shape = (len(town.people), len(town.posts))
        self.first_seen = np.full(shape, np.nan)
        self.seen = np.zeros(shape, np.uint8)
        self.author_seen = np.full((shape[0], shape[0]), -np.inf)

    def fork(self) -> "World":
        """One that goes its own way from here."""
        other = World(self.town, self.memory.fork())
        other.first_seen, other.seen = self.first_seen.copy(), self.seen.copy()
        other.author_seen = self.author_seen.copy()
        return other

    def live(self, policy: Policy, first_day: int, end_day: int, log: "Log | None" = None) -> Days:
        """From the beginning of one day to before another."""
        town, started = self.town, clock.process_time()
        numbers = town.visits(first_day, end_day)
        count = len(numbers)
        outcomes = np.zeros((count, len(heads.HEADS)), np.float32)
        plain = {name: np.zeros(count, np.float32) for name in ("visits", "shown", "authors", "rare", "ndcg")}
        for at, number in enumerate(numbers):
            found = self._visit(policy, number, log)
            outcomes[at] = found[0]
            for name, value in zip(plain, found[1:], strict=True):
                plain[name][at] = value
        return Days(
            first_day=first_day,
            end_day=end_day,
            person=town.visit_person[numbers.start : numbers.stop],
            outcomes=outcomes,
            first_seen=self.first_seen,
            seconds=clock.process_time() - started,
            **plain,
        )

    def _visit(
        self, policy: Policy, number: int, log: "Log | None"
    ) -> tuple[Floats, float, float, float, float, float]:
        town, memory = self.town, self.memory
        person, now = int(town.visit_person[number]), float(town.visit_time[number])
        memory.begin(now)
        profile = memory.profile(person, now)
        draw = sources.draw(town.people, town.posts, memory, person, now, profile.taste, town.hashtags[person])
        visit = behaviour.Visit(
            number=number,
            person=person,
            time=now,
            moods=town.moods[int((now - BEGIN) // DAY), person],
            thanks=memory.thanks(person, now),
            patience=float(town.visit_patience[number]),
        )
        judged = policy.knows_truth or number % ORACLE_EVERY == 0
        scene = Scene(
            number=number,
            draw=draw,
            rows=self._rows(draw.posts),
            profile=profile,
            context=features.Context(now=now, desktop=bool(town.visit_desktop[number])),
            worth=self._true_worth(visit, draw) if judged else np.zeros(0, np.float32),
        )
        places, x = policy.order(scene)
        shown = draw.posts[places[:SCREENFUL]]
        seen, whims = self.seen[person, shown].astype(np.float32), town.whims[person, shown]
        deeds = behaviour.act(town.people, town.posts, visit, shown, seen, whims, town.plan.seed)
        shown = shown[: len(deeds)]
        deeds.outcomes[:, 1] *= ~memory.liked[person, shown]  # once is all one can
        if log is not None and len(x):
            log.add(x[places[: len(deeds)]], deeds, number, person, now)
        found = self._measures(person, now, shown, scene.worth, places)
        self._happened(person, now, shown)
        memory.note(person, now, shown, deeds)
        return deeds.outcomes.sum(axis=0), float(deeds.visits.sum()), float(len(shown)), *found

    def _rows(self, chosen: Numbers) -> np.ndarray:
        """As the server would know them."""
        rows = self.memory.rows[chosen]
        if self.town.plan.crowd > 1:
            for field in ("likes", "comments", "shares", "hides", "views", "reach"):
                rows[field] *= self.town.echo[chosen]
        return rows

    def _true_worth(self, visit: behaviour.Visit, draw: sources.Draw) -> Floats:
        """As each would be worth if it were the first of the page and looked at."""
        town, posts, person = self.town, draw.posts, visit.person
        seen, whims = self.seen[person, posts].astype(np.float32), town.whims[person, posts]
        likely = behaviour.chances(town.people, town.posts, visit, posts, seen, whims, alone=True).outcomes
        likely[:, 1] *= ~self.memory.liked[person, posts]
        return heads.value(likely)

    def _measures(
        self, person: int, now: float, shown: Numbers, worth: Floats, places: Numbers
    ) -> tuple[float, float, float]:
        top = self.town.posts.author[shown[:TOP]]
        rare = float((self.author_seen[person, top] < now - RARE_DAYS * DAY).mean()) if len(top) else 0.0
        return len(set(top.tolist())), rare, ndcg(worth, places) if len(worth) else float("nan")

    def _happened(self, person: int, now: float, shown: Numbers) -> None:
        first = self.first_seen[person]
        first[shown] = np.where(np.isnan(first[shown]), now, first[shown])
        self.seen[person, shown] += self.seen[person, shown] < 255
        self.author_seen[person, self.town.posts.author[shown]] = now


class Log:
    """Impressions and what came of them, as a server would keep them."""

    def __init__(self) -> None:
        self._parts: list[tuple[Floats, Floats, int, int, float]] = []

    def add(self, x: Floats, deeds: behaviour.Deeds, snapshot: int, viewer: int, now: float) -> None:
        rows = x.copy()
        rows[:, features.AT["position"]] = np.log1p(np.arange(len(rows)))
        self._parts.append((rows, deeds.outcomes.copy(), snapshot, viewer, now))

    def dataset(self) -> Dataset:
        sizes = [len(x) for x, *_ in self._parts]
        return Dataset(
            x=np.concatenate([x for x, *_ in self._parts]),
            y=np.concatenate([y for _, y, *_ in self._parts]),
            snapshot=np.repeat(np.array([part[2] for part in self._parts], np.int64), sizes),
            viewer=np.repeat(np.array([part[3] for part in self._parts], np.int64), sizes),
            shown_at=np.repeat(np.array([part[4] for part in self._parts]), sizes),
        )


def together(parts: Sequence[Dataset]) -> Dataset:
    """One of several towns: numbers of viewers and snapshots are kept apart, ordered by time."""
    far = 10**9
    whole = Dataset(
        x=np.concatenate([part.x for part in parts]),
        y=np.concatenate([part.y for part in parts]),
        snapshot=np.concatenate([part.snapshot + at * far for at, part in enumerate(parts)]),
        viewer=np.concatenate([part.viewer + at * far for at, part in enumerate(parts)]),
        shown_at=np.concatenate([part.shown_at for part in parts]),
    )
    order = np.argsort(whole.shown_at, kind="stable")
    return Dataset(*(column[order] for column in msgspec.structs.astuple(whole)))


def ndcg(worth: Floats, places: Numbers) -> float:
    """Of the first ten, against the best order there is; gains are the worths above that of the worst candidate."""
    gains = worth - worth.min()
    discount = 1 / np.log2(np.arange(min(TOP, len(worth))) + 2)
    best = float(np.sort(gains)[::-1][: len(discount)] @ discount)
    mine = gains[places[: len(discount)]]
    return float(mine @ discount[: len(mine)]) / best if best > 0 else 1.0
