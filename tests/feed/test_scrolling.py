"""Somebody scrolls while others post and delete: what stands there all the while comes once, and in its order."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.graph import service as graph
from server.kit import database
from server.settings import Settings
from tests.feed.reading import read_page
from tests.feed.town import ORACLE, Town
from tests.world import opened_world

AUTHORS = 2
actions = st.one_of(
    st.tuples(st.just("post"), st.integers(0, AUTHORS)),
    st.tuples(st.just("post"), st.integers(0, AUTHORS)),
    st.tuples(st.just("delete"), st.integers(0, 12)),
    st.tuples(st.just("delete"), st.integers(0, 12)),
    st.tuples(st.sampled_from(["adore", "shun"]), st.integers(0, 1)),
    st.tuples(st.sampled_from(["work", "work", "flush", "restart"]), st.none()),
)


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(1, 4), st.lists(st.lists(actions, max_size=5), min_size=3, max_size=6))
async def test_no_gap_and_no_duplicate_over_page_boundaries(
    clean_settings: Settings, limit: int, between: list[list[tuple[str, Any]]]
) -> None:
    async with opened_world(clean_settings, celebrity_threshold=3, timeline_length=6) as world:
        town = Town(world, [await world.newcomer() for _ in range(AUTHORS + 4)])
        reader = town.people[AUTHORS]
        for author in town.people[:AUTHORS]:
            async with database.transaction():
                await graph.follow(reader, author.handle)
        for number in range(12):
            await town.act("post", number % AUTHORS)
        await world.drain()
        before = [row["id"] for row in await database.fetch(ORACLE, reader.user_id)]
        shown: list[int] = []
        cursor: str | None = None
        for number in range(100):
            page = await read_page(reader, cursor, limit)
            shown += [int(post.id) for post in page.items]
            cursor = page.cursor
            if cursor is None:
                break
            for action, on in between[number] if number < len(between) else []:
                await town.act(action, on)
        after = {row["id"] for row in await database.fetch(ORACLE, reader.user_id)}
        assert shown == sorted(set(shown), reverse=True)
        assert {post_id for post_id in before if post_id in after} <= set(shown)
