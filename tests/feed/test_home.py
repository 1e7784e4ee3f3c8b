"""Home: who stands in it and why, in how many round trips, and what people can say against it."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from server.accounts import service as accounts
from server.feed import counting
from server.feed.home import preferences
from server.feed.ranking import models
from server.graph import service as graph
from server.kit import database, resources
from server.kit.viewer import Viewer
from server.posts.hiding import service as hiding
from server.search import following as hashtags
from shared.accounts import ProfileChange
from shared.engagement import Hide
from shared.feed import FeedPreferences, FeedSettings
from tests.feed.reading import ids_of, read_all, read_all_of_home, read_home, read_on
from tests.search import town
from tests.world import World


@contextmanager
def counted() -> Iterator[list[int]]:
    """How many commands went out in each round trip to Valkey."""
    pipe, trips = resources.pipe(), list[int]()
    write = pipe.run_packed

    async def write_and_count(packed: bytes, count: int) -> list[object]:
        trips.append(count)
        return await write(packed, count)

    pipe.run_packed = write_and_count  # type: ignore[method-assign]
    try:
        yield trips
    finally:
        del pipe.run_packed


@contextmanager
def valkey_away() -> Iterator[None]:
    pipe = resources.pipe()
    port, pipe._port = pipe._port, 1
    if pipe._connection is not None:
        pipe._connection.lose(ConnectionError())
        pipe._connection = None
    try:
        yield
    finally:
        pipe._port = port


async def prefer(viewer: Viewer, *, suggested: bool) -> None:
    async with database.transaction():
        await preferences.change(viewer, FeedPreferences(suggested=suggested))


async def hide(viewer: Viewer, post_id: int, wanted: Hide | None = None) -> None:
    async with database.transaction():
        await hiding.hide(viewer, post_id, wanted or Hide())


async def test_a_page_takes_three_round_trips_and_a_later_one_two(long_world: World) -> None:
    reader, author, stranger, friend = [await long_world.newcomer() for _ in range(4)]
    await town.follow(reader, author, friend)
    for _ in range(30):
        await long_world.quick_post(author.user_id)
    liked = [await long_world.quick_post(stranger.user_id) for _ in range(6)]
    await town.like(friend, stranger, *liked[:2])
    await long_world.drain()
    await read_all_of_home(reader, limit=5)
    with counted() as trips:
        page = await read_home(reader, limit=5)
    assert len(trips) == 3, trips
    assert len(page.items) == 5
    with counted() as trips:
        page = await read_home(reader, page.cursor, limit=5)
    assert len(trips) == 2, trips
    assert len(page.items) == 5


async def test_each_post_says_why_it_may_be_there(long_world: World) -> None:
    reader, followed, friend, stranger, tagger, popular = [await long_world.newcomer() for _ in range(6)]
    await town.follow(reader, followed, friend)
    async with database.transaction():
        await hashtags.follow(reader, "lighthousesatdusk")
    by_followed = await long_world.quick_post(followed.user_id)
    by_stranger = await long_world.quick_post(stranger.user_id)
    await town.like(friend, stranger, by_stranger)
    by_tagger = await long_world.quick_post(tagger.user_id, "#LighthousesAtDusk")
    by_popular = await long_world.quick_post(popular.user_id)
    await long_world.drain()
    shown = {int(item.post.id): (item.source, item.because) for item in await read_all_of_home(reader)}
    assert shown[by_followed] == ("followed", "")
    assert shown[by_stranger] == ("liked", friend.handle)
    assert shown[by_tagger] == ("hashtag", "lighthousesatdusk")
    assert shown[by_popular] == ("suggested", "")


async def test_suggestions_can_be_turned_off(long_world: World) -> None:
    reader, stranger = await long_world.newcomer(), await long_world.newcomer()
    post = await long_world.quick_post(stranger.user_id)
    await long_world.drain()
    assert post in ids_of(await read_all_of_home(reader)), "they fill the Home of who follows nobody"
    await prefer(reader, suggested=False)
    assert await read_all_of_home(reader) == []
    await prefer(reader, suggested=True)
    assert post in ids_of(await read_all_of_home(reader))


async def test_suggestions_keep_to_their_share_while_there_are_others(long_world: World) -> None:
    reader, author, *strangers = [await long_world.newcomer() for _ in range(12)]
    others = [await long_world.newcomer() for _ in range(3)]
    await town.follow(reader, author, *others)
    for someone in (author, *others):
        for _ in range(10):
            await long_world.quick_post(someone.user_id)
    for stranger in strangers:
        await town.like(author, stranger)
        await long_world.quick_post(stranger.user_id)
    await long_world.drain()
    shown = await read_all_of_home(reader)
    page = [item.source for item in shown[:30]]
    share = long_world.settings.home_suggested_share
    assert page.count("suggested") <= 30 * (share + 0.05)
    assert page.count("followed") >= 30 * (1 - share - 0.05)
    assert "suggested" in [item.source for item in shown[30:]], "they follow when there is nothing else"


async def test_what_was_dismissed_never_comes_again(long_world: World) -> None:
    reader, stranger = await long_world.newcomer(), await long_world.newcomer()
    posts = [await long_world.quick_post(stranger.user_id) for _ in range(2)]
    await long_world.drain()
    assert set(posts) <= set(ids_of(await read_all_of_home(reader)))
    await hide(reader, posts[0], Hide(why="not-interested"))
    await long_world.drain()
    for _ in range(2):
        shown = ids_of(await read_all_of_home(reader))
        assert posts[0] not in shown
        assert posts[1] in shown
        await resources.data().flushall()


async def test_nobody_sees_here_whom_they_may_not_see(long_world: World) -> None:
    """However fresh the sources' own word is: each of these people posts what a friend likes and a hashtag brings."""
    reader, friend = await long_world.newcomer(), await long_world.newcomer()
    names = ("blocked", "blocker", "muted", "private", "for_followers", "suspended", "open")
    people = {name: await long_world.newcomer() for name in names}
    await town.follow(reader, friend)
    async with database.transaction():
        await hashtags.follow(reader, "seenbyfew")
    posts = {}
    for name, author in people.items():
        posts[name] = await town.post(author, "#seenbyfew", followers_only=name == "for_followers")
        await town.like(friend, author, posts[name])
    await long_world.drain()
    expected = {posts["open"]}
    assert set(ids_of(await read_all_of_home(reader))) >= set(posts.values()) - {posts["for_followers"]}
    page = await read_home(reader, limit=1)
    async with database.transaction():
        await graph.block(reader, people["blocked"].handle)
        await graph.block(people["blocker"], reader.handle)
        await graph.mute(reader, people["muted"].handle)
    await town.change(people["private"], ProfileChange(private=True))
    async with database.transaction():
        await accounts.suspend(people["suspended"].user_id)
    after = set(ids_of(await read_on(reader, page, limit=2)))
    assert not after & (set(posts.values()) - expected)
    await long_world.drain()
    await resources.data().flushall()
    assert set(ids_of(await read_all_of_home(reader))) & set(posts.values()) == expected


