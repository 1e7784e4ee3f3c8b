"""Close friends, mutes of posts and stories, followers who are sent away."""

import asyncio

import pytest

from server.graph import service, ties
from server.kit import database
from server.kit.problems import Conflict
from server.kit.viewer import Viewer
from shared.graph import Mute, Relationship
from shared.limits import CLOSE_FRIENDS_MAX
from shared.problems import ApiError
from tests.world import Person, World


async def handles(person: Person, name: str) -> list[str]:
    return [found.author.handle async for found in person.every(getattr(person, name))]


async def test_close_friends_are_the_viewers_own_secret(world: World) -> None:
    ann, bob, _ = [await world.person(handle) for handle in ("ann", "bob", "carol")]
    await database.execute("DELETE FROM outbox")
    for _ in range(2):
        assert await ann.add_close_friend("bob") == Relationship(close_friend=True)
    await ann.add_close_friend("carol")
    assert await handles(ann, "close_friends") == ["carol", "bob"]
    assert (await bob.profile("ann")).relationship == Relationship()
    assert await handles(bob, "close_friends") == []
    for _ in range(2):
        assert await ann.drop_close_friend("carol") == Relationship()
    assert await handles(ann, "close_friends") == ["bob"]
    told = await database.fetch("SELECT topic, payload FROM outbox")
    assert {row["topic"] for row in told} == {"CloseFriendsChanged"}
    assert [row["payload"] for row in told] == [{"user_id": ann.user_id}] * 3, "not whom"
    for call, status in ((ann.add_close_friend("ann"), 400), (ann.add_close_friend("nobody"), 404)):
        with pytest.raises(ApiError) as refusal:
            await call
        assert refusal.value.status == status


@pytest.mark.parametrize("blocker", ["ann", "bob"])
async def test_a_block_either_way_ends_close_friendship(world: World, blocker: str) -> None:
    people = {handle: await world.person(handle) for handle in ("ann", "bob")}
    ann, bob = people["ann"], people["bob"]
    await ann.add_close_friend("bob")
    await bob.add_close_friend("ann")
    other = "bob" if blocker == "ann" else "ann"
    await people[blocker].block(other)
    for person, handle in ((ann, "bob"), (bob, "ann")):
        with pytest.raises(ApiError) as refusal:
            await person.add_close_friend(handle)
        assert refusal.value.status == 404
    await people[blocker].unblock(other)
    assert await handles(ann, "close_friends") == await handles(bob, "close_friends") == []


async def test_there_is_room_for_so_many_close_friends_and_no_more(world: World) -> None:
    ann = await world.newcomer()
    await database.execute(
        "INSERT INTO close_friends (user_id, other_id) SELECT $1, n FROM generate_series(1, $2::bigint) n",
        ann.user_id,
        CLOSE_FRIENDS_MAX - 1,
    )
    others = [await world.newcomer() for _ in range(4)]

    async def add(other: Viewer) -> bool:
        try:
            async with database.transaction():
                return (await service.add_close_friend(ann, other.handle)).close_friend
        except Conflict as refusal:
            assert refusal.name == "close-friends-limit"
            return False

    assert sum(await asyncio.gather(*(add(other) for other in others))) == 1
    assert await database.fetchval("SELECT count(*) FROM close_friends") == CLOSE_FRIENDS_MAX
    [added] = [other for other in others if (await service.profile(ann, other.handle)).relationship.close_friend]
    assert await add(added)


async def test_posts_stories_or_both_are_muted_just_as_asked(world: World) -> None:
    ann, bob = await world.person("ann"), await world.person("bob")
    await ann.follow("bob")
    for posts, stories in ((True, False), (True, True), (False, True), (False, True), (False, False)):
        found = await ann.set_mute("bob", Mute(posts=posts, stories=stories))
        assert (found.muted, found.muted_stories) == (posts, stories)
        assert await handles(ann, "muted") == (["bob"] if posts or stories else [])
        known = await ties.load_ties(ann.user_id)
        assert (known.muted, known.muted_stories) == (
            {bob.user_id} if posts else set(),
            {bob.user_id} if stories else set(),
        )
    assert (await ann.mute("bob")).muted
    await ann.set_mute("bob", Mute(posts=True, stories=True))
    gone = await ann.unmute("bob")
    assert not gone.muted and not gone.muted_stories


async def test_muting_stories_leaves_posts_in_the_feed(world: World) -> None:
    ann, bob = await world.person("ann"), await world.person("bob")
    await ann.follow("bob")
    post_id = await world.quick_post(bob.user_id)
    await world.drain()
    await ann.set_mute("bob", Mute(posts=False, stories=True))
    assert [post.id for post in (await ann.following_feed()).items] == [str(post_id)]
    await ann.set_mute("bob", Mute(posts=True, stories=True))
    assert (await ann.following_feed()).items == []


async def test_a_follower_sent_away_follows_no_longer_and_their_feed_knows(world: World) -> None:
    ann, bob = await world.person("ann"), await world.person("bob")
    await bob.follow("ann")
    await world.quick_post(ann.user_id)
    await world.drain()
    assert len((await bob.following_feed()).items) == 1
    for _ in range(2):
        assert await ann.remove_follower("bob") == Relationship()
    topics = [row["topic"] for row in await database.fetch("SELECT topic FROM outbox")]
    assert topics == ["Unfollowed"]
    assert (await bob.following_feed()).items == []
    assert (await bob.profile("ann")).relationship == Relationship() and (await ann.profile("ann")).followers == 0


async def test_who_only_asks_is_not_sent_away_with_followers(world: World) -> None:
    ann, bob = await world.person("ann", private=True), await world.person("bob")
    await bob.follow("ann")
    assert await ann.remove_follower("bob") == Relationship(asked_you=True)
    assert [person.author.handle for person in (await ann.follow_requests()).items] == ["bob"]
