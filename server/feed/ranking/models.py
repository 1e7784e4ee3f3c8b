"""The models that stand in this process: the one that ranks, and the one that is tried in its shadow.

The table `feed_models` says which; it is asked every few seconds, so a promotion reaches every process soon and none of
them waits for it. Without a promoted model the one that comes with Vitrine ranks; where that cannot be loaded, none.
"""

import asyncio
import contextvars
import logging
import time
from functools import cache
from typing import Final

from server.feed.ranking import files, queries, trained
from server.feed.ranking.trained import Model, Unfit

ASK_SECONDS: Final = 5.0
RETRY_SECONDS: Final = 60.0
"""Before a model that could not be loaded is tried again: the blob store may have been away."""
log = logging.getLogger(__name__)


class _Standing:
    def __init__(self) -> None:
        self.models: dict[str, Model] = {}
        """By state in the table: `current` and `shadow`."""
        self.failed: dict[int, float] = {}
        """Version -> when it could not be loaded."""
        self.asked = 0.0
        self.asking: asyncio.Task[None] | None = None


_standing = _Standing()


async def current() -> Model | None:
    """The model that ranks now; None where none can be loaded, so that the formula has to."""
    await _heed()
    return _standing.models.get("current") or _starter()


async def shadow() -> Model | None:
    """The model that is tried on the side; None where there is none."""
    await _heed()
    return _standing.models.get("shadow")


def shadowed() -> bool:
    """Whether there was a model in the shadow when it was last asked."""
    return "shadow" in _standing.models


def forget() -> None:
    """The next question asks anew."""
    global _standing
    _standing = _Standing()
    _starter.cache_clear()


async def _heed() -> None:
    """Has the table asked once in a while; only the first question of a process waits for the answer."""
    standing = _standing
    if standing.asking is None and time.monotonic() - standing.asked > ASK_SECONDS:
        first = not standing.asked
        # in a context of its own: neither the transaction of the request that happens to ask, nor its end, concerns it
        standing.asking = asyncio.create_task(_ask(standing), context=contextvars.Context())
        if not first:
            return
    if not standing.asked and standing.asking is not None:
        await asyncio.wait([standing.asking])


async def _ask(standing: _Standing) -> None:
    try:
        found: dict[str, Model] = {}
        for row in await queries.standing():
            model = await _loaded(standing, row["version"], row["sha256"])
            if model is not None:
                found[row["state"]] = model
        standing.models = found
    except Exception:
        log.exception("which model ranks is not known, so it stays as it was")
    finally:
        standing.asked, standing.asking = time.monotonic(), None


async def _loaded(standing: _Standing, version: int, digest: bytes) -> Model | None:
    for model in standing.models.values():
        if model.version == version:
            return model
    if time.monotonic() - standing.failed.get(version, -RETRY_SECONDS) < RETRY_SECONDS:
        return None
    try:
        return await files.read(version, digest)
    except Unfit as unfit:
        log.error("%s", unfit)
        standing.failed[version] = time.monotonic()
        return None


@cache
def _starter() -> Model | None:
    try:
        return trained.starter()
    except Unfit as unfit:
        log.error("the formula ranks: %s", unfit)
        return None
