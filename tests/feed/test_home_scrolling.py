"""Pages of one reading of Home neither repeat nor skip, whatever happens to posts, people and stores meanwhile."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.feed.home import snapshot
from server.settings import Settings
from shared.feed import HomePage
from tests.feed.reading import ids_of, read_all, read_home, read_on
from tests.feed.test_home import prefer
from tests.feed.test_home_pages import followed, lose_snapshots, tell_seen
from tests.feed.town import Town
from tests.search import town
from tests.world import opened_world

AUTHORS = 4
author = st.integers(1, AUTHORS)
"""Person 0 reads."""
actions = st.one_of(
    st.tuples(st.just("post"), author),
    st.tuples(st.just("delete"), st.integers(0, 11)),
    st.tuples(st.just("hide"), st.tuples(st.just(0), st.integers(0, 11))),
    st.tuples(st.sampled_from(["block", "mute", "unfollow"]), st.tuples(st.just(0), author)),
    st.tuples(st.just("block"), st.tuples(author, st.just(0))),
    st.tuples(st.just("private"), author),
    st.tuples(st.sampled_from(["flush", "work", "lose", "outdate", "nothing"]), st.none()),
)


class Reader:
    """Reads on and on, and remembers."""

    def __init__(self, people: Town) -> None:
        self.people, self.viewer = people, people.people[0]
        self.shown: list[int] = []
        self.page: HomePage | None = None

    async def read(self) -> bool:
        """One page more; False at the end."""
        if self.page is not None and self.page.cursor is None:
            return False
        page = await read_home(self.viewer, self.page and self.page.cursor, limit=3)
        visible = await self.visible()
        assert set(ids_of(page.items)) <= visible, "something is shown that must not be seen"
        self.shown += ids_of(page.items)
        await tell_seen(self.viewer, page)
        self.page = page
        return True

    async def visible(self) -> set[int]:
        """In Following right now, and so in Home."""
        return set(await read_all(self.viewer))


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(author, min_size=6, max_size=12), st.lists(actions, max_size=6))
async def test_no_gap_and_no_repetition_whatever_happens_meanwhile(
    clean_settings: Settings, posts: list[int], history: list[tuple[str, Any]]
) -> None:
    async with opened_world(clean_settings, home_candidates=8, timeline_length=6, celebrity_threshold=3) as world:
        people = Town(world, [await world.newcomer() for _ in range(AUTHORS + 1)])
        reader = Reader(people)
        await prefer(reader.viewer, suggested=False)
        for number in range(1, AUTHORS + 1):
            await people.act("follow", (0, number))
        for number in posts:
            await people.act("post", number)
        await world.drain()
        before = steady = await reader.visible()
        assert await reader.read()
        for action, on in history:
            if action == "lose":
                await lose_snapshots()
            elif action == "outdate":
                await snapshot.outdate(reader.viewer.user_id)
            else:
                await people.act(action, on)
            steady = steady & await reader.visible()
            await reader.read()
        while await reader.read():
            pass
        assert len(reader.shown) == len(set(reader.shown)), "something is shown twice"
        assert steady <= set(reader.shown), "something is missing"
        assert set(reader.shown) <= before, "something new slips in"


async def test_what_is_older_than_all_that_was_ranked_follows_by_time(clean_settings: Settings) -> None:
    async with opened_world(clean_settings, home_candidates=5, timeline_length=7) as world:
        reader, author, made = await followed(world, 14)
        friend = await world.newcomer()
        await town.follow(reader, friend)
        await town.like(friend, author, made[2])
        first = await read_home(reader, limit=4)
        shown = ids_of(first.items + await read_on(reader, first, limit=4))
        assert len(shown) == len(set(shown))
        assert set(shown) == set(made)
        assert set(shown[:6]) == {*made[-5:], made[2]}, "an older one that friends like is ranked as well"
        assert shown[6:] == [post for post in made[::-1] if post not in shown[:6]]
