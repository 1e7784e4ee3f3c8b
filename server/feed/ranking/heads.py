"""What a model foretells of a post that is shown, and what each of it is worth."""

from typing import Final, Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Head = Literal["dwell", "like", "comment", "share", "hide"]
HEADS: Final[tuple[Head, ...]] = ("dwell", "like", "comment", "share", "hide")
"""`share` is sharing or saving; `hide` is hiding or "not interested"."""
WEIGHTS: Final[dict[Head, float]] = {"dwell": 1.0, "like": 3.0, "comment": 6.0, "share": 6.0, "hide": -30.0}
"""In units of one post that was looked at."""
DWELL_SECONDS: Final = 4.0
"""A post on screen for so long counts as looked at."""
_vector = np.array([WEIGHTS[head] for head in HEADS], np.float32)


def value(chances: Floats) -> Floats:
    """Of rows of chances (one column per head), what showing each post is worth."""
    worth: Floats = chances @ _vector
    return worth
