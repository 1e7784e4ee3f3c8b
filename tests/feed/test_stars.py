"""Which celebrities a reader follows, and what a process holds of them: kept no longer than it is true, and no more."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import pytest

from server.feed import celebrities, queries, skeleton, stars, timeline
from server.feed.celebrities import Book
from server.graph import service as graph
from server.kit import database, resources
from server.kit.viewer import Viewer
from server.settings import Settings
from tests.feed.reading import read_all
from tests.feed.test_home import counted
from tests.world import World, opened_world

THRESHOLD = 3


@pytest.fixture
async def world(clean_settings: Settings) -> AsyncIterator[World]:
    async with opened_world(clean_settings, celebrity_threshold=THRESHOLD, celebrities_held=4) as world:
        yield world


@contextmanager
def loads() -> Iterator[list[list[int]]]:
    """Of whom posts were read from PostgreSQL, statement by statement."""
    asked: list[list[int]] = []
    read = queries.celebrity_posts

    async def read_and_note(author_ids: list[int], limit: int) -> dict[int, celebrities.Ids]:
        asked.append(sorted(author_ids))
        return await read(author_ids, limit)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(queries, "celebrity_posts", read_and_note)
        yield asked


async def follow(author: Viewer, *followers: Viewer) -> None:
    for follower in followers:
        async with database.transaction():
            await graph.follow(follower, author.handle)


async def some_stars(world: World, count: int, *fans: Viewer) -> list[Viewer]:
    """Celebrities with a post each."""
    audience = [*fans, *[await world.newcomer() for _ in range(THRESHOLD - len(fans))]]
    made = [await world.newcomer() for _ in range(count)]
    for star in made:
        await follow(star, *audience)
    await world.drain()
    for star in made:
        await world.quick_post(star.user_id)
    await world.drain()
    return made


async def test_a_warm_page_takes_two_round_trips_and_no_statement_whoever_is_followed(world: World) -> None:
    reader = await world.newcomer()
    await some_stars(world, 2, reader)
    assert len(await read_all(reader)) == 2
    with counted() as trips, loads() as asked:
        assert len(await read_all(reader)) == 2
    assert (len(trips), asked) == (2, [])


async def test_what_a_page_misses_is_read_by_one_statement_and_nothing_of_others(world: World) -> None:
    reader, other = await world.newcomer(), await world.newcomer()
    followed = await some_stars(world, 2, reader)
    [another] = await some_stars(world, 1, other)
    await read_all(reader)
    skeleton.forget_book()
    with loads() as asked:
        await read_all(reader)
    assert asked == [sorted(star.user_id for star in followed)]
    with loads() as asked:
        await read_all(other)
    assert asked == [[another.user_id]]


async def test_a_post_of_a_celebrity_makes_a_process_read_that_celebrity_again(world: World) -> None:
    reader = await world.newcomer()
    followed = await some_stars(world, 2, reader)
    await read_all(reader)
    post = await world.quick_post(followed[0].user_id)
    await world.drain()
    with counted() as trips, loads() as asked:
        found = await skeleton.read(reader.user_id, None, 10)
    assert timeline.post_of(found.entries[0]) == post
    assert asked == [[followed[0].user_id]]
    assert len(trips) == 1, "nothing is asked twice for it"


async def test_a_process_holds_those_who_were_asked_for_last(world: World) -> None:
    often, seldom = await world.newcomer(), await world.newcomer()
    [favourite] = await some_stars(world, 1, often)
    many = await some_stars(world, 6, seldom)
    assert len(await read_all(often)) == 1
    assert len(await read_all(seldom)) == 6, "also when more are followed than are held"
    assert len(skeleton._book._books) == world.settings.celebrities_held
    book = Book()
    with loads() as asked:
        for star in many:
            await book.of([favourite.user_id])
            await book.of([star.user_id])
        await book.of([favourite.user_id, many[-1].user_id])
    assert asked == [[author.user_id] for author in (favourite, *many)], "each is read once"


async def test_following_and_leaving_a_celebrity_between_two_pages_shows_in_the_second(world: World) -> None:
    reader = await world.newcomer()
    [star] = await some_stars(world, 1)
    post = await world.quick_post(star.user_id)
    await world.drain()
    assert await read_all(reader) == []
    await follow(star, reader)
    assert (await read_all(reader))[0] == post
    async with database.transaction():
        await graph.unfollow(reader, star.handle)
    with loads() as asked:
        assert await read_all(reader) == []
        skeleton.forget_book()
        assert await read_all(reader) == []
    assert asked == [], "nothing of theirs is asked for any more"


async def test_somebody_elses_celebrity_changes_nothing_of_a_reader(world: World) -> None:
    reader = await world.newcomer()
    await some_stars(world, 1, reader)
    await read_all(reader)
    made = await resources.data().pexpiretime(stars.kept().key(reader.user_id))
    await some_stars(world, 1)
    with loads() as asked:
        await read_all(reader)
    assert await resources.data().pexpiretime(stars.kept().key(reader.user_id)) == made
    assert asked == []


async def test_the_list_ends_while_its_reader_still_counts_as_here(world: World) -> None:
    reader = await world.newcomer()
    await read_all(reader)
    seconds = await resources.data().ttl(stars.kept().key(reader.user_id))
    assert 0 < seconds < world.settings.active_days * 24 * 3600, "who is away is not told of authors who rise"


async def test_a_process_that_has_missed_changes_begins_anew(world: World) -> None:
    reader = await world.newcomer()
    [star] = await some_stars(world, 1, reader)
    for lost in ("trimmed", "flushed"):
        await read_all(reader)
        post = await world.quick_post(star.user_id)
        await world.drain()
        if lost == "trimmed":
            await celebrities.announce(reader.user_id)
            await resources.data().xtrim(celebrities.CHANGES, maxlen=1, approximate=False)
        else:
            await resources.data().flushall()
        assert (await read_all(reader))[0] == post, lost


async def test_a_page_asked_for_before_an_author_left_has_their_posts_though_it_is_answered_later(world: World) -> None:
    reader, other = await world.newcomer(), await world.newcomer()
    [star] = await some_stars(world, 1, reader, other)
    shown = await read_all(reader)
    asked = skeleton.question(reader.user_id, None, 10)
    replies = await resources.pipe().run(*asked.commands)
    async with database.transaction():
        await graph.unfollow(other, star.handle)
    await world.drain()
    assert await queries.celebrity(star.user_id) is None
    skeleton._book._books.clear()
    found = await skeleton.answered(asked, replies)
    assert [timeline.post_of(entry) for entry in found.entries] == shown
    assert await resources.data().get(stars.kept().key(reader.user_id)) == b"", "nobody is asked about in vain again"


async def test_of_two_pages_at_once_the_later_one_has_what_was_posted_between_them(world: World) -> None:
    reader = await world.newcomer()
    one, other = await some_stars(world, 2, reader)
    await read_all(reader)
    pages = []
    for star in (one, other):
        post = await world.quick_post(star.user_id)
        await world.drain()
        asked = skeleton.question(reader.user_id, None, 10)
        pages.append((post, asked, await resources.pipe().run(*asked.commands)))
    for post, asked, replies in pages:
        found = await skeleton.answered(asked, replies)
        assert post in map(timeline.post_of, found.entries)


async def test_what_was_read_before_a_change_is_not_held_after_it(world: World) -> None:
    reader, other = await world.newcomer(), await world.newcomer()
    [star] = await some_stars(world, 1, reader, other)
    await read_all(reader)
    read, book = queries.celebrity_posts, skeleton._book

    async def read_while_others_go_on(author_ids: list[int], limit: int) -> dict[int, celebrities.Ids]:
        found = await read(author_ids, limit)
        await world.quick_post(star.user_id)
        await world.drain()
        asked = skeleton.question(other.user_id, None, 10)
        assert await book.follow(asked.at, (await resources.pipe().run(*asked.commands))[-1])
        return found

    book._books.clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(queries, "celebrity_posts", read_while_others_go_on)
        assert len(await read_all(reader)) == 1, "it was asked for before"
    assert len(await read_all(reader)) == 2
