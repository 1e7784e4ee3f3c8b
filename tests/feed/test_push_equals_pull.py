"""The pushed feed equals the feed computed by SQL, whatever people did in whatever order."""

from collections.abc import Awaitable, Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.feed import following, timeline
from server.graph import service as graph
from server.kit import database, resources
from server.kit.viewer import Viewer
from server.posts import service as posts
from server.posts.hiding import service as hiding
from server.posts.saves import service as saves
from server.settings import Settings
from shared.engagement import Hide
from tests.feed.reading import read_all
from tests.world import World, opened_world

PEOPLE = 5
person = st.integers(0, PEOPLE - 1)
pair = st.tuples(person, person).filter(lambda two: two[0] != two[1])
actions = st.one_of(
    st.tuples(st.just("follow"), pair),
    st.tuples(st.just("follow"), pair),
    st.tuples(st.just("post"), person),
    st.tuples(st.just("post"), person),
    st.tuples(st.just("post"), person),
    st.tuples(st.just("unfollow"), pair),
    st.tuples(st.just("block"), pair),
    st.tuples(st.just("unblock"), pair),
    st.tuples(st.just("mute"), pair),
    st.tuples(st.just("unmute"), pair),
    st.tuples(st.just("delete"), st.integers(0, 30)),
    st.tuples(st.sampled_from(["hide", "unhide", "save"]), st.tuples(person, st.integers(0, 10))),
    st.tuples(st.just("read"), person),
    st.tuples(st.just("work"), st.none()),
    st.tuples(st.just("flush"), st.none()),
)
ORACLE = """
SELECT p.id FROM posts p JOIN users u ON u.id = p.author_id
WHERE p.state = 'published' AND u.state = 'active'
  AND (p.author_id = $1 OR EXISTS (
        SELECT FROM following f WHERE f.user_id = $1 AND f.other_id = p.author_id AND f.state = 'following'))
  AND NOT EXISTS (SELECT FROM blocks b WHERE (b.user_id, b.other_id) IN (($1, p.author_id), (p.author_id, $1)))
  AND NOT EXISTS (SELECT FROM mutes m WHERE m.user_id = $1 AND m.other_id = p.author_id)
  AND NOT EXISTS (SELECT FROM hidden_posts h WHERE h.user_id = $1 AND h.post_id = p.id)
ORDER BY p.id DESC
"""


class Town:
    """People who act through the services, each verb in a transaction of its own, as a request would."""

    def __init__(self, world: World, people: list[Viewer]) -> None:
        self.world, self.people = world, people
        self.made: list[tuple[Viewer, int]] = []

    async def act(self, action: str, on: Any) -> None:
        if action in ("follow", "unfollow", "block", "unblock", "mute", "unmute"):
            who, whom = self.people[on[0]], self.people[on[1]]
            await _allowed(getattr(graph, action), who, whom.handle)
        elif action in ("hide", "unhide", "save") and on[1] < len(self.made):
            verb = {"hide": _hide, "unhide": hiding.unhide, "save": saves.save}[action]
            await _allowed(verb, self.people[on[0]], self.made[on[1]][1])
        elif action == "post":
            author = self.people[on]
            self.made.append((author, await self.world.quick_post(author.user_id)))
        elif action == "delete" and on < len(self.made):
            author, post_id = self.made.pop(on)
            async with database.transaction():
                await posts.delete(author, post_id)
        elif action == "read":
            await self.check(self.people[on], settled=False)
        elif action == "work":
            await self.world.drain()
        elif action == "flush":
            await resources.data().flushall()

    async def check(self, viewer: Viewer, *, settled: bool) -> None:
        expected = [row["id"] for row in await database.fetch(ORACLE, viewer.user_id)]
        shown = await read_all(viewer, limit=3)
        if settled:
            assert shown == expected
        else:
            assert set(shown) <= set(expected)
            assert shown == sorted(set(shown), reverse=True)


async def _hide(viewer: Viewer, post_id: int) -> None:
    await hiding.hide(viewer, post_id, Hide())


async def _allowed(verb: Callable[..., Awaitable[object]], *args: object) -> None:
    """What the rules refuse does not happen."""
    try:
        async with database.transaction():
            await verb(*args)
    except Exception as refusal:
        assert getattr(refusal, "status", 500) in (404, 409), refusal


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(actions, min_size=5, max_size=40))
async def test_pushed_feed_equals_the_feed_by_sql(clean_settings: Settings, history: list[tuple[str, Any]]) -> None:
    async with opened_world(clean_settings, celebrity_threshold=3, timeline_length=6) as world:
        town = Town(world, [await world.newcomer() for _ in range(PEOPLE)])
        for action, on in history:
            await town.act(action, on)
        await world.drain()
        for viewer in town.people:
            await town.check(viewer, settled=True)
            await town.check(viewer, settled=True)


async def test_pushing_again_changes_nothing(world: World) -> None:
    author, reader = await world.newcomer(), await world.newcomer()
    async with database.transaction():
        await graph.follow(reader, author.handle)
    await world.drain()
    assert await read_all(reader) == []
    post_id = await world.quick_post(author.user_id)
    await world.drain()
    before = await resources.data().zrange(timeline.key(reader.user_id), 0, -1)
    await timeline.push([reader.user_id], timeline.entry(post_id, author.user_id))
    assert await resources.data().zrange(timeline.key(reader.user_id), 0, -1) == before
    assert await read_all(reader) == [post_id]


async def test_the_feed_is_right_without_valkey(world: World) -> None:
    author, reader = await world.newcomer(), await world.newcomer()
    async with database.transaction():
        await graph.follow(reader, author.handle)
    made = [await world.quick_post(author.user_id) for _ in range(5)]
    await world.drain()
    before = following.fell_back
    port, resources.pipe()._port = resources.pipe()._port, 1
    await resources.pipe().aclose()
    assert await read_all(reader, limit=2) == made[::-1]
    assert following.fell_back > before
    resources.pipe()._port = port
