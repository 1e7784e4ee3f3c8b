"""Learning again from what people do: train, judge, try in the shadow, promote only what is better."""

import asyncio
import math
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec
import numpy as np
from valkey.exceptions import ValkeyError

from server.feed.ranking import formula, shadowing, trained
from server.feed.ranking.features import Floats
from server.feed.ranking.trained import Model, Unfit
from server.feed.training import choosing, judging, log, queries, registry
from server.feed.training.dataset import Dataset
from server.kit import database, ids

ROWS_LEAST: Final = 2_000
READINGS_LEAST: Final = 30
"""On the last day, of fewer of which it says little."""
SHADOW_PAGES: Final = 200
SHADOW_AGE: Final = timedelta(hours=20)
"""A shadow is judged when it has scored so many pages, or has stood so long: for one nightly round."""
CALIBRATION_MOST: Final = 1.5
"""Expected over observed outcomes of the worst head, or its inverse, that is always good enough."""


class Standard(msgspec.Struct, frozen=True):
    """How good a ranker was on the last day."""

    name: str
    readings: judging.Numbers
    """NDCG@10 of each."""
    calibration: float

    def ndcg(self) -> float:
        return float(self.readings.mean())

    def astray(self) -> float:
        """How far calibration is from 1; 0 for perfect."""
        return abs(math.log(self.calibration))


def beats(one: Standard, other: Standard) -> bool:
    """Whether one may take the place of the other: better by more than chance would make it, and no worse calibrated.

    Both were judged on the same readings; chance is the standard error of the mean of their differences.
    """
    gained = one.readings - other.readings
    better = gained.mean() > gained.std() / math.sqrt(len(gained))
    return bool(better) and one.astray() <= max(math.log(CALIBRATION_MOST), other.astray())


async def train(*, at_once: bool = False) -> list[str]:
    """One round: judges the shadow, then trains its successor. Returns what happened, in sentences.

    `at_once`: what is better need not stand in the shadow first. Each step is a transaction of its own.
    """
    data = await log.read()
    train, last = choosing.last_day(data)
    readings = len(np.unique(last.snapshot[judging.gains(last) > 0]))
    if len(train) < ROWS_LEAST or readings < READINGS_LEAST:
        return [
            f"Not enough to learn from: {len(train):,} impressions before the last day of the log, {ROWS_LEAST:,} are"
            f" needed, and {readings:,} readings on it of which anything came, {READINGS_LEAST} are needed."
        ]
    said, waits = await _judge_shadow(last)
    if waits and not at_once:
        return said
    version = ids.new_id()
    found = await asyncio.to_thread(choosing.best, train, last, version=version, trained_on="log")
    best, model = found[0], found[0].model()
    own, present = await _compared(f"model {version}", model, last)
    said.append(
        f"Learned from {len(train):,} impressions; NDCG@10 on the last day of the log: "
        + ", ".join(f"{one.description.kind} {one.description.metrics['ndcg']:.4f}" for one in found)
        + f"; {present.name} {present.ndcg():.4f}."
    )
    better = beats(own, present)
    async with database.transaction():
        await registry.add(best.graph, best.description, "shadow" if better else "candidate")
        if better and at_once:
            await registry.promote(version)
    if not better:
        said.append(f"{present.name.capitalize()} goes on: {_short(own, present)}.")
    else:
        said.append(f"Model {version} ranks now." if at_once else f"Model {version} is tried in the shadow.")
    await registry.forget_old()
    return said


async def _judge_shadow(last: Dataset) -> tuple[list[str], bool]:
    """Promotes or retires the shadow, by a day that it has not seen. Returns what to say, and whether it stays."""
    row = await queries.in_state("shadow")
    if row is None:
        return [], False
    version = row["version"]
    try:
        pages = (await shadowing.agreement(version)).pages
    except (ValkeyError, OSError):
        pages = 0
    if pages < SHADOW_PAGES and datetime.now(UTC) - row["trained_at"] < SHADOW_AGE:
        return [f"Model {version} stays in the shadow: it has scored {pages} of {SHADOW_PAGES} pages."], True
    model = await registry.loaded("shadow")
    async with database.transaction():
        if model is None:
            await queries.retire("shadow")
            return [f"Model {version} cannot be loaded and is given up."], False
        own, present = await _compared(f"model {version}", model, last)
        if beats(own, present):
            await registry.promote(version)
            return [
                f"Model {version} ranks now: {own.ndcg():.4f} against {present.ndcg():.4f} of {present.name}."
            ], False
        await queries.retire("shadow")
        return [f"Model {version} leaves the shadow: {_short(own, present)}."], False


async def _compared(name: str, model: Model, last: Dataset) -> tuple[Standard, Standard]:
    """The model, and what ranks now: the current one, the one that comes with Vitrine, or the formula."""
    lift = judging.lift(model.value, last)
    own = _standard(name, model, last, lift)
    present = await registry.loaded("current")
    if present is not None:
        return own, _standard(f"model {present.version}", present, last, lift)
    try:
        return own, _standard("the model that comes with Vitrine", trained.starter(), last, lift)
    except Unfit:
        return own, Standard("the formula", judging.ndcg_of(formula.value, last, lift), 1.0)


def _standard(name: str, model: Model, last: Dataset, lift: Floats) -> Standard:
    judgement = judging.judge(model.chances, last, lift)
    return Standard(name, judgement.readings, judgement.worst_calibration())


def _short(own: Standard, present: Standard) -> str:
    chance = (own.readings - present.readings).std() / math.sqrt(len(own.readings))
    return (
        f"{own.name} reached {own.ndcg():.4f} ± {chance:.4f} against {present.ndcg():.4f}, and expected"
        f" {own.calibration:.2f} times what happened"
    )
