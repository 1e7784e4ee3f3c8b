"""How a model that is only tried would have ranked what another ranked for readers, told for a share of first pages.

The sums lie in Valkey and may be lost with it; pages go on adding to them.
"""

import asyncio
import contextvars
import logging
import random
import time
from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt
from valkey.exceptions import ValkeyError

from server.feed.ranking import models
from server.feed.ranking.features import Floats
from server.feed.ranking.trained import Model
from server.kit import resources

SHARE: Final = 0.1
"""Of first pages; the others cost nothing."""
TOP: Final = 10
LEAST: Final = 2
"""Candidates, of fewer of which there is no order to speak of."""
KEPT_SECONDS: Final = 30 * 86_400
log = logging.getLogger(__name__)
_comparing: set[asyncio.Task[None]] = set()


class Agreement(msgspec.Struct, frozen=True):
    pages: int
    correlation: float
    """Mean rank correlation with what was shown, -1 to 1 (Spearman 1904)."""
    overlap: float
    """Mean share of the ten best that are the same."""
    ms: float
    """Mean time that it took."""


def key(version: int) -> bytes:
    return b"feed-shadow:%d" % version


def observe(x: Floats, scores: Floats) -> None:
    """Now and then has the shadow score the rows of a page too, after the page; `scores` are those that ranked it."""
    if models.shadowed() and len(x) >= LEAST and random.random() < SHARE:
        # in a context of its own: the page's transaction is over by then
        task = asyncio.create_task(compare(x, scores), context=contextvars.Context())
        _comparing.add(task)
        task.add_done_callback(_comparing.discard)


async def compare(x: Floats, scores: Floats) -> None:
    """Adds the page to the shadow's sums, where there is a shadow and Valkey answers."""
    model = await models.shadow()
    if model is None:
        return
    began = time.perf_counter()
    try:
        others = await asyncio.to_thread(model.value, x)
        ms = (time.perf_counter() - began) * 1000
        await _add(model, correlation(scores, others), overlap(scores, others), ms)
    except (ValkeyError, OSError) as error:
        log.warning("the shadow's page is not counted: %s", error)


async def agreement(version: int) -> Agreement:
    """Raises what Valkey raises when it is away."""
    [found] = await resources.pipe().run(("HMGET", key(version), "pages", "correlation", "overlap", "ms"))
    pages, *sums = (float(value or 0) for value in found)
    return Agreement(int(pages), *(round(total / max(pages, 1), 4) for total in sums))


def correlation(some: Floats, others: Floats) -> float:
    """Of the ranks; 0 where one of them makes no difference between the rows."""
    if np.ptp(some) == 0 or np.ptp(others) == 0:
        return 0.0
    return float(np.corrcoef(_ranks(some), _ranks(others))[0, 1])


def overlap(some: Floats, others: Floats) -> float:
    best = [set(np.argsort(-scores, kind="stable")[:TOP].tolist()) for scores in (some, others)]
    return len(best[0] & best[1]) / len(best[0])


def _ranks(scores: Floats) -> npt.NDArray[np.intp]:
    return np.argsort(np.argsort(scores, kind="stable"))


async def _add(model: Model, *sums: float) -> None:
    name = key(model.version)
    fields = zip(("correlation", "overlap", "ms"), sums, strict=True)
    await resources.pipe().run(
        ("HINCRBY", name, "pages", 1),
        *(("HINCRBYFLOAT", name, field, f"{value:.6f}") for field, value in fields),
        ("EXPIRE", name, KEPT_SECONDS),
    )
