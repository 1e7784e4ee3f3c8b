"""The pushed feed equals the feed computed by SQL, whatever people did in whatever order, and whoever was killed."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.feed import counting, fanout, timeline
from server.graph import service as graph
from server.kit import database, resources
from server.settings import Settings
from tests.feed.reading import read_all
from tests.feed.town import Town
from tests.world import World, opened_world

PEOPLE = 6
person = st.integers(0, PEOPLE - 1)
pair = st.tuples(person, person).filter(lambda two: two[0] != two[1])
writes = st.integers(0, 12)


def either(*names: str) -> st.SearchStrategy[str]:
    return st.sampled_from(names)


actions = st.one_of(
    st.tuples(either("follow"), pair),
    st.tuples(either("follow"), pair),
    st.tuples(either("adore", "shun"), st.integers(0, 1)),
    st.tuples(either("turn to", "turn to", "turn from"), pair.filter(lambda two: two[1] < 2)),
    st.tuples(either("post"), person),
    st.tuples(either("post"), person),
    st.tuples(either("post"), st.integers(0, 1)),
    st.tuples(either("unfollow", "remove_follower"), pair),
    st.tuples(either("block", "unblock"), pair),
    st.tuples(either("mute", "unmute"), pair),
    st.tuples(either("private", "public"), person),
    st.tuples(either("accept", "accept", "refuse"), pair),
    st.tuples(either("delete"), st.integers(0, 30)),
    st.tuples(either("hide", "unhide", "save"), st.tuples(person, st.integers(0, 10))),
    st.tuples(either("read"), person),
    st.tuples(either("read"), person),
    st.tuples(either("work", "restart", "elsewhere"), st.none()),
    st.tuples(either("flush"), st.none()),
    st.tuples(either("relay killed"), writes),
    st.tuples(either("worker killed"), st.tuples(st.integers(0, 5), writes)),
)
BEGINNING = [("adore", 0), ("work", None), *(("read", reader) for reader in range(PEOPLE))]
"""There is a celebrity, and it is known of everybody whether they follow."""
whole_histories = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a fan-out to four followers can be killed in its middle."""
    monkeypatch.setattr(fanout, "BATCH", 1)


@pytest.mark.usefixtures("small_batches")
@whole_histories
@given(st.lists(actions, min_size=5, max_size=40))
async def test_pushed_feed_equals_the_feed_by_sql(clean_settings: Settings, history: list[tuple[str, Any]]) -> None:
    async with opened_world(clean_settings, celebrity_threshold=3, celebrities_held=2, timeline_length=6) as world:
        town = Town(world, [await world.newcomer() for _ in range(PEOPLE)])
        for action, on in [*BEGINNING, *history]:
            await town.act(action, on)
        await town.check_all()
        await world.drain()
        await town.check_all(settled=True)
        await town.check_all(settled=True)


async def test_pushing_again_changes_nothing(world: World) -> None:
    author, reader = await world.newcomer(), await world.newcomer()
    async with database.transaction():
        await graph.follow(reader, author.handle)
    await world.drain()
    assert await read_all(reader) == []
    post_id = await world.quick_post(author.user_id)
    await world.drain()
    before = await resources.data().zrange(timeline.key(reader.user_id), 0, -1)
    assert await fanout.fan_out(post_id, author.user_id) == 1
    assert await resources.data().zrange(timeline.key(reader.user_id), 0, -1) == before
    assert await read_all(reader) == [post_id]


async def test_the_feed_is_right_without_valkey(world: World) -> None:
    author, reader = await world.newcomer(), await world.newcomer()
    async with database.transaction():
        await graph.follow(reader, author.handle)
    made = [await world.quick_post(author.user_id) for _ in range(5)]
    await world.drain()
    before = (await counting.totals()).get("fallbacks:sql", 0)
    port, resources.pipe()._port = resources.pipe()._port, 1
    await resources.pipe().aclose()
    assert await read_all(reader, limit=2) == made[::-1]
    assert (await counting.totals())["fallbacks:sql"] > before
    resources.pipe()._port = port
