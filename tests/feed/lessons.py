"""A log with known rules, to learn from."""

from collections.abc import Iterator
from typing import Final

import numpy as np
import pytest

from server.feed.ranking import formula, heads
from server.feed.ranking.features import AT, Floats
from server.feed.ranking.trained import Model
from server.feed.training import fitting
from server.feed.training.dataset import Dataset

LONG: Final = 20
"""Posts of one reading."""
random = np.random.default_rng(3)


def rows_of(n: int) -> Floats:
    """What the formula knows nothing of decides here: how many hashtags; and a hide comes of length."""
    x = np.repeat(formula.REFERENCE[None], n, axis=0)
    for name in ("hashtags", "caption", "of_this_day", "like_rate"):
        x[:, AT[name]] = random.uniform(0, 1, n)
    return x.astype("<f2").astype(np.float32)


def chances_of(x: Floats, turned: bool = False) -> Floats:
    hashtags, caption = x[:, AT["hashtags"]], x[:, AT["caption"]]
    good = 1 - hashtags if turned else hashtags
    return np.stack([0.1 + 0.6 * good, 0.02 + 0.5 * good**2, 0.05 * good, 0.04 * good, 0.03 * caption], axis=1)


def happened(x: Floats, turned: bool = False) -> Floats:
    return (random.random((len(x), len(heads.HEADS))) < chances_of(x, turned)).astype(np.float32)


@pytest.fixture(scope="module")
def learned() -> Dataset:
    """The same as a dataset."""
    x = rows_of(3000)
    n = np.arange(len(x))
    x[:, AT["position"]] = np.log1p(n % LONG)
    return Dataset(x, happened(x), n // LONG, n // LONG % 12, n * 60.0)


@pytest.fixture(scope="module", autouse=True)
def short_lessons() -> Iterator[None]:
    """What there is to learn here is simple."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(fitting, "EPOCHS", 12)
        patched.setattr(fitting, "TREES", 20)
        yield


def likes_hashtags(model: Model) -> bool:
    x = rows_of(400)
    return bool(np.corrcoef(model.value(x), x[:, AT["hashtags"]])[0, 1] > 0.7)
