"""Which kind of model it becomes: each learns from the days before the last, and the last day says which ranks best."""

import time
from datetime import UTC, datetime
from typing import Final

import msgspec
import numpy as np

from server.feed.ranking import trained
from server.feed.ranking.features import AT, NAMES, SCHEME, Floats
from server.feed.ranking.heads import HEADS
from server.feed.ranking.trained import Description, Kind, Model, TrainedOn
from server.feed.training import fitting, judging
from server.feed.training.dataset import Dataset

DAY: Final = 86_400.0
CANDIDATES: Final = 500
MS_MOST: Final = 5.0
"""For the candidates of one page, on one core."""


class Trained(msgspec.Struct, frozen=True):
    graph: bytes
    description: Description

    def model(self) -> Model:
        return Model(self.graph, self.description)


def last_day(data: Dataset) -> tuple[Dataset, Dataset]:
    """What is before the last 24 hours, and they."""
    later = data.shown_at >= (data.shown_at[-1] if len(data) else 0) - DAY
    return data.part(~later), data.part(later)


def fitted(kind: Kind, train: Dataset, held_out: Dataset, *, version: int, trained_on: TrainedOn) -> Trained:
    """A model of this kind, judged by what it did not learn from."""
    graph = fitting.FITS[kind](train)
    reference = train.x.mean(axis=0)
    reference[AT["position"]] = 0
    times = train.shown_at[0], (held_out if len(held_out) else train).shown_at[-1]
    description = Description(
        version=version,
        kind=kind,
        scheme=SCHEME,
        names=NAMES,
        heads=HEADS,
        trained_on=trained_on,
        trained_at=datetime.now(UTC),
        window_from=datetime.fromtimestamp(times[0], UTC),
        window_to=datetime.fromtimestamp(times[1], UTC),
        rows=len(train),
        metrics={},
        reference=tuple(reference.tolist()),
    )
    model = trained.Model(graph, description)
    found = Trained(graph, msgspec.structs.replace(description, metrics={"ms": milliseconds(model, train.x)}))
    return _judged(found, held_out, judging.lift(model.value, held_out))


def best(train: Dataset, held_out: Dataset, *, version: int, trained_on: TrainedOn) -> list[Trained]:
    """Both kinds, the better one first: by NDCG among those that are fast enough."""
    found = [fitted(kind, train, held_out, version=version, trained_on=trained_on) for kind in fitting.FITS]
    lift = np.mean([judging.lift(one.model().value, held_out) for one in found], axis=0)
    found = [_judged(one, held_out, lift) for one in found]
    return sorted(found, key=lambda one: (_slow(one), -one.description.metrics.get("ndcg", 0.0)))


def milliseconds(model: Model, x: Floats) -> float:
    """The least of some runs for `CANDIDATES` rows on one core."""
    rows = np.resize(x, (CANDIDATES, x.shape[1]))
    spent = []
    for _ in range(12):
        began = time.perf_counter()
        model.value(rows)
        spent.append(time.perf_counter() - began)
    return round(min(spent) * 1000, 3)


def _judged(one: Trained, held_out: Dataset, lift: Floats) -> Trained:
    metrics = one.description.metrics | judging.judge(one.model().chances, held_out, lift).metrics()
    return msgspec.structs.replace(one, description=msgspec.structs.replace(one.description, metrics=metrics))


def _slow(one: Trained) -> bool:
    return one.description.metrics["ms"] > MS_MOST
