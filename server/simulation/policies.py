"""Ways to order Home."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from server.feed.ranking import arranging, features, formula
from server.simulation.life import Scene

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.intp]
Value = Callable[[Floats], Floats]
"""Of rows of features, what showing each post is worth."""
FOREMOST = 110
"""Posts; more than anybody sees in one visit."""
NO_ROWS = np.zeros((0, features.WIDTH), np.float32)


class Newest:
    """Following: people who are followed and nothing else, newest first; what was seen last of all, if wished."""

    knows_truth = False

    def __init__(self, seen_last: bool = False) -> None:
        self._seen_last = seen_last

    def order(self, scene: Scene) -> tuple[Numbers, Floats]:
        followed = np.flatnonzero(scene.draw.candidates.source == features.FOLLOWED)
        seen = (scene.draw.candidates.seen[followed] > 0) & self._seen_last
        return followed[np.lexsort((-scene.rows["id"][followed], seen))], NO_ROWS


class Ranked:
    """By worth, then by the rules of Home. `noise`, in standard deviations of the worths, explores for a log."""

    knows_truth = False

    def __init__(self, value: Value = formula.value, noise: float = 0.0, seed: int = 0, rules: bool = True) -> None:
        self._rules = rules
        self._value = value
        self._noise = noise
        self._seed = seed

    def order(self, scene: Scene) -> tuple[Numbers, Floats]:
        x = features.assemble(scene.profile, scene.rows, scene.draw.candidates, scene.context)
        worth = self._value(x)
        if self._noise:
            drawn = np.random.default_rng([self._seed, scene.number]).gumbel(0, 1, len(worth))
            worth = (worth + self._noise * worth.std() * drawn).astype(np.float32)
        if not self._rules:
            return np.argsort(-worth, kind="stable"), x
        best = _foremost(worth, x)
        return best[arranging.arrange(worth[best], x[best], scene.rows[best])], x


class Oracle:
    """By true worth: how much there is to gain for an order that looks no further than each post."""

    knows_truth = True

    def order(self, scene: Scene) -> tuple[Numbers, Floats]:
        return np.argsort(-scene.worth, kind="stable"), NO_ROWS


def without(value: Value, columns: list[int]) -> Value:
    """The same of rows in which these columns are not known."""

    def blind(x: Floats) -> Floats:
        x = x.copy()
        x[:, columns] = 0
        return value(x)

    return blind


def _foremost(worth: Floats, x: Floats) -> Numbers:
    """What may come on screen at all: the rules need not be applied to what nobody scrolls down to."""
    seen, suggested = x[:, features.AT["seen"]] > 0, x[:, features.AT["suggested"]] > 0
    order = np.lexsort((-worth, seen))
    friends = x[order, features.AT["close_friend"]] > 0
    rare = (x[order, features.AT["shown"]] < 0.9) & (x[order, features.AT["followed_days"]] > 0)
    new = ~seen[order] & (x[order, features.AT["of_these_days"]] > 0.5)
    kept: Numbers = order[(np.arange(len(order)) < FOREMOST) | ((friends | (rare & ~suggested[order])) & new)]
    return kept
