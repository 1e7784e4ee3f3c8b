"""The trained models: rows in `feed_models`, their files in the blob store."""

from datetime import datetime
from typing import Any, Final

import msgspec
from asyncpg import Record

from server.feed.ranking import files, models, trained
from server.feed.ranking import queries as standing
from server.feed.ranking.features import SCHEME
from server.feed.ranking.trained import Description, Model, Unfit
from server.feed.training import queries
from server.kit import database
from shared.feed import FeedModel

KEPT: Final = 10
"""Models that neither rank nor are tried, and can be gone back to."""


class Listed(msgspec.Struct, frozen=True):
    model: FeedModel
    window: tuple[datetime, datetime]
    metrics: dict[str, float]
    promoted_at: datetime | None


async def add(graph: bytes, description: Description, state: str) -> None:
    """Keeps a model; in the state `shadow` it takes the place of the one that was tried."""
    digest = await files.keep(graph, description)
    if state == "shadow":
        await queries.retire("shadow")
    await queries.add(_row(description) | {"state": state, "sha256": digest})


async def promote(version: int) -> None:
    """From now on it ranks. Raises `LookupError` for an unknown one, `Unfit` for one that cannot rank here any more."""
    row = await queries.model(version)
    if row is None:
        raise LookupError(version)
    await files.read(version, row["sha256"])
    await queries.retire("current")
    await queries.set_state(version, "current")
    await queries.note_promotion(version)
    await database.after_commit(_forget)


async def back() -> int:
    """The model ranks again that did before the present one and still can. Returns its version, or that of the one that
    comes with Vitrine where there was none. Raises `LookupError` where it is that which ranks."""
    if await queries.in_state("current") is None:
        raise LookupError("current")
    version = await _previous()
    await queries.retire("current")
    if version is not None:
        await queries.set_state(version, "current")
    await database.after_commit(_forget)
    return version or trained.STARTER_VERSION


async def loaded(state: str) -> Model | None:
    """The newest model in this state; None where there is none that can rank."""
    row = await queries.in_state(state)
    try:
        return await files.read(row["version"], row["sha256"]) if row else None
    except Unfit:
        return None


async def listed(limit: int = 10) -> list[Listed]:
    """The newest first; the one that comes with Vitrine stands last, as current where no other is."""
    found = [_listed(row, row["state"]) for row in await standing.newest(limit)]
    try:
        starter = trained.starter().description
    except Unfit:
        return found
    state = "retired" if any(one.model.state == "current" for one in found) else "current"
    return [*found, _listed(_row(starter) | {"state": state, "promoted_at": None}, state)][:limit]


async def forget_old() -> None:
    """All but so many, as a transaction of its own: files go when their rows are gone."""
    async with database.transaction():
        gone = await queries.forget_old(KEPT)
    for version in gone:
        await files.remove(version)


def _row(described: Description) -> dict[str, Any]:
    return {
        "version": described.version,
        "kind": described.kind,
        "trained_on": described.trained_on,
        "trained_at": described.trained_at,
        "window_from": described.window_from,
        "window_to": described.window_to,
        "rows": described.rows,
        "scheme": described.scheme,
        "metrics": described.metrics,
    }


def _listed(row: Record | dict[str, Any], state: Any) -> Listed:
    metrics = row["metrics"]
    return Listed(
        FeedModel(
            version=str(row["version"]),
            kind=row["kind"],
            state=state,
            trained_on=row["trained_on"],
            trained_at=row["trained_at"],
            rows=row["rows"],
            ndcg=metrics.get("ndcg", 0.0),
            calibration=metrics.get("calibration", 1.0),
        ),
        (row["window_from"], row["window_to"]),
        metrics,
        row["promoted_at"],
    )


async def _previous() -> int | None:
    for row in await queries.previous(SCHEME):
        try:
            await files.read(row["version"], row["sha256"])
        except Unfit:
            continue
        return int(row["version"])
    return None


async def _forget() -> None:
    models.forget()
