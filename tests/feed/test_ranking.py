"""The formula, and how processes learn which model ranks."""

import asyncio
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import msgspec
import numpy as np
import pytest

from server.feed.ranking import formula, heads, models, shadowing, trained
from server.feed.ranking.features import AT, NAMES, SCHEME, WIDTH, Floats
from server.feed.ranking.trained import Description, Model, Unfit
from server.feed.training import exporting, registry
from server.kit import database, resources
from tests.world import World


def row(**changes: float) -> Floats:
    found = formula.REFERENCE.copy()
    for name, value in changes.items():
        found[AT[name]] = value
    return found


def linear(version: int, column: str) -> tuple[bytes, Description]:
    """A model that likes one column and nothing else."""
    weights = np.zeros((WIDTH, len(heads.HEADS)))
    weights[AT[column], heads.HEADS.index("like")] = 1
    plain = np.zeros(WIDTH, np.float32), np.ones(WIDTH, np.float32)
    now = datetime.now(UTC)
    description = Description(
        version=version,
        kind="network",
        scheme=SCHEME,
        names=NAMES,
        heads=heads.HEADS,
        trained_on="log",
        trained_at=now,
        window_from=now - timedelta(days=1),
        window_to=now,
        rows=1,
        metrics={},
        reference=tuple(formula.REFERENCE.tolist()),
    )
    return exporting.network(*plain, [exporting.Layer(weights, np.full(len(heads.HEADS), -2.0))]), description


@pytest.fixture(autouse=True)
def without_starter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The one that comes with Vitrine likes captions."""
    graph, description = linear(1, "caption")
    (tmp_path / "model.onnx").write_bytes(graph)
    (tmp_path / "model.json").write_bytes(
        msgspec.json.encode(msgspec.structs.replace(description, trained_on="simulation"))
    )
    monkeypatch.setattr(trained, "STARTER", tmp_path)
    trained.starter.cache_clear()
    models.forget()
    yield
    trained.starter.cache_clear()
    models.forget()


async def promoted(version: int) -> None:
    async with database.transaction():
        await registry.add(*linear(version, "likes"), "candidate")
        await registry.promote(version)


async def version_now() -> int:
    found = await models.current()
    assert found is not None
    return found.version


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (row(of_this_day=0.9, of_these_days=0.95), row(of_this_day=0.0, of_these_days=0.1)),
        (row(close_friend=1), row()),
        (row(like_share_of_author=0.5), row(like_share_of_author=0.1)),
        (row(like_rate=0.3), row(like_rate=0.05)),
        (row(topic_taste=0.8), row(topic_taste=-0.2)),
        (row(), row(topic_distaste=0.8)),
        (row(), row(less=1.1)),
        (row(), row(seen=0.7)),
        (row(), row(suggested=1, follows=0)),
    ],
)
def test_the_formula_prefers_what_people_do(better: Floats, worse: Floats) -> None:
    found = formula.value(np.stack([better, worse]))
    assert found.dtype == np.float32 and found[0] > found[1]


def test_a_model_foretells_chances_and_is_worth_their_weighted_sum() -> None:
    model = Model(*linear(5, "likes"))
    x = np.stack([row(likes=0), row(likes=3)])
    chances = model.chances(x)
    assert chances.shape == (2, len(heads.HEADS))
    assert chances[1, 1] == pytest.approx(1 / (1 + np.exp(-1)), abs=1e-5)
    assert model.value(x)[1] == pytest.approx(sum(chances[1] * list(heads.WEIGHTS.values())), abs=1e-4)
    assert model.chances(x[:0]).shape == (0, len(heads.HEADS))


def test_a_model_that_answers_nonsense_is_refused() -> None:
    graph, description = linear(5, "likes")
    with pytest.raises(Unfit, match="nonsense"):
        Model(graph, msgspec.structs.replace(description, reference=(float("nan"),) * WIDTH))
    with pytest.raises(Unfit, match="other things"):
        Model(graph, msgspec.structs.replace(description, heads=("like",)))


async def test_every_process_learns_of_a_promotion_soon_and_none_waits_for_it(
    long_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await version_now() == 1
    await promoted(11)
    models.forget()
    assert await version_now() == 11, "a new process knows at once"
    await database.execute("UPDATE feed_models SET state = 'retired'")
    assert await version_now() == 11
    monkeypatch.setattr(models, "ASK_SECONDS", 0.0)
    assert await version_now() == 11, "it is asked besides"
    await until(1)


async def test_the_question_does_not_concern_the_transaction_of_whoever_asks(long_world: World) -> None:
    await database.execute("UPDATE feed_models SET state = 'retired'")
    async with database.transaction():
        with pytest.raises(asyncpg.DivisionByZeroError):
            await database.execute("SELECT 1 / 0")
        assert await version_now() == 1
        with pytest.raises(asyncpg.InFailedSQLTransactionError):
            await database.execute("SELECT 1")


async def test_while_the_table_cannot_be_asked_the_present_model_stays(
    long_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await promoted(12)
    models.forget()
    assert await version_now() == 12
    monkeypatch.setattr(models, "ASK_SECONDS", 0.0)
    await database.execute("ALTER TABLE feed_models RENAME TO elsewhere")
    try:
        for _ in range(3):
            assert await version_now() == 12
            await asyncio.sleep(0.02)
    finally:
        await database.execute("ALTER TABLE elsewhere RENAME TO feed_models")


async def test_a_share_of_pages_is_scored_by_the_shadow_too(long_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async with database.transaction():
        await registry.add(*linear(21, "likes"), "shadow")
    models.forget()
    assert await models.shadow() is not None
    x = np.stack([row(likes=at / 10, caption=-at) for at in range(40)])
    monkeypatch.setattr(shadowing, "SHARE", 1.0)
    shadowing.observe(x, x[:, AT["likes"]])
    shadowing.observe(x, x[:, AT["caption"]])
    shadowing.observe(x[:1], x[:1, 0])
    deadline = time.monotonic() + 10
    while (found := await shadowing.agreement(21)).pages < 2 and time.monotonic() < deadline:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    assert (found.pages, found.correlation, found.overlap) == (2, 0.0, 0.5)
    monkeypatch.setattr(shadowing, "SHARE", 0.0)
    shadowing.observe(x, x[:, AT["likes"]])
    await resources.data().flushall()
    assert (await shadowing.agreement(21)).pages == 0


def test_agreement_of_orders_is_by_their_ranks() -> None:
    some = np.array([1, 2, 3, 4, 50], np.float32)
    assert shadowing.correlation(some, some**3) == pytest.approx(1)
    assert shadowing.correlation(some, -some) == pytest.approx(-1)
    assert shadowing.correlation(some, np.ones(5, np.float32)) == 0


async def until(version: int) -> None:
    deadline = time.monotonic() + 10
    while await version_now() != version and time.monotonic() < deadline:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    assert await version_now() == version
