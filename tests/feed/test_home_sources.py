"""What sources bring into Home besides followed people: bounded, open to everybody, cached and forgotten in time."""

from server.feed.home import outside, queries, sources
from server.feed.home.candidates import Candidate
from server.graph import service as graph
from server.kit import database, resources
from server.kit.viewer import Viewer
from server.search import following as hashtags
from shared.accounts import ProfileChange
from tests.feed.test_home import hide
from tests.search import town
from tests.world import World

EVERYTHING = 1_000


async def follow_tag(viewer: Viewer, tag: str) -> None:
    async with database.transaction():
        await hashtags.follow(viewer, tag)


def posts(found: list[Candidate]) -> list[int]:
    return [candidate.post_id for candidate in found]


async def test_what_most_friends_like_goes_first(long_world: World) -> None:
    reader, one, two, stranger = [await long_world.newcomer() for _ in range(4)]
    await town.follow(reader, one, two)
    often, once, never = [await long_world.quick_post(stranger.user_id) for _ in range(3)]
    own = await long_world.quick_post(reader.user_id)
    vain = await long_world.quick_post(one.user_id)
    await town.like(one, stranger, often, once)
    await town.like(two, stranger, often)
    await town.like(one, reader, own)
    await town.like(one, one, vain)
    await long_world.drain()
    found = await sources.LikedByFriends().candidates(reader, EVERYTHING)
    assert [(c.post_id, c.via) for c in found] == [(often, 2), (once, 1)]
    assert {c.because for c in found} <= {one.handle, two.handle}
    assert never not in posts(found)
    assert posts(await sources.LikedByFriends().candidates(reader, 1)) == [often]


async def test_hashtags_bring_recent_posts_of_all_that_are_followed(long_world: World) -> None:
    reader, stranger = await long_world.newcomer(), await long_world.newcomer()
    for tag in ("sailmakers", "ropewalks", "nobodyyet"):
        await follow_tag(reader, tag)
    made = [await town.post(stranger, caption) for caption in ("#sailmakers", "#ropewalks #sailmakers", "#other")]
    await long_world.drain()
    found = await sources.Hashtags().candidates(reader, EVERYTHING)
    assert posts(found) == [made[1], made[0]]
    assert found[1].because == "sailmakers"
    assert await sources.Hashtags().candidates(stranger, EVERYTHING) == []


async def test_suggestions_are_hot_posts_of_strangers(long_world: World) -> None:
    reader, friend, *strangers = [await long_world.newcomer() for _ in range(4)]
    await town.follow(reader, friend)
    made = {one.user_id: await long_world.quick_post(one.user_id) for one in (reader, friend, *strangers)}
    more = [await long_world.quick_post(strangers[0].user_id) for _ in range(5)]
    for post_id in more:
        await town.like(friend, strangers[0], post_id)
    await long_world.drain()
    found = await sources.Suggested().candidates(reader, EVERYTHING)
    assert {made[one.user_id] for one in strangers[1:]} <= set(posts(found))
    assert not {made[reader.user_id], made[friend.user_id]} & set(posts(found))
    authors = [c.author_id for c in found]
    assert max(map(authors.count, authors)) <= sources.OF_ONE_AUTHOR


async def test_no_source_brings_what_not_everybody_may_see_or_the_reader_does_not_want(long_world: World) -> None:
    reader, friend = await long_world.newcomer(), await long_world.newcomer()
    names = ("private", "for_followers", "blocked", "blocker", "muted", "hidden", "open")
    people = {name: await long_world.newcomer() for name in names}
    await town.follow(reader, friend)
    await follow_tag(reader, "amongthefew")
    made = {}
    for name, author in people.items():
        made[name] = await town.post(author, "#amongthefew", followers_only=name == "for_followers")
        await town.like(friend, author, made[name])
    await town.change(people["private"], ProfileChange(private=True))
    async with database.transaction():
        await graph.block(reader, people["blocked"].handle)
        await graph.block(people["blocker"], reader.handle)
        await graph.mute(reader, people["muted"].handle)
    await hide(reader, made["hidden"])
    await long_world.drain()
    for source, _ in sources.SOURCES:
        found = set(posts(await source.candidates(reader, EVERYTHING)))
        assert found & set(made.values()) == {made["open"]}, source


async def test_a_source_looks_at_so_many_rows_and_no_more(long_world: World) -> None:
    reader, friend, stranger = [await long_world.newcomer() for _ in range(3)]
    await town.follow(reader, friend)
    made = [await long_world.quick_post(stranger.user_id) for _ in range(queries.LIKES_OF_EACH + 3)]
    await town.like(friend, stranger, *made)
    await long_world.drain()
    rows = await queries.liked_by_friends(reader.user_id, 0, EVERYTHING)
    assert sorted(row["post_id"] for row in rows) == made[-queries.LIKES_OF_EACH :]


async def test_what_sources_bring_is_kept_until_follows_or_hashtags_change(long_world: World) -> None:
    reader, stranger = await long_world.newcomer(), await long_world.newcomer()
    post = await town.post(stranger, "#keptforlater")
    await long_world.drain()

    async def brought() -> list[Candidate]:
        [reply] = await resources.pipe().run(outside.command(reader.user_id))
        return [c for c in await outside.candidates(reader, reply) if c.post_id == post]

    assert [c.because for c in await brought()] == [""]
    await follow_tag(reader, "keptforlater")
    assert [c.because for c in await brought()] == ["keptforlater"]
    assert await resources.data().ttl(outside.KEPT.key(reader.user_id)) <= outside.KEPT.seconds
    again = await brought()
    await resources.data().flushall()
    assert await brought() == again
    await town.follow(reader, stranger)
    assert [c.source for c in await brought()] == [c.source for c in again]
    async with database.transaction():
        await hashtags.unfollow(reader, "keptforlater")
    assert await brought() == [], "suggestions are of strangers"
