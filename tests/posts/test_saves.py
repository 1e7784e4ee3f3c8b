"""Saves and collections as their owner meets them, and who else must never."""

import asyncio
import json

import pytest

from server.graph import service as graph
from server.kit import cursors, database, resources
from server.kit.problems import Conflict, NotFound
from server.kit.viewer import Viewer
from server.posts import marks
from server.posts import service as posts
from server.posts.saves import collections, service
from shared.accounts import ProfileChange
from shared.engagement import NewCollection, Saved
from shared.limits import COLLECTION_NAME_MAX, COLLECTIONS_MAX
from shared.problems import ApiError
from tests.feed.reading import read_page
from tests.world import World

WORLDLY = ["👩‍👩‍👧 family", "رحلة إلى البحر", "नमस्ते दुनिया", "e\u0301te\u0301", "日本の庭", "🇨🇭🏔️"]


async def saved(viewer: Viewer, *post_ids: int) -> None:
    for post_id in post_ids:
        async with database.transaction():
            await service.save(viewer, post_id)


async def made(viewer: Viewer, name: str) -> int:
    async with database.transaction():
        return int((await collections.create(viewer, NewCollection(name=name))).id)


async def put(viewer: Viewer, collection_id: int, *post_ids: int) -> Saved:
    for post_id in post_ids:
        async with database.transaction():
            answer = await collections.collect(viewer, collection_id, post_id)
    return answer


async def ids_of(viewer: Viewer, cursor: str | None = None) -> list[int]:
    return [int(post.id) for post in (await service.page(viewer, cursor)).items]


async def test_saving_twice_is_saving_once_and_shows_wherever_the_post_does(world: World) -> None:
    author, reader = await world.person("ann"), await world.person("bob")
    await reader.follow("ann")
    post_id = str(await world.quick_post(author.user_id))
    await world.drain()
    assert not (await reader.following_feed()).items[0].saved
    for _ in range(2):
        assert await reader.save(post_id) == Saved(saved=True) == await reader.saved_in(post_id)
    [seen] = (await reader.following_feed()).items
    assert seen.saved and not seen.liked and seen == await reader.post(post_id)
    assert (await reader.posts_of("ann")).items == [seen] == (await reader.saved_posts()).items
    await reader.like(post_id)
    [seen] = (await reader.following_feed()).items
    assert seen.saved and seen.liked
    [others] = (await author.following_feed()).items
    assert not others.saved and (await author.saved_posts()).items == []
    for _ in range(2):
        assert await reader.unsave(post_id) == Saved(saved=False)
    [seen] = (await reader.following_feed()).items
    assert seen.liked and not seen.saved


async def test_what_is_saved_survives_an_empty_valkey_none_at_all_and_a_death_after_the_commit(world: World) -> None:
    author, reader = await world.newcomer(), await world.newcomer()
    async with database.transaction():
        await graph.follow(reader, author.handle)
    first, second = [await world.quick_post(author.user_id) for _ in range(2)]
    await world.drain()
    await saved(reader, first)
    await resources.data().flushall()
    assert [post.saved for post in (await read_page(reader)).items] == [False, True]
    port, resources.pipe()._port = resources.pipe()._port, 1
    await resources.pipe().aclose()
    try:
        assert [post.saved for post in (await read_page(reader)).items] == [False, True]
        await saved(reader, second)
        assert (await posts.read(reader, second)).saved
    finally:
        resources.pipe()._port = port
    # Valkey says nothing of the second, as if the process had died right after the commit
    assert [post.saved for post in (await read_page(reader)).items] == [False, True]
    await world.drain()
    assert [post.saved for post in (await read_page(reader)).items] == [True, True]


async def test_older_marks_than_the_set_holds_are_looked_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    author, reader = await world.newcomer(), await world.newcomer()
    made = [await world.quick_post(author.user_id) for _ in range(8)]
    await saved(reader, *made[::2])
    monkeypatch.setattr(marks, "NEWEST", 2)
    for _ in range(2):
        await marks.forget([reader.user_id])
        for _ in range(2):
            assert await marks.among(reader.user_id, made) == dict.fromkeys(made[::2], marks.SAVED)