async def test_who_is_left_or_muted_brings_no_posts_they_like(long_world: World) -> None:
    reader, friend, stranger = [await long_world.newcomer() for _ in range(3)]
    await prefer(reader, suggested=False)
    await town.follow(reader, friend)
    post = await long_world.quick_post(stranger.user_id)
    await town.like(friend, stranger, post)
    own = await long_world.quick_post(friend.user_id)
    await long_world.drain()
    assert set(ids_of(await read_all_of_home(reader))) == {post, own}
    async with database.transaction():
        await graph.mute(reader, friend.handle)
    assert await read_all_of_home(reader) == []
    async with database.transaction():
        await graph.unmute(reader, friend.handle)
        await graph.unfollow(reader, friend.handle)
    assert await read_all_of_home(reader) == []


async def test_who_is_suspended_is_named_nowhere(long_world: World) -> None:
    reader, friend, author, stranger = [await long_world.newcomer() for _ in range(4)]
    await prefer(reader, suggested=False)
    await town.follow(reader, friend, author)
    own = await long_world.quick_post(author.user_id)
    post = await long_world.quick_post(stranger.user_id)
    await town.like(friend, stranger, post)
    await long_world.drain()
    page = await read_home(reader)
    assert {item.because for item in page.items} == {"", friend.handle}
    async with database.transaction():
        await accounts.suspend(friend.user_id)
    for shown in (await read_home(reader, snapshot=page.snapshot), await read_home(reader)):
        assert ids_of(shown.items) == [own]


