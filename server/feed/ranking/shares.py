"""What each group of columns adds to the worth of a post: exact Shapley values.

A group's share is what it adds to a coalition of others, averaged over all orders in which they may join (Shapley
1953); who has not joined stands at the reference row (Lundberg & Lee 2017). So they add up to what sets the post apart.
"""

import math
from collections.abc import Callable
from typing import Final

import numpy as np

from server.feed.ranking.features import COLUMNS, Floats

Value = Callable[[Floats], Floats]
SELF: Final = "viewer"
FOLDED: Final = {"seen": SELF, "position": SELF}
"""Groups that say nothing of the post: they count as one, which keeps the coalitions few."""
OF: Final = tuple(FOLDED.get(group, group) for _, group in COLUMNS)
GROUPS: Final = tuple(dict.fromkeys(OF))


def _coalitions() -> tuple[Floats, Floats]:
    """Whether each column is in each of the 2^g coalitions, and the weight of each coalition in each group's share."""
    count = len(GROUPS)
    members = (np.arange(1 << count)[:, None] >> np.arange(count)) & 1
    size = members.sum(axis=1)
    joined = [math.factorial(s - 1) * math.factorial(count - s) if s else 0 for s in size]
    left = [-math.factorial(s) * math.factorial(count - s - 1) if s < count else 0 for s in size]
    weights = np.where(members, np.array(joined)[:, None], np.array(left)[:, None]) / math.factorial(count)
    columns = members[:, [GROUPS.index(group) for group in OF]]
    return columns.astype(np.bool_), weights.astype(np.float64)


_IN, _WEIGHTS = _coalitions()


def of_groups(value: Value, row: Floats, reference: Floats) -> dict[str, float]:
    """Group -> its share of `value(row) - value(reference)`, to which they add up."""
    worth = value(np.where(_IN, row, reference)).astype(np.float64)
    return dict(zip(GROUPS, (worth @ _WEIGHTS).tolist(), strict=True))


def of_columns(value: Value, row: Floats, reference: Floats) -> Floats:
    """What is lost by putting each column alone at its reference."""
    rows = np.repeat(row[None], len(row) + 1, axis=0)
    np.fill_diagonal(rows, reference)
    worth = value(rows)
    lost: Floats = worth[-1] - worth[:-1]
    return lost