async def test_a_rebuild_stores_nothing_that_a_save_made_old(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    author, reader = await world.newcomer(), await world.newcomer()
    post_id = await world.quick_post(author.user_id)
    read = marks.queries.newest_marks

    async def slow(user_id: int, limit: int) -> dict[int, list[int]]:
        found = await read(user_id, limit)
        await saved(reader, post_id)
        return found

    monkeypatch.setattr(marks.queries, "newest_marks", slow)
    assert await marks.among(reader.user_id, [post_id]) == {}
    monkeypatch.undo()
    assert await marks.among(reader.user_id, [post_id]) == {post_id: marks.SAVED}


async def test_the_last_saved_comes_first_in_pages_without_gap_or_repetition(world: World) -> None:
    author, reader = await world.newcomer(), await world.newcomer()
    made = [await world.quick_post(author.user_id) for _ in range(33)]
    order = made[::2] + made[1::2]
    await saved(reader, *order)
    first = await service.page(reader, None)
    assert first.cursor is not None and len(first.items) == 30
    async with database.transaction():
        await service.unsave(reader, order[-1])
        await service.save(reader, order[-1])
    rest = await service.page(reader, first.cursor)
    assert [int(post.id) for post in first.items + rest.items] == order[::-1] and rest.cursor is None
    assert await ids_of(reader, cursors.encode(0)) == []


async def test_posts_that_are_gone_or_out_of_sight_are_not_shown_and_come_back_with_it(world: World) -> None:
    author, other, reader = await world.person("ann"), await world.person("cat"), await world.person("bob")
    kept = str(await world.quick_post(other.user_id))
    post_id = str(await world.quick_post(author.user_id))
    heap = await reader.new_collection("Heap")
    await reader.save(kept)
    await reader.collect(heap.id, post_id)

    async def shown() -> tuple[list[str], list[str], int, int]:
        one = await reader.collection(heap.id)
        listed = [post.id for post in (await reader.collection_posts(heap.id)).items]
        return [post.id for post in (await reader.saved_posts()).items], listed, one.posts, len(one.covers)

    whole, without = ([post_id, kept], [post_id], 1, 1), ([kept], [], 0, 0)
    assert await shown() == whole
    await author.change_profile(ProfileChange(private=True))
    assert await shown() == without
    await reader.follow("ann")
    assert await shown() == without
    await author.accept_request("bob")
    assert await shown() == whole
    await author.block("bob")
    assert await shown() == without
    with pytest.raises(ApiError):
        await reader.save(post_id)
    assert await reader.unsave(kept) == Saved(saved=False)
    await author.unblock("bob")
    await author.change_profile(ProfileChange(private=False))
    assert await shown() == ([post_id], [post_id], 1, 1)
    await author.delete_post(post_id)
    assert await shown() == ([], [], 0, 0)
    await world.drain()
    assert await database.fetchval("SELECT (SELECT count(*) FROM saves) + (SELECT count(*) FROM collection_posts)") == 0


async def test_collections_hold_saves_and_let_them_go(world: World) -> None:
    author, reader = await world.newcomer(), await world.newcomer()
    made_posts = [await world.quick_post(author.user_id) for _ in range(6)]
    trips, food = await made(reader, "Trips"), await made(reader, "  Food ")
    for _ in range(2):
        answer = await put(reader, trips, *made_posts[:5])
        assert answer == Saved(saved=True, collections=[str(trips)])
    await put(reader, food, made_posts[0])
    assert (await service.saved_in(reader, made_posts[0])).collections == [str(food), str(trips)]
    listed = (await collections.listed(reader)).items
    assert [(one.name, one.posts, len(one.covers)) for one in listed] == [("Food", 1, 1), ("Trips", 5, 4)]
    page = await collections.page(reader, trips, None)
    assert [int(post.id) for post in page.items] == made_posts[4::-1]
    assert listed[1].covers[0].id == page.items[0].picture.id
    async with database.transaction():
        assert await collections.uncollect(reader, food, made_posts[0]) == Saved(saved=True, collections=[str(trips)])
        assert await service.unsave(reader, made_posts[4]) == Saved(saved=False)
        assert (await collections.rename(reader, food, NewCollection(name="FOOD"))).name == "FOOD"
    assert (await collections.one(reader, trips)).posts == 4 and (await collections.one(reader, food)).posts == 0
    async with database.transaction():
        await collections.delete(reader, trips)
    assert await ids_of(reader) == made_posts[3::-1]
    assert (await service.saved_in(reader, made_posts[0])).collections == []


async def test_a_collection_is_its_owners_alone(world: World) -> None:
    author, reader, other = [await world.newcomer() for _ in range(3)]
    post_id = await world.quick_post(author.user_id)
    mine = await made(reader, "Mine")
    calls = [
        lambda: collections.one(other, mine),
        lambda: collections.page(other, mine, None),
        lambda: collections.rename(other, mine, NewCollection(name="x")),
        lambda: collections.delete(other, mine),
        lambda: collections.collect(other, mine, post_id),
        lambda: collections.uncollect(other, mine, post_id),
    ]
    for call in calls:
        with pytest.raises(NotFound) as refusal:
            async with database.transaction():
                await call()
        assert refusal.value.name == "collection-not-found"
    assert (await collections.listed(other)).items == [] and await ids_of(other) == []


async def test_names_of_collections_are_unique_per_person_whatever_their_case(world: World) -> None:
    reader, other = await world.newcomer(), await world.newcomer()
    await made(reader, "Straße"), await made(other, "Strasse")
    second = await made(reader, "Second")
    for attempt in (
        lambda: collections.create(reader, NewCollection(name=" STRASSE ")),
        lambda: collections.rename(reader, second, NewCollection(name="strasse")),
    ):
        with pytest.raises(Conflict) as refusal:
            async with database.transaction():
                await attempt()
        assert list(refusal.value.fields) == ["name"]
    for name in WORLDLY:
        await made(reader, name)
    assert len((await collections.listed(reader)).items) == 2 + len(WORLDLY)


async def test_there_is_room_for_so_many_collections_however_fast_they_are_made(world: World) -> None:
    reader = await world.newcomer()
    for n in range(COLLECTIONS_MAX - 1):
        await made(reader, f"heap {n}")
    answers = await asyncio.gather(*(made(reader, f"one more {n}") for n in range(3)), return_exceptions=True)
    assert sorted(isinstance(answer, Conflict) for answer in answers) == [False, True, True]
    assert len((await collections.listed(reader)).items) == COLLECTIONS_MAX


@pytest.mark.parametrize("name", ["", " \n", "nul\0", "half \ud83d", "x" * (COLLECTION_NAME_MAX + 1), "a\u202eb"])
async def test_a_name_that_cannot_be_shown_is_refused(world: World, name: str) -> None:
    reader = await world.person("bob")
    for method, path in (("POST", "/api/v1/me/collections"), ("PATCH", "/api/v1/me/collections/1")):
        answer = await world.http(
            method,
            path,
            reader,
            content=b'{"name":' + json.dumps(name).encode() + b"}",
            headers={"Content-Type": "application/json"},
        )
        assert answer.status_code in (400, 422), answer.text
    assert (await reader.new_collection("x" * COLLECTION_NAME_MAX)).name == "x" * COLLECTION_NAME_MAX
