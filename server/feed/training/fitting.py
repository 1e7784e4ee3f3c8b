"""Learning from impressions: a small network with one hidden stack for all heads, and boosted trees for each head.

On one core: those who are being served need the others, and threads that wait for one which somebody else has make the
trees twenty times slower.
"""

from collections.abc import Callable
from typing import Any, Final

import msgspec
import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits

from server.feed.ranking.features import Floats
from server.feed.ranking.heads import HEADS
from server.feed.ranking.trained import Kind
from server.feed.training import exporting
from server.feed.training.dataset import Dataset

LAST: Final = 0.1
"""Of the rows, the last ones, by which it is seen when learning more would be learning by heart."""
HIDDEN: Final = (64, 32)
EPOCHS: Final = 40
PATIENCE: Final = 3
"""Epochs without getting better after which the network is done."""
BATCH: Final = 512
RATE: Final = 1e-3
DECAY: Final = 1.0
"""Of squared weights (L2)."""
TREES: Final = 80
"""Of one head at most."""
LEAVES: Final = 15


class Network(msgspec.Struct, frozen=True):
    """What was learned, in the library's own form; it wants `exporting.standardised` rows."""

    library: MLPClassifier
    mean: Floats
    scale: Floats


def perceptron(data: Dataset, seed: int = 0) -> Network:
    """Multi-task: all heads share its hidden layers (Caruana 1997)."""
    train, last = _parts(data)
    mean, deviation = train.x.mean(axis=0), train.x.std(axis=0)
    # what never differs teaches nothing, and must not matter where it does differ
    scale = np.where(deviation > 1e-6, 1 / np.maximum(deviation, 1e-6), 0).astype(np.float32)
    x, x_last = (exporting.standardised(part.x, mean, scale) for part in (train, last))
    batch = min(BATCH, max(128, len(train) // 50))
    library = MLPClassifier(HIDDEN, alpha=DECAY, batch_size=batch, learning_rate_init=RATE, random_state=seed)
    best: tuple[list[Floats], list[Floats]] | None = None
    best_loss, since = np.inf, 0
    with threadpool_limits(1):
        while best is None or (since < PATIENCE and library.n_iter_ < EPOCHS):
            library.partial_fit(x, train.y, classes=np.arange(len(HEADS)))
            loss = _loss(library.predict_proba(x_last), last.y)
            since += 1
            if best is None or loss < best_loss:
                # copies: the library goes on learning in place
                best = [w.copy() for w in library.coefs_], [b.copy() for b in library.intercepts_]
                best_loss, since = loss, 0
    library.coefs_, library.intercepts_ = best
    return Network(library, mean, scale)


def network(data: Dataset) -> bytes:
    """A small network as ONNX."""
    found = perceptron(data)
    layers = zip(found.library.coefs_, found.library.intercepts_, strict=True)
    return exporting.network(found.mean, found.scale, [exporting.Layer(*layer) for layer in layers])


def trees(data: Dataset) -> bytes:
    """Boosted trees as ONNX: a gradient boosting over histograms (LightGBM, Ke et al. 2017) for each head."""
    train, last = _parts(data)
    found = []
    for head in range(len(HEADS)):
        library = boosted(train, last, head)
        if library is None:
            share = (train.y[:, head].sum() + 0.5) / (len(train) + 1)
            found.append(exporting.Trees(float(np.log(share / (1 - share))), []))
        else:
            nodes = [tree.nodes for (tree,) in library._predictors]
            found.append(exporting.Trees(float(library._baseline_prediction.item()), nodes))
    return exporting.trees(found)


FITS: Final[dict[Kind, Callable[[Dataset], bytes]]] = {"network": network, "trees": trees}


def boosted(train: Dataset, last: Dataset, head: int, seed: int = 0) -> Any:
    """The library's own model of one head; None where nothing of the kind has happened yet, or nothing else."""
    y, y_last = train.y[:, head], last.y[:, head]
    if y.min() == y.max():
        return None
    library = HistGradientBoostingClassifier(
        learning_rate=0.1,
        max_iter=TREES,
        max_leaf_nodes=LEAVES,
        min_samples_leaf=20,
        l2_regularization=1.0,
        early_stopping=True,
        n_iter_no_change=8,
        random_state=seed,
    )
    with threadpool_limits(1):
        return library.fit(train.x, y, X_val=last.x, y_val=y_last)


def _parts(data: Dataset) -> tuple[Dataset, Dataset]:
    later = np.arange(len(data)) >= len(data) * (1 - LAST)
    return data.part(~later), data.part(later)


def _loss(chances: Floats, y: Floats) -> float:
    p = np.clip(chances, 1e-6, 1 - 1e-6)
    return float(-(y * np.log(p) + (1 - y) * np.log(1 - p)).sum(axis=1).mean())