async def test_own_posts_are_there_at_once_and_do_not_crowd_out_others(long_world: World) -> None:
    reader, author = await long_world.newcomer(), await long_world.newcomer()
    await town.follow(reader, author)
    await prefer(reader, suggested=False)
    others = [await long_world.quick_post(author.user_id) for _ in range(5)]
    own = [await long_world.quick_post(reader.user_id) for _ in range(5)]
    await long_world.drain()
    shown = ids_of(await read_all_of_home(reader))
    assert set(shown[:2]) == set(own[-2:])
    assert set(shown) == {*own[-2:], *others}


async def test_a_close_friends_fresh_post_stands_within_the_first_ten(long_world: World) -> None:
    reader, friend, author = [await long_world.newcomer() for _ in range(3)]
    await town.follow(reader, friend, author)
    async with database.transaction():
        await graph.add_close_friend(reader, friend.handle)
    post = await long_world.quick_post(friend.user_id)
    for number in range(40):
        made = await long_world.quick_post(author.user_id)
        if number % 4 == 0:
            await town.like(friend, author, made)
    await long_world.drain()
    assert post in ids_of((await read_home(reader)).items)[:10]


async def test_the_formula_ranks_where_there_is_no_model(long_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    reader, author = await long_world.newcomer(), await long_world.newcomer()
    await town.follow(reader, author)
    made = [await long_world.quick_post(author.user_id) for _ in range(4)]
    await long_world.drain()

    async def none() -> None:
        return None

    monkeypatch.setattr(models, "current", none)
    before = await counting.totals()
    page = await read_home(reader)
    after = await counting.totals()
    assert page.ranker == "formula"
    assert set(made) <= set(ids_of(page.items))
    for name in ("fallbacks:formula", "pages:formula"):
        assert after[name] == before.get(name, 0) + 1


async def test_without_valkey_home_is_ordered_by_time_to_its_end(long_world: World) -> None:
    reader, author = await long_world.newcomer(), await long_world.newcomer()
    await town.follow(reader, author)
    made = [await long_world.quick_post(author.user_id) for _ in range(5)]
    await long_world.drain()
    before = (await counting.totals()).get("fallbacks:sql", 0)
    with valkey_away():
        first = await read_home(reader, limit=2)
        second = await read_home(reader, first.cursor, limit=2)
    assert (first.ranker, first.snapshot) == ("newest", None)
    rest = await read_on(reader, second, limit=2)
    assert ids_of(first.items + second.items + rest) == made[::-1] == await read_all(reader)
    assert (await counting.totals())["fallbacks:sql"] > before


async def test_what_is_chosen_holds_on_all_devices(long_world: World) -> None:
    person = await long_world.person("chooser")
    page = await read_home(person)
    assert await person.feed_preferences() == FeedSettings(first="home", suggested=True, ranker=page.ranker)
    wanted = FeedPreferences(first="following", suggested=False)
    assert await person.change_feed_preferences(wanted) == wanted
    with valkey_away():
        told = await person.feed_preferences()
    assert told == FeedSettings(first="following", suggested=False, ranker="newest")


async def test_moderators_see_how_home_is_served(long_world: World) -> None:
    moderator, reader = await long_world.person("homekeeper", moderator=True), await long_world.newcomer()
    before = await moderator.feed_health()
    page = await read_home(reader)
    after = await moderator.feed_health()
    assert after.ranker == page.ranker == "starter", "a new installation ranks by what comes with it, and says so"
    assert after.pages["starter"] == before.pages.get("starter", 0) + 1
    assert [model.state for model in after.models] == ["current"]
