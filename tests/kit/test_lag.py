"""What waits, and how long things waited, as an operator sees it."""

from server.graph import service as graph
from server.kit import database, lag, resources
from shared.ops import Backlog
from tests.world import Person, World


async def rows(moderator: Person) -> dict[str, Backlog]:
    return {row.name: row for row in (await moderator.admin_health()).backlog}


async def test_lag_of_relay_tiers_and_fan_out_is_shown_until_valkey_is_emptied(world: World) -> None:
    moderator = await world.person("keeper", moderator=True)
    author, reader = await world.newcomer(), await world.newcomer()
    async with database.transaction():
        await graph.follow(reader, author.handle)
    await world.drain()
    before = await rows(moderator)
    assert before["fan-out"].lag_p50_ms is None
    await world.quick_post(author.user_id)
    waiting = (await rows(moderator))["fan-out"]
    assert waiting.waiting == 1
    await world.drain()
    found = await rows(moderator)
    assert found["fan-out"].waiting == 0
    for name in ("outbox", "fanout jobs", "fan-out"):
        p50, p99 = found[name].lag_p50_ms, found[name].lag_p99_ms
        assert p50 is not None and p99 is not None and 0 <= p50 <= p99, name
    assert found["video jobs"].lag_p50_ms is None
    assert found["dead letters"].lag_p50_ms is None
    await resources.data().flushall()
    assert {row.lag_p50_ms for row in (await rows(moderator)).values()} == {None}


async def test_lag_is_that_of_the_last_ones(world: World) -> None:
    await lag.note("tests", [5.0] * lag.KEPT)
    await lag.note("tests", [float(ms) for ms in range(100)])
    await lag.note("tests", [])
    assert await lag.of(["tests", "nothing"]) == {"tests": lag.Lag(p50=5.0, p99=94.0)}
    await lag.note("tests", [7.0] * lag.KEPT * 2)
    assert await lag.of(["tests"]) == {"tests": lag.Lag(p50=7.0, p99=7.0)}
