"""Policies held against each other: in several towns, on days after those that were learned from."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import Any, Final, TypeVar

import msgspec
from threadpoolctl import threadpool_limits

from server.feed.ranking import features, trained
from server.feed.training import choosing
from server.feed.training.dataset import Dataset
from server.simulation import measures, policies
from server.simulation.life import Log, Policy, World
from server.simulation.measures import Figures
from server.simulation.town import Plan, build

R = TypeVar("R")
NOISE: Final = 0.4
"""Of the formula that the warm-up is ranked by, so that the log holds what it would not have shown."""


class Design(msgspec.Struct, frozen=True):
    """How long each town is watched, and how many live there."""

    people: int = 150
    warm_days: int = 10
    days: int = 6
    seeds: tuple[int, ...] = (1, 2, 3, 4, 5)
    kind: trained.Kind = "network"

    def plan(self, seed: int, vision: bool = True, events: bool = True) -> Plan:
        days = self.warm_days + self.days
        return Plan(seed=seed, people=self.people, days=days, vision=vision, events=events)


def compare(design: Design, seed: int) -> dict[str, Figures]:
    """What each policy comes to in one town, after a warm-up under the formula."""
    town = build(design.plan(seed))
    world, log = World(town), Log()
    world.live(policies.Ranked(noise=NOISE, seed=seed), 0, design.warm_days, log)
    model = learn(log.dataset(), design.kind)
    candidates: dict[str, Policy] = {
        "newest first": policies.Newest(),
        "newest first, seen last": policies.Newest(seen_last=True),
        "formula": policies.Ranked(),
        "learned": policies.Ranked(model.value),
        "formula, without the rules": policies.Ranked(rules=False),
        "learned, without the rules": policies.Ranked(model.value, rules=False),
    }
    if (trained.STARTER / "model.onnx").exists():
        candidates["starter, of other towns"] = policies.Ranked(trained.starter().value)
    candidates["oracle"] = policies.Oracle()
    found: dict[str, Figures] = {}
    for name, policy in candidates.items():
        days = world.fork().live(policy, design.warm_days, design.warm_days + design.days)
        found[name] = measures.of(town, days)
        found["no order can beat"] = measures.soonest(town, days)
    return found


def ablate(design: Design, seed: int) -> dict[str, Figures]:
    """The learned order when a group of columns is known neither when learning nor when ranking."""
    town = build(design.plan(seed))
    world, log = World(town), Log()
    world.live(policies.Ranked(noise=NOISE, seed=seed), 0, design.warm_days, log)
    data = log.dataset()
    found = {}
    for group in ("nothing", *features.GROUPS):
        columns = [at for at, (_, of) in enumerate(features.COLUMNS) if of == group]
        blind = data.x.copy()
        blind[:, columns] = 0
        model = learn(msgspec.structs.replace(data, x=blind), design.kind)
        policy = policies.Ranked(policies.without(model.value, columns) if columns else model.value)
        days = world.fork().live(policy, design.warm_days, design.warm_days + design.days)
        found[group] = measures.of(town, days) | {"held-out NDCG@10": model.description.metrics["ndcg"]}
    return found


def begin_cold(design: Design, seed: int) -> dict[str, Figures]:
    """The first days of an installation without machine vision, whose apps tell nothing: no views, no dwell."""
    plan = design.plan(seed, vision=False, events=False)
    town = build(msgspec.structs.replace(plan, days=design.days))
    candidates: dict[str, Policy] = {
        "newest first": policies.Newest(),
        "formula": policies.Ranked(),
        "starter, of other towns": policies.Ranked(trained.starter().value),
    }
    found = {}
    for name, policy in candidates.items():
        found[name] = measures.of(town, World(town).live(policy, 0, design.days))
    return found


def learn(data: Dataset, kind: trained.Kind) -> trained.Model:
    """As the nightly job would: from all days but the last, by which it is judged."""
    before, last = choosing.last_day(data)
    return choosing.fitted(kind, before, last, version=2, trained_on="simulation").model()


def over(study: Callable[[Design, int], dict[str, Figures]], design: Design, jobs: int = 1) -> list[dict[str, Figures]]:
    """The same study in the town of each seed."""
    return list(spread(study, [(design, seed) for seed in design.seeds], jobs))


def spread(work: Callable[..., R], arguments: Iterable[tuple[Any, ...]], jobs: int) -> Iterator[R]:
    """Calls in so many processes, answers in order; each process keeps to one core."""
    arguments = list(arguments)
    if jobs == 1:
        with threadpool_limits(1):
            yield from (work(*each) for each in arguments)
        return
    os.environ["OMP_NUM_THREADS"] = "1"
    with ProcessPoolExecutor(jobs, initializer=threadpool_limits, initargs=(1,)) as pool:
        yield from pool.map(work, *zip(*arguments, strict=True))
