"""From the log to a model that ranks: in the real tables, by the real libraries, on a log with known rules."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import numpy as np
import obstore
import pytest
import pytest_asyncio

from server.feed.log.kinds import OUTCOMES, SURFACES
from server.feed.ranking import files, models, shadowing, trained
from server.feed.ranking.features import AT, SCHEME, Floats
from server.feed.ranking.trained import Model, Unfit
from server.feed.training import choosing, jobs, log, registry, service
from server.feed.training.dataset import Dataset
from server.kit import database, ids, resources
from tests.feed.lessons import LONG, happened, learned, likes_hashtags, rows_of, short_lessons
from tests.world import World

__all__ = ["learned", "short_lessons"]

DAYS = 4
READINGS = 36
HOUR = 3600.0


def day(at: datetime, turned: bool = False) -> list[tuple[int, datetime, Floats, Floats]]:
    """Snapshot, time, rows and outcomes of the readings of 20 hours up to this."""
    found = []
    for reading in range(READINGS):
        moment = at - timedelta(hours=20 * reading / READINGS)
        x = rows_of(LONG)
        found.append((ids.at(moment) + reading, moment, x, happened(x, turned)))
    return found


async def write(
    readings: list[tuple[int, datetime, Floats, Floats]], *, surface: int = 0, scheme: int = SCHEME
) -> None:
    impressions, outcomes = [], []
    kinds = [OUTCOMES[kind] for kind in ("dwell", "like", "comment", "save", "hide")]
    for snapshot, moment, x, y in readings:
        viewer = snapshot % 12 + 1
        for at in range(len(x)):
            key = (viewer, snapshot, at + 1)
            impressions.append((*key, 99, moment, surface, 0, at, 0, 0, 0.0, scheme, x[at].astype("<f2").tobytes()))
            outcomes += [
                (*key, 99, kind, 4.5 if kind == OUTCOMES["dwell"] else 1.0, moment)
                for kind, yes in zip(kinds, y[at], strict=True)
                if yes
            ]
    await database.executemany(
        "INSERT INTO impressions (user_id, snapshot_id, post_id, author_id, shown_at, surface, source, position,"
        " device, model, score, scheme, features) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        impressions,
    )
    await database.executemany(
        "INSERT INTO outcomes (user_id, snapshot_id, post_id, author_id, kind, amount, happened_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7)",
        outcomes,
    )


@pytest_asyncio.fixture(loop_scope="session")
async def untrained(long_world: World) -> AsyncIterator[World]:
    """No models; of the log nothing is known."""
    await database.execute("TRUNCATE feed_models")
    models.forget()
    yield long_world


@pytest_asyncio.fixture(loop_scope="session")
async def told(untrained: World) -> AsyncIterator[World]:
    """A log of some days, without models."""
    if await database.fetchval("SELECT count(*) FROM impressions") != DAYS * READINGS * LONG:
        await tell()
    yield untrained


async def tell(*, turned: bool = False) -> None:
    now = datetime.now(UTC) - timedelta(hours=1)
    await database.execute("TRUNCATE impressions, outcomes")
    await write([reading for back in range(DAYS) for reading in day(now - timedelta(days=back), turned)])


@pytest.fixture(scope="module")
def made(learned: Dataset) -> choosing.Trained:
    """A model that has learned it."""
    return choosing.fitted("network", learned, learned, version=5, trained_on="log")


@pytest.fixture(scope="module")
def foreign(learned: Dataset) -> choosing.Trained:
    """A model of a town where fewer hashtags are better."""
    turned = Dataset(learned.x, happened(learned.x, turned=True), learned.snapshot, learned.viewer, learned.shown_at)
    return choosing.fitted("network", turned, turned, version=1, trained_on="simulation")


@pytest.fixture
def starter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, foreign: choosing.Trained) -> int:
    """It is the one that comes with Vitrine. Returns its version."""
    (tmp_path / "model.onnx").write_bytes(foreign.graph)
    (tmp_path / "model.json").write_bytes(msgspec.json.encode(foreign.description))
    monkeypatch.setattr(trained, "STARTER", tmp_path)
    trained.starter.cache_clear()
    models.forget()
    return 1


def named(made: choosing.Trained, version: int) -> tuple[bytes, trained.Description]:
    return made.graph, msgspec.structs.replace(made.description, version=version)


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    yield
    trained.starter.cache_clear()
    models.forget()


async def ranking() -> Model:
    found = await models.current()
    assert found is not None
    return found


async def test_the_log_is_read_as_it_was_told(told: World) -> None:
    now = datetime.now(UTC)
    strange = rows_of(3)
    await write(
        [(ids.at(now) + 7, now - timedelta(hours=2), strange, happened(strange))], surface=SURFACES["following"]
    )
    await write([(ids.at(now) + 8, now - timedelta(hours=2), strange, happened(strange))], scheme=SCHEME ^ 1)
    await write([(ids.at(now) + 9, now - timedelta(minutes=5), strange, happened(strange))])
    data = await log.read()
    assert len(data) == DAYS * READINGS * LONG
    assert (np.diff(data.shown_at) >= 0).all()
    first = await database.fetch(
        "SELECT i.*, (SELECT array_agg(kind) FROM outcomes o WHERE (o.user_id, o.post_id, o.snapshot_id)"
        " = (i.user_id, i.post_id, i.snapshot_id)) AS kinds FROM impressions i WHERE snapshot_id = $1 AND position = 5",
        int(data.snapshot[0]),
    )
    [row] = first
    at = np.flatnonzero((data.snapshot == row["snapshot_id"]) & (data.x[:, AT["position"]] == np.log1p(np.float32(5))))
    assert data.viewer[at] == row["user_id"]
    names = {
        OUTCOMES["dwell"]: 0,
        OUTCOMES["like"]: 1,
        OUTCOMES["comment"]: 2,
        OUTCOMES["save"]: 3,
        OUTCOMES["hide"]: 4,
    }
    assert set(np.flatnonzero(data.y[at[0]]).tolist()) == {names[kind] for kind in row["kinds"] or ()}
    logged = np.frombuffer(row["features"], "<f2").astype(np.float32)
    assert (np.delete(data.x[at[0]], AT["position"]) == np.delete(logged, AT["position"])).all()
    await database.execute(
        "DELETE FROM impressions WHERE surface <> 0 OR scheme <> $1 OR shown_at > $2",
        SCHEME,
        now - timedelta(minutes=30),
    )


async def test_of_a_long_log_whole_readings_are_taken_and_of_one_viewer_the_newest(
    told: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = await log.read(rows_most=1000)
    assert 300 < len(some) < 2000
    assert set(np.unique(some.snapshot, return_counts=True)[1].tolist()) == {LONG}
    monkeypatch.setattr(log, "OF_ONE_VIEWER", 40)
    few, whole = await log.read(), await log.read(rows_most=10**9)
    assert max(np.unique(few.viewer, return_counts=True)[1]) == 40
    viewer = few.viewer[0]
    assert few.shown_at[few.viewer == viewer].min() >= np.sort(whole.shown_at)[0]


async def test_what_is_better_than_the_present_one_ranks_and_one_word_goes_back(told: World, starter: int) -> None:
    assert (await ranking()).version == starter and not likes_hashtags(await ranking())
    said = await service.train(at_once=True)
    promoted = await ranking()
    assert promoted.version > starter and promoted.description.trained_on == "log", said
    assert likes_hashtags(promoted)
    assert promoted.description.metrics["ms"] < choosing.MS_MOST
    assert (await registry.listed())[0].model.state == "current"

    said = await service.train(at_once=True)
    assert (await ranking()).version == promoted.version, "no better than the one that ranks"
    assert [one.model.state for one in await registry.listed()] == ["candidate", "current", "retired"], said

    async with database.transaction():
        assert await registry.back() == starter
    assert (await ranking()).version == starter
    with pytest.raises(LookupError):
        await registry.back()
    async with database.transaction():
        await registry.promote(promoted.version)
    assert (await ranking()).version == promoted.version


async def test_back_leads_through_all_that_ranked_before(untrained: World, made: choosing.Trained) -> None:
    for version in (501, 502, 503):
        async with database.transaction():
            await registry.add(*named(made, version), "shadow")
        async with database.transaction():
            await registry.promote(version)
    await obstore.put_async(resources.blobs(), files.paths(502)[0], b"damaged")
    async with database.transaction():
        assert await registry.back() == 501
    assert (await ranking()).version == 501


async def test_a_shadow_ranks_after_its_day_if_it_is_better_by_then(told: World, starter: int) -> None:
    await service.train()
    shadow = await models.shadow()
    assert shadow is not None and (await ranking()).version == starter
    x = rows_of(100)
    await shadowing.compare(x, shadow.value(x))
    await shadowing.compare(x, -shadow.value(x))
    agreement = await shadowing.agreement(shadow.version)
    assert (agreement.pages, agreement.correlation, agreement.overlap) == (2, 0, 0.5)
    assert agreement.ms > 0
    [said] = await service.train()
    assert "stays in the shadow" in said
    await database.execute("UPDATE feed_models SET trained_at = trained_at - interval '1 day'")
    await service.train()
    assert (await ranking()).version == shadow.version


async def test_a_shadow_that_has_become_worse_never_ranks(told: World, starter: int) -> None:
    await service.train()
    shadow = await models.shadow()
    assert shadow is not None
    await tell(turned=True)
    await database.execute("UPDATE feed_models SET trained_at = trained_at - interval '1 day'")
    said = await service.train()
    await database.execute("TRUNCATE impressions, outcomes")
    assert "leaves the shadow" in said[0]
    assert (await ranking()).version == starter


async def test_too_little_to_learn_from_is_said_and_nothing_is_done(
    untrained: World, caplog: pytest.LogCaptureFixture
) -> None:
    await database.execute("TRUNCATE impressions, outcomes")
    await write(day(datetime.now(UTC) - timedelta(hours=1)))
    [said] = await service.train(at_once=True)
    assert said.startswith("Not enough to learn from: 0 impressions before the last day")
    caplog.set_level("INFO")
    await jobs.train()
    assert f"training: {said}" in caplog.text
    assert await database.fetchval("SELECT count(*) FROM feed_models") == 0


async def test_a_model_of_other_columns_is_refused(untrained: World, starter: int, made: choosing.Trained) -> None:
    other = msgspec.structs.replace(made.description, version=601, scheme=SCHEME ^ 1)
    with pytest.raises(Unfit, match="other columns"):
        trained.read(made.graph, msgspec.json.encode(other))
    with pytest.raises(Unfit, match="other columns"):
        trained.read(made.graph, msgspec.json.encode(msgspec.structs.replace(other, scheme=SCHEME, names=("age",))))
    async with database.transaction():
        await registry.add(made.graph, other, "shadow")
    with pytest.raises(Unfit):
        await registry.promote(601)
    await database.execute("UPDATE feed_models SET state = 'current'")
    models.forget()
    assert (await ranking()).version == starter


@pytest.mark.parametrize("damage", [b"", b"no graph at all", None])
async def test_a_damaged_model_gives_way_to_the_one_that_comes_with_vitrine(
    untrained: World, starter: int, made: choosing.Trained, damage: bytes | None
) -> None:
    async with database.transaction():
        await registry.add(*named(made, 701), "shadow")
        await registry.promote(701)
    assert (await ranking()).version == 701
    path, _ = files.paths(701)
    if damage is None:
        await obstore.delete_async(resources.blobs(), path)
    else:
        await obstore.put_async(resources.blobs(), path, damage)
    models.forget()
    assert (await ranking()).version == starter


async def test_without_any_model_the_formula_has_to_rank(
    told: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trained, "STARTER", tmp_path)
    assert await models.current() is None
    (tmp_path / "model.onnx").write_bytes(b"no graph")
    (tmp_path / "model.json").write_bytes(b"{}")
    models.forget()
    assert await models.current() is None
    said = await service.train()
    assert "the formula" in said[0]


async def test_old_models_are_forgotten_with_their_files(untrained: World, made: choosing.Trained) -> None:
    for version in range(800, 803 + registry.KEPT):
        async with database.transaction():
            await registry.add(*named(made, version), "candidate")
    await registry.forget_old()
    kept = [int(one.model.version) for one in await registry.listed(50) if int(one.model.version) >= 800]
    assert kept == list(range(802 + registry.KEPT, 802, -1))
    with pytest.raises(Unfit):
        await files.read(800, b"")
