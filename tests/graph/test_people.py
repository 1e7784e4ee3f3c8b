"""Lists of people: order, pages, whom they leave out."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.graph.lists.people import EPOCH, MICROSECOND, NEWEST, _cursor, _marks
from server.kit import cursors, database
from server.kit.problems import Invalid
from shared.accounts import ProfileChange
from shared.graph import People, Relationship
from shared.problems import ApiError
from tests.world import World


async def _town(world: World, people: int) -> list[str]:
    """That many accounts straight into the table. Returns their handles."""
    rows = [(1000 + i, f"n{i:03}") for i in range(people)]
    await database.executemany(
        "INSERT INTO users (id, handle, skeleton, name, password_hash) VALUES ($1, $2, $2, upper($2), '')", rows
    )
    return [handle for _, handle in rows]


async def _all_follow(user_id: int) -> None:
    await database.execute(
        "INSERT INTO followers SELECT $1, id, 'following', timestamptz '2026-02-01' + (id % 50) * interval '1 second'"
        " FROM users WHERE id < 10000",
        user_id,
    )
    await database.execute(
        "INSERT INTO following SELECT follower_id, user_id, state, created_at FROM followers WHERE user_id = $1",
        user_id,
    )


async def test_a_long_list_comes_in_pages_newest_first_and_whole(world: World) -> None:
    ann = await world.person("ann")
    handles = await _town(world, 95)
    await _all_follow(ann.user_id)
    sizes, seen = [], []
    cursor = None
    while True:
        page = await ann.followers("ann", cursor)
        sizes.append(len(page.items))
        seen += [person.author.handle for person in page.items]
        cursor = page.cursor
        if cursor is None:
            break
    assert sizes == [30, 30, 30, 5]
    assert sorted(seen) == handles
    assert seen == sorted(handles, key=lambda handle: ((1000 + int(handle[1:])) % 50, handle), reverse=True)


async def test_a_list_that_grows_between_pages_repeats_nobody(world: World) -> None:
    ann = await world.person("ann")
    await _town(world, 40)
    await _all_follow(ann.user_id)
    first = await ann.followers("ann")
    bob = await world.person("bob")
    await bob.follow("ann")
    second = await ann.followers("ann", first.cursor)
    handles = [person.author.handle for page in (first, second) for person in page.items]
    assert len(handles) == len(set(handles)) == 40


async def test_a_page_is_full_when_people_are_hidden(world: World) -> None:
    ann, bob = await world.person("ann"), await world.person("bob")
    handles = await _town(world, 40)
    await _all_follow(ann.user_id)
    for handle in handles[:5]:
        await bob.block(handle)
    await database.execute("UPDATE users SET state = 'suspended' WHERE handle = $1", handles[7])
    first = await bob.followers("ann")
    rest = await bob.followers("ann", first.cursor)
    assert (len(first.items), len(rest.items)) == (30, 4)
    shown = {person.author.handle for page in (first, rest) for person in page.items}
    assert shown == set(handles[5:]) - {handles[7]}


async def test_each_row_says_how_the_viewer_stands_to_the_person(world: World) -> None:
    ann, bob, carol, dora = [await world.person(handle) for handle in ("ann", "bob", "carol", "dora")]
    await carol.change_profile(ProfileChange(private=True))
    for person in (bob, carol, dora):
        await person.follow("ann")
    await ann.follow("bob")
    await ann.follow("carol")
    await ann.mute("bob")
    rows = {person.author.handle: person.relationship for person in (await ann.followers("ann")).items}
    assert rows == {
        "bob": Relationship(tie="following", follows_you=True, muted=True),
        "carol": Relationship(tie="requested", follows_you=True),
        "dora": Relationship(follows_you=True),
    }
    as_bob = {person.author.handle: person.relationship for person in (await bob.followers("ann")).items}
    assert as_bob == {"bob": Relationship(), "carol": Relationship(), "dora": Relationship()}


async def test_lists_of_a_private_account_are_for_its_followers(world: World) -> None:
    ann, bob, carol = [await world.person(handle) for handle in ("ann", "bob", "carol")]
    await carol.follow("ann")
    await ann.follow("carol")
    await ann.change_profile(ProfileChange(private=True))
    await bob.follow("ann")
    for read in (bob.followers, bob.following):
        with pytest.raises(ApiError) as refusal:
            await read("ann")
        assert (refusal.value.status, refusal.value.type) == (403, "/problems/private")
    for person in (ann, carol):
        assert [p.author.handle for p in (await person.followers("ann")).items] == ["carol"]
        assert [p.author.handle for p in (await person.following("ann")).items] == ["carol"]


async def test_lists_of_whom_you_block_are_closed(world: World) -> None:
    ann, _ = await world.person("ann"), await world.person("bob")
    await ann.block("bob")
    with pytest.raises(ApiError) as refusal:
        await ann.followers("bob")
    assert (refusal.value.status, refusal.value.type) == (403, "/problems/blocked")


async def test_one_page_is_one_statement(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ann = await world.person("ann")
    await _town(world, 60)
    await _all_follow(ann.user_id)
    await ann.followers("ann")
    statements: list[str] = []
    fetch = database.fetch

    async def counted(sql: str, *args: object) -> list[object]:
        statements.append(sql)
        return await fetch(sql, *args)

    monkeypatch.setattr(database, "fetch", counted)
    await ann.followers("ann")
    assert len(statements) == 1


@pytest.mark.parametrize("cursor", ["x", "AAAA", "-", "é", "\0", "a" * 300])
async def test_foreign_cursors_are_refused(world: World, cursor: str) -> None:
    ann = await world.person("ann")
    for read in (ann.follow_requests, ann.blocked, ann.muted):
        with pytest.raises(ApiError) as refusal:
            await read(cursor)
        assert refusal.value.status in (400, 422)


@given(st.integers(-(2**63) + 1, 2**63 - 1), st.integers(-(2**63) + 1, 2**63 - 1))
def test_any_cursor_is_a_mark_or_refused(microseconds: int, person_id: int) -> None:
    try:
        since, found = _marks(cursors.encode(microseconds, person_id))
    except Invalid:
        return
    assert (since - EPOCH) // MICROSECOND == microseconds
    assert found == person_id


@given(st.datetimes(timezones=st.just(EPOCH.tzinfo)), st.integers(1, 2**63 - 1))
def test_a_cursor_keeps_its_mark_to_the_microsecond(since: object, person_id: int) -> None:
    from datetime import datetime

    assert isinstance(since, datetime)
    assert _marks(_cursor(since, person_id)) == (since, person_id)


def test_without_a_cursor_a_list_begins_at_its_top() -> None:
    assert _marks(None) == _marks("") == NEWEST


async def test_every_list_can_be_read_at_once(world: World) -> None:
    ann = await world.person("ann")
    pages = await asyncio.gather(
        ann.follow_requests(), ann.blocked(), ann.muted(), ann.followers("ann"), ann.following("ann")
    )
    assert pages == [People(items=[])] * 5
