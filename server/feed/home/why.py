"""Why a post stands where it stands in somebody's Home: from what its ranker was given then."""

import time

import msgspec
import numpy as np

from server.feed.home import queries
from server.feed.home import snapshot as snapshots
from server.feed.home.ordering import ranker_of
from server.feed.home.shown import SOURCES
from server.feed.home.snapshot import FORMULA
from server.feed.ranking import features, files, models, reasons, trained
from server.feed.ranking.features import SCHEME, Floats
from server.feed.ranking.trained import Model, Unfit
from server.kit.problems import NotFound
from server.kit.viewer import Viewer
from server.posts import service as posts
from shared.feed import Why


class Stood(msgspec.Struct, frozen=True):
    """A post as it was ranked."""

    model: int
    source: int
    because: str
    row: Floats | None
    """Of `features.COLUMNS`; None where that is lost."""


async def why(viewer: Viewer, snapshot_id: int, post_id: int) -> Why:
    """Raises `NotFound("post")` for what the viewer may not see by now, and for what was not in their reading."""
    await posts.readable(viewer, post_id)
    stood = await _in_snapshot(viewer.user_id, snapshot_id, post_id) or await _in_log(
        viewer.user_id, snapshot_id, post_id
    )
    if stood is None:
        raise NotFound("post")
    model = await _model(stood.model)
    age = max(time.time() - float(features.times(np.array([post_id]))[0]), 0.0)
    row = np.zeros(features.WIDTH, np.float32) if stood.row is None else stood.row
    told = reasons.reasons(model, row, SOURCES[stood.source], stood.because, age)
    return Why(reasons=told, ranker=ranker_of(model), trained_at=model.description.trained_at if model else None)


async def _in_snapshot(user_id: int, snapshot_id: int, post_id: int) -> Stood | None:
    made = await snapshots.load(user_id, snapshot_id)
    places = [] if made is None else np.flatnonzero(made.post_ids() == post_id).tolist()
    if made is None or not places:
        return None
    at = places[0]
    named = made.through.get(at)
    because = made.because.get(at, "") if named is None or await queries.active_among([named]) else ""
    rows = await snapshots.features(user_id, snapshot_id)
    logged = None if rows is not None else await _in_log(user_id, snapshot_id, post_id)
    row = rows[at] if rows is not None else logged.row if logged else None
    return Stood(made.model, made.sources[at], because, row)


async def _in_log(user_id: int, snapshot_id: int, post_id: int) -> Stood | None:
    """What is kept for training, once the snapshot is gone; without for whose sake the post was there."""
    logged = await queries.impression(user_id, snapshot_id, post_id)
    if logged is None:
        return None
    known = logged["features"] is not None and logged["scheme"] == SCHEME
    row = np.frombuffer(logged["features"], "<f2").astype(np.float32) if known else None
    return Stood(logged["model"], logged["source"], "", row)


async def _model(version: int) -> Model | None:
    """The one that ranked; where it cannot be had any more, the one that ranks now speaks for it. None: the formula."""
    if version == FORMULA:
        return None
    model = await models.current()
    if model is None or model.version != version:
        model = await _former(version) or model
    return model


async def _former(version: int) -> Model | None:
    try:
        if version == trained.STARTER_VERSION:
            return trained.starter()
        digest = await queries.digest_of_model(version)
        return await files.read(version, digest) if digest else None
    except Unfit:
        return None
