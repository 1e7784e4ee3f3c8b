"""How good a ranker is, by what came of posts that it did not learn from.

What people do with a post depends on where it stood. Judged by that alone, the order in which things were shown would
always look best; so what came of a post further down counts for more, by how much less is looked at there. How much,
the model on trial says, which knows the place beside everything else (inverse propensity, Joachims et al. 2017).
"""

from collections.abc import Callable
from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt

from server.feed.ranking import heads
from server.feed.ranking.features import AT, Floats
from server.feed.ranking.heads import HEADS
from server.feed.training.dataset import Dataset

DEPTH: Final = 10
TOLD: Final = 50
"""So often a thing must have happened before the calibration of its head says something."""
STEPS: Final = np.log1p([1, 2, 3, 5, 8, 13, 21])
"""Places that are taken together, as the column has them: the first, the second, the third, the next two and so on."""
LIFT_MOST: Final = 4.0
Numbers = npt.NDArray[np.float64]
Value = Callable[[Floats], Floats]


class Judgement(msgspec.Struct, frozen=True):
    readings: Numbers
    """NDCG@10 of each reading of which anything came."""
    auc: dict[str, float]
    """By head: how often what happened was thought likelier than what did not; nan where nothing happened."""
    calibration: dict[str, float]
    """By head that happened `TOLD` times at least: expected over observed."""

    def ndcg(self) -> float:
        return float(self.readings.mean()) if len(self.readings) else 0.0

    def worst_calibration(self) -> float:
        """The one furthest from 1; 1 where none is known."""
        return max(self.calibration.values(), key=lambda ratio: abs(np.log(ratio)), default=1.0)

    def metrics(self) -> dict[str, float]:
        """Flat, as they stand in a model's description."""
        found = {"ndcg": self.ndcg(), "calibration": self.worst_calibration()}
        found |= {f"auc {head}": value for head, value in self.auc.items()}
        found |= {f"calibration {head}": value for head, value in self.calibration.items()}
        return {name: round(float(value), 5) for name, value in found.items() if np.isfinite(value)}


def judge(chances: Value, data: Dataset, lift: Floats) -> Judgement:
    """Ordered as when serving, place unknown; but what was expected is asked for where things stood."""
    expected = np.clip(chances(data.x).astype(np.float64), 1e-9, 1 - 1e-9)
    auc: dict[str, float] = {head: _auc(expected[:, at], data.y[:, at]) for at, head in enumerate(HEADS)}
    happened = data.y.sum(axis=0)
    calibration: dict[str, float] = {
        head: float(expected[:, at].sum() / happened[at]) for at, head in enumerate(HEADS) if happened[at] >= TOLD
    }
    return Judgement(ndcg_of(lambda x: heads.value(chances(x)), data, lift), auc, calibration)


def lift(value: Value, data: Dataset) -> Floats:
    """For each impression, how many times more would have come of it in the first place, by its place alone."""
    there, first = np.maximum(value(data.x), 0), np.maximum(value(unplaced(data.x)), 0)
    step = np.searchsorted(STEPS, data.x[:, AT["position"]] + 1e-4)
    sums = [np.bincount(step, worth, minlength=len(STEPS) + 1) for worth in (first, there)]
    ratio = np.divide(sums[0], sums[1], out=np.ones_like(sums[0]), where=sums[1] > 0)
    # nobody looks at what is further down more
    found: Floats = np.clip(np.maximum.accumulate(ratio), 1, LIFT_MOST)[step].astype(np.float32)
    return found


def ndcg_of(value: Value, data: Dataset, lift: Floats) -> Numbers:
    """NDCG@10 (Järvelin & Kekäläinen 2002) of each reading ordered by `value`; the gain is what outcomes are worth."""
    return ndcg(value(unplaced(data.x)), gains(data) * lift, data.snapshot)


def unplaced(x: Floats) -> Floats:
    """The rows as they are when ranking."""
    x = x.copy()
    x[:, AT["position"]] = 0
    return x


def gains(data: Dataset) -> Floats:
    """What came of each impression, by `heads.WEIGHTS`; nothing at least, for a discount of harm would reward it."""
    return np.maximum(heads.value(data.y), 0)


def ndcg(scores: Floats, gain: Floats, reading: npt.NDArray[np.int64], depth: int = DEPTH) -> Numbers:
    """Of each reading in which anything was gained, ascending."""
    found, best = _discounted(scores, gain, reading, depth), _discounted(gain, gain, reading, depth)
    told = best > 0
    ratio: Numbers = found[told] / best[told]
    return ratio


def _discounted(scores: Floats, gain: Floats, reading: npt.NDArray[np.int64], depth: int) -> Numbers:
    order = np.lexsort((-scores, reading))
    _, first, which = np.unique(reading[order], return_index=True, return_inverse=True)
    place = np.arange(len(order)) - first[which]
    worth = np.where(place < depth, gain[order] / np.log2(place + 2), 0)
    return np.bincount(which, worth, minlength=len(first)).astype(np.float64)


def _auc(expected: Numbers, happened: Floats) -> float:
    """Mann-Whitney's U over the number of pairs; equals count half."""
    yes = happened > 0
    pairs = int(yes.sum()) * int((~yes).sum())
    if not pairs:
        return float("nan")
    _, rank, count = np.unique(expected, return_inverse=True, return_counts=True)
    middle = np.cumsum(count) - (count - 1) / 2
    u = middle[rank][yes].sum() - yes.sum() * (yes.sum() + 1) / 2
    return float(u / pairs)
