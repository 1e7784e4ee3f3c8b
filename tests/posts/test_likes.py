"""Likes as people see them, and what holds them together when things are lost."""

import asyncio
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.kit import database, outbox, resources
from server.kit.problems import NotFound
from server.kit.viewer import Viewer
from server.posts import service as posts
from server.posts.counts import service as counts
from server.posts.events import PostDeleted
from server.posts.likes import liked
from server.posts.likes import service as likes
from server.settings import Settings
from shared.accounts import ProfileChange
from shared.problems import ApiError
from tests.feed.reading import read_page
from tests.world import Person, World, opened_world

TRUTH = "SELECT (SELECT count(*) FROM likes WHERE post_id = $1), (SELECT count(*) FROM liked WHERE post_id = $1)"


async def pair(world: World) -> tuple[Person, Person, str]:
    """An author, a follower, and a post of the author."""
    author, reader = await world.person("ann.lee"), await world.person("bob")
    await reader.follow("ann.lee")
    post_id = await world.quick_post(author.user_id, "to like")
    await world.drain()
    return author, reader, str(post_id)


async def rows_of(post_id: str | int) -> int:
    here, there = await database.fetchrow(TRUTH, int(post_id))
    assert here == there
    return int(here)


async def test_liking_twice_is_liking_once(world: World) -> None:
    author, reader, post_id = await pair(world)
    for _ in range(2):
        answer = await reader.like(post_id)
        assert (answer.liked, answer.likes) == (True, 1)
    assert (await author.like(post_id)).likes == 2
    for _ in range(2):
        answer = await reader.unlike(post_id)
        assert (answer.liked, answer.likes) == (False, 1)
    assert await rows_of(post_id) == 1


async def test_a_like_shows_at_once_to_who_gave_it_and_in_the_counts_of_all_soon_after(world: World) -> None:
    author, reader, post_id = await pair(world)
    assert (await author.following_feed()).items[0].likes == 0
    await reader.like(post_id)
    [seen] = (await reader.following_feed()).items
    assert seen.liked and (await reader.post(post_id)).liked and (await reader.posts_of("ann.lee")).items[0].liked
    await world.drain()
    [seen] = (await reader.following_feed()).items
    assert (seen.likes, seen.liked) == (1, True) and seen == await reader.post(post_id)
    [others] = (await author.following_feed()).items
    assert (others.likes, others.liked) == (1, False)
    await reader.unlike(post_id)
    await world.drain()
    [seen] = (await reader.following_feed()).items
    assert (seen.likes, seen.liked) == (0, False)


async def test_what_the_viewer_likes_survives_an_empty_valkey_and_none_at_all(world: World) -> None:
    author, reader, post_id = await pair(world)
    other = str(await world.quick_post(author.user_id))
    await reader.like(post_id)
    await world.drain()
    await resources.data().flushall()
    assert [(post.id, post.likes, post.liked) for post in (await reader.following_feed()).items] == [
        (other, 0, False),
        (post_id, 1, True),
    ]
    port, resources.pipe()._port = resources.pipe()._port, 1
    await resources.pipe().aclose()
    try:
        assert [post.liked for post in (await reader.following_feed()).items] == [False, True]
        answer = await reader.like(other)
        assert (answer.liked, answer.likes) == (True, 1)
    finally:
        resources.pipe()._port = port
    # the set in Valkey says nothing of the second like, as if the process had died after the commit
    assert [post.liked for post in (await reader.following_feed()).items] == [False, True]
    await world.drain()
    assert [(post.likes, post.liked) for post in (await reader.following_feed()).items] == [(1, True), (1, True)]


async def test_older_likes_than_the_set_holds_are_looked_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    author, reader = await world.newcomer(), await world.newcomer()
    made = [await world.quick_post(author.user_id) for _ in range(8)]
    for post_id in made[::2]:
        await likes.like(reader, post_id)
    monkeypatch.setattr(liked, "NEWEST", 2)
    for _ in range(2):
        await resources.data().delete(liked.KEPT.key(reader.user_id))
        for _ in range(2):
            assert await liked.among(reader.user_id, made) == set(made[::2])
    monkeypatch.setattr(liked, "MOST", 2)
    await likes.like(reader, made[1])
    assert not await resources.data().exists(liked.KEPT.key(reader.user_id))
    assert await liked.among(reader.user_id, made) == {*made[::2], made[1]}


