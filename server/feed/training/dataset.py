"""What a model learns from: impressions with the numbers that were known then, and what came of them."""

import msgspec
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]


class Dataset(msgspec.Struct, frozen=True):
    """Parallel arrays, ascending by `shown_at`."""

    x: Floats
    """Rows of `features.COLUMNS`, `position` filled in."""
    y: Floats
    """Rows of 0 and 1, one column for each of `heads.HEADS`."""
    snapshot: Ids
    """The reading in which it was shown: what is ranked against each other."""
    viewer: Ids
    shown_at: npt.NDArray[np.float64]
    """Unix times."""

    def __len__(self) -> int:
        return len(self.x)

    def part(self, chosen: npt.NDArray[np.bool_]) -> "Dataset":
        return Dataset(*(column[chosen] for column in msgspec.structs.astuple(self)))
