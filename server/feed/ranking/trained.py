"""A trained ranker: a graph that onnxruntime runs, and the description that says what it is."""

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final, Literal

import msgspec
import numpy as np
import onnxruntime

from server.feed.ranking import features, heads

Floats = features.Floats
Kind = Literal["network", "trees"]
TrainedOn = Literal["log", "simulation"]
INPUT: Final = "x"
"""float32, any number of rows of `features.WIDTH`."""
OUTPUT: Final = "chances"
"""float32, a row for each of them, a column for each of `heads.HEADS`."""
STARTER: Final = Path(__file__).parent / "starter"
STARTER_VERSION: Final = 1
"""Less than any snowflake, by which the versions trained here are named."""


class Unfit(Exception):
    """A model that cannot rank here. The message says why."""


class Description(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept beside the graph, as JSON."""

    version: int
    kind: Kind
    scheme: int
    """`features.SCHEME` of the rows that it learned from."""
    names: tuple[str, ...]
    heads: tuple[str, ...]
    trained_on: TrainedOn
    trained_at: datetime
    window_from: datetime
    """Of what it learned from and was judged by."""
    window_to: datetime
    rows: int
    """Impressions that it learned from."""
    metrics: dict[str, float]
    """On the held-out last day: `ndcg`, `calibration` of the worst head, and `auc dwell`, `calibration dwell` and so on
    for each head; `ms` of one core for 500 candidates."""
    reference: tuple[float, ...]
    """The mean row of what it learned from: against it `reasons` explains."""


class Model:
    """May be asked from several threads."""

    def __init__(self, graph: bytes, description: Description) -> None:
        """Raises `Unfit` for a damaged graph, and for one that was trained on other columns than there are now."""
        if description.scheme != features.SCHEME or description.names != features.NAMES:
            raise Unfit(f"model {description.version} knows other columns than this version of Vitrine")
        if description.heads != heads.HEADS or len(description.reference) != features.WIDTH:
            raise Unfit(f"model {description.version} foretells other things than this version of Vitrine wants")
        self.description = description
        self.reference: Floats = np.array(description.reference, np.float32)
        self._session = _opened(graph, description.version)
        try:
            probe = self.chances(np.stack([self.reference, self.reference]))
        except Exception as error:
            raise Unfit(f"model {description.version} does not run: {error}") from error
        if probe.shape != (2, len(heads.HEADS)) or not np.isfinite(probe).all():
            raise Unfit(f"model {description.version} answers nonsense")

    @property
    def version(self) -> int:
        return self.description.version

    def chances(self, x: Floats) -> Floats:
        """Of each row, how likely each of `heads.HEADS` is."""
        if not len(x):
            return np.zeros((0, len(heads.HEADS)), np.float32)
        found: Floats = self._session.run([OUTPUT], {INPUT: np.ascontiguousarray(x, np.float32)})[0]
        return found

    def value(self, x: Floats) -> Floats:
        """Of each row, what showing the post is worth, in the unit of `heads.WEIGHTS`."""
        return heads.value(self.chances(x))


def read(graph: bytes, description: bytes) -> Model:
    """A model from its two files. Raises `Unfit`."""
    try:
        known = msgspec.json.decode(description, type=Description)
    except msgspec.DecodeError as error:
        raise Unfit(f"no description of a model: {error}") from error
    return Model(graph, known)


@cache
def starter() -> Model:
    """The model that comes with Vitrine, trained on a simulated town. Raises `Unfit`."""
    try:
        return read((STARTER / "model.onnx").read_bytes(), (STARTER / "model.json").read_bytes())
    except OSError as error:
        raise Unfit(f"the model that comes with Vitrine is not there: {error}") from error


def _opened(graph: bytes, version: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    # With more threads than one, those that wait would spin.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # The number of candidates differs from page to page, so that plans for their memory would only pile up.
    options.enable_mem_pattern = False
    try:
        return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's own exceptions have no other common class
        raise Unfit(f"model {version} cannot be read: {error}") from error