async def test_a_rebuild_stores_nothing_that_a_like_made_old(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    author, reader = await world.newcomer(), await world.newcomer()
    post_id = await world.quick_post(author.user_id)
    read = liked.queries.newest_liked

    async def slow(user_id: int, limit: int) -> list[int]:
        found = await read(user_id, limit)
        await likes.like(reader, post_id)
        return found

    monkeypatch.setattr(liked.queries, "newest_liked", slow)
    assert await liked.among(reader.user_id, [post_id]) == set()
    monkeypatch.undo()
    assert await liked.among(reader.user_id, [post_id]) == {post_id}


async def test_fifty_people_at_once_are_fifty_likes(world: World) -> None:
    author = await world.newcomer()
    crowd = [await world.newcomer() for _ in range(50)]
    post_id = await world.quick_post(author.user_id)
    answers = await asyncio.gather(*(likes.like(one, post_id) for one in crowd for _ in range(3)))
    assert all(answer.liked for answer in answers)
    assert max(answer.likes for answer in answers) == 50 == await rows_of(post_id)
    events = await database.fetchval("SELECT count(*) FROM outbox WHERE topic = 'LikesChanged'")
    assert events < 50
    await world.drain()
    assert (await posts.read(crowd[0], post_id)).likes == 50


async def test_the_last_wish_of_a_person_counts_however_fast_they_change_their_mind(world: World) -> None:
    author = await world.newcomer()
    crowd = [await world.newcomer() for _ in range(10)]
    post_id = await world.quick_post(author.user_id)
    wishes = [likes.unlike if turn % 2 else likes.like for turn in range(9)]
    answers = await asyncio.gather(*(wish(one, post_id) for wish in wishes for one in crowd))
    assert [answer.liked for answer in answers] == [turn % 2 == 0 for turn in range(9) for _ in crowd]
    assert await rows_of(post_id) == 10
    assert await liked.among(crowd[3].user_id, [post_id]) == {post_id}
    await world.drain()
    assert (await posts.read(author, post_id)).likes == 10


async def test_a_like_that_cannot_be_written_fails_alone(world: World) -> None:
    author, unlucky = await world.newcomer(), await world.newcomer()
    crowd = [await world.newcomer() for _ in range(6)]
    post_id = await world.quick_post(author.user_id)
    await database.execute(
        f"ALTER TABLE likes ADD CONSTRAINT unlucky CHECK (user_id <> {unlucky.user_id})"  # what no rule foresaw
    )
    people = [*crowd[:3], unlucky, *crowd[3:]]
    answers = await asyncio.gather(*(likes.like(one, post_id) for one in people), return_exceptions=True)
    assert [isinstance(answer, Exception) for answer in answers] == [one is unlucky for one in people]
    assert await rows_of(post_id) == 6


async def test_a_like_inside_somebody_elses_transaction_is_durable_whatever_becomes_of_that(world: World) -> None:
    author, reader = await world.newcomer(), await world.newcomer()
    post_id = await world.quick_post(author.user_id)
    with pytest.raises(ZeroDivisionError):
        async with database.transaction():
            await likes.like(reader, post_id)
            raise ZeroDivisionError
    assert await rows_of(post_id) == 1


async def test_many_likes_of_a_second_rewrite_a_post_once(world: World) -> None:
    author = await world.newcomer()
    post_id = await world.quick_post(author.user_id)
    for _ in range(12):
        await likes.like(await world.newcomer(), post_id)
    due = await database.fetch("SELECT due_at FROM outbox WHERE topic = 'Engaged'")
    assert all(row["due_at"].microsecond == 0 for row in due)
    await world.drain()
    [before] = [row["xmin"] for row in await database.fetch("SELECT xmin::text FROM post_counts")]
    await world.drain()
    assert [row["xmin"] for row in await database.fetch("SELECT xmin::text FROM post_counts")] == [before]
    assert (await posts.read(author, post_id)).likes == 12


async def test_likers_come_latest_first_in_pages_without_those_hidden_from_the_viewer(world: World) -> None:
    author, reader, post_id = await pair(world)
    crowd = [await world.newcomer() for _ in range(65)]
    for one in crowd:
        await likes.like(one, int(post_id))
    await reader.block(crowd[64].handle)
    await reader.follow(crowd[63].handle)
    listed = [person async for person in reader.every(lambda cursor: reader.likers(post_id, cursor))]
    assert [person.author.handle for person in listed] == [one.handle for one in crowd[63::-1]]
    assert listed[0].relationship.tie == "following" and listed[1].relationship.tie == "none"
    assert (await author.likers(post_id)).items[0].author.handle == crowd[64].handle


async def test_only_who_may_see_a_post_can_like_it(world: World) -> None:
    author, reader, post_id = await pair(world)
    stranger, asking = await world.person("carla"), await world.person("dan")
    await author.change_profile(ProfileChange(private=True))
    await asking.follow("ann.lee")
    for outsider in (stranger, asking):
        for verb in (outsider.like, outsider.unlike, outsider.likers):
            with pytest.raises(ApiError) as refused:
                await verb(post_id)
            assert (refused.value.status, refused.value.type) == (404, "/problems/post-not-found")
    assert (await reader.like(post_id)).likes == 1
    await author.block("bob")
    with pytest.raises(ApiError):
        await reader.like(post_id)
    await database.execute("UPDATE users SET state = 'suspended' WHERE handle = 'ann.lee'")
    with pytest.raises(NotFound):
        await likes.like(Viewer(author.user_id, "ann.lee", "person", 0), int(post_id))


async def test_likes_go_with_the_post_and_stay_with_one_that_is_only_withdrawn(world: World) -> None:
    author, reader, post_id = await pair(world)
    other = str(await world.quick_post(author.user_id))
    for one in (post_id, other):
        await reader.like(one)
        await reader.comment(one, "lovely")
    await world.drain()
    await author.delete_post(post_id)
    with pytest.raises(ApiError):
        await reader.like(post_id)
    await world.drain()
    for table in ("likes", "liked", "comments", "post_counts"):
        assert {row[0] for row in await database.fetch(f"SELECT post_id FROM {table}")} == {int(other)}
    await database.execute("UPDATE posts SET state = 'held' WHERE id = $1", int(other))
    async with database.transaction():
        await outbox.emit(PostDeleted(post_id=int(other), author_id=author.user_id))
    await world.drain()
    assert await rows_of(other) == 1


async def test_the_nightly_look_corrects_what_is_wrong_and_leaves_what_is_on_its_way(world: World) -> None:
    _, reader, post_id = await pair(world)
    await reader.like(post_id)
    await reader.comment(post_id, "one")
    await world.drain()
    await reader.comment(post_id, "two")
    assert await counts.reconcile() == 0
    await database.execute("UPDATE post_counts SET likes = 7, comments = 0")
    assert await counts.reconcile() == 1
    await world.drain()
    assert await counts.reconcile() == 0
    assert tuple(await database.fetchrow("SELECT likes, comments FROM post_counts")) == (1, 2)


PEOPLE, POSTS = 4, 3
one_pair = st.tuples(st.integers(0, PEOPLE - 1), st.integers(0, POSTS - 1))
actions = st.one_of(
    st.tuples(st.just("like"), one_pair),
    st.tuples(st.just("like"), one_pair),
    st.tuples(st.just("unlike"), one_pair),
    st.tuples(st.just("both"), one_pair),
    st.tuples(st.just("work"), one_pair),
    st.tuples(st.just("reconcile"), one_pair),
    st.tuples(st.just("flush"), one_pair),
    st.tuples(st.just("read"), one_pair),
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(actions, min_size=5, max_size=30))
async def test_counts_and_marks_equal_the_rows_after_any_history(
    clean_settings: Settings, history: list[tuple[str, tuple[int, int]]]
) -> None:
    async with opened_world(clean_settings) as world:
        author = await world.newcomer()
        people = [await world.newcomer() for _ in range(PEOPLE)]
        made = [await world.quick_post(author.user_id) for _ in range(POSTS)]
        expected: set[tuple[int, int]] = set()
        for action, (who, which) in history:
            expected = await act(world, action, people[who], made[which], expected)
        await world.drain()
        for person in people:
            theirs = {post_id for user_id, post_id in expected if user_id == person.user_id}
            assert await liked.among(person.user_id, made) == theirs
        shown = (await read_page(author)).items
        assert {int(post.id): post.likes for post in shown} == {
            post_id: sum(post_id == other for _, other in expected) for post_id in made
        }


async def act(
    world: World, action: str, person: Viewer, post_id: int, expected: set[tuple[int, int]]
) -> set[tuple[int, int]]:
    both = person.user_id, post_id
    answer: Any = None
    if action == "like":
        answer, expected = await likes.like(person, post_id), expected | {both}
    elif action == "unlike":
        answer, expected = await likes.unlike(person, post_id), expected - {both}
    elif action == "both":
        _, answer = await asyncio.gather(likes.like(person, post_id), likes.unlike(person, post_id))
        expected = expected - {both}
    elif action == "work":
        await world.drain()
    elif action == "reconcile":
        assert await counts.reconcile() == 0
    elif action == "flush":
        await resources.data().flushall()
    else:
        theirs = {post for user_id, post in expected if user_id == person.user_id}
        assert await liked.among(person.user_id, [post_id]) == theirs & {post_id}
    if answer:
        assert answer.likes == sum(post_id == other for _, other in expected)
    return expected
