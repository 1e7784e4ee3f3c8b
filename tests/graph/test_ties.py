"""The stored ties of a viewer: complete or absent, never wrong for longer than a commit."""

import asyncio

import pytest
from asyncpg import Record

from server.graph import queries, ties
from server.kit import outbox, resources
from server.kit.pipe import Pipe
from shared.graph import Mute
from tests.world import World

KEYS = ties.following_key, ties.hidden_key, ties.muted_key, ties.muted_stories_key


async def _stored(user_id: int) -> list[set[bytes]]:
    keys = [key(user_id) for key in KEYS]
    return [set(await resources.data().smembers(key)) for key in keys]  # type: ignore[arg-type,misc]


def _member(user_id: int) -> bytes:
    return str(user_id).encode()


async def test_the_keys_are_what_the_feed_reads(world: World) -> None:
    assert ties.following_key(7) == b"following:{7}"
    assert ties.hidden_key(7) == b"hidden:{7}"
    assert ties.muted_key(7) == b"muted:{7}"


async def test_loading_stores_all_of_them_for_a_week(world: World) -> None:
    ann, bob, carol, dora, emil = [await world.person(handle) for handle in ("ann", "bob", "carol", "dora", "emil")]
    await ann.follow("bob")
    await ann.block("carol")
    await dora.block("ann")
    await ann.set_mute("emil", Mute(posts=True, stories=True))
    found = await ties.load_ties(ann.user_id)
    assert found.following == {bob.user_id}
    assert found.hidden == {carol.user_id, dora.user_id}
    assert found.muted == found.muted_stories == {emil.user_id}
    assert await _stored(ann.user_id) == [
        {b"0", _member(bob.user_id)},
        {b"0", _member(carol.user_id), _member(dora.user_id)},
        {b"0", _member(emil.user_id)},
        {b"0", _member(emil.user_id)},
    ]
    for key in KEYS:
        assert 0 < await resources.data().ttl(key(ann.user_id)) <= 7 * 24 * 3600
    assert await resources.data().exists(ties.LEASE.lease_key(ann.user_id)) == 0


async def test_requests_are_no_ties(world: World) -> None:
    ann, bob = await world.person("ann"), await world.person("bob", private=True)
    await ann.follow("bob")
    assert (await ties.load_ties(ann.user_id)).following == frozenset()
    await bob.accept_request("ann")
    assert await ties.followed_among(ann.user_id, [bob.user_id, 5]) == {bob.user_id}


async def test_thousands_of_ties_fit(world: World) -> None:
    ann = await world.person("ann")
    many = frozenset(range(1, 5001))
    lease = b"a lease"
    await resources.data().set(ties.LEASE.lease_key(ann.user_id), lease)
    await ties._store(ann.user_id, lease, ties.Ties(many, many, frozenset()))
    following, hidden, *muted = await _stored(ann.user_id)
    assert len(following) == len(hidden) == 5001
    assert muted == [{b"0"}, {b"0"}]


async def test_a_change_is_seen_by_the_next_read(world: World) -> None:
    ann, bob = await world.person("ann"), await world.person("bob")
    for _ in range(2):
        assert await ties.followed_among(ann.user_id, [bob.user_id]) == set()
        await ann.follow("bob")
        assert await ties.followed_among(ann.user_id, [bob.user_id]) == {bob.user_id}
        await ann.mute("bob")
        assert await ties.hidden_and_muted(ann.user_id) == (frozenset(), {bob.user_id})
        await ann.unmute("bob")
        await bob.block("ann")
        assert await ties.hidden_and_muted(ann.user_id) == ({bob.user_id}, frozenset())
        assert await ties.followed_among(ann.user_id, [bob.user_id]) == set()
        await bob.unblock("ann")
        assert await ties.hidden_and_muted(ann.user_id) == (frozenset(), frozenset())


@pytest.mark.parametrize("lost", ["all", "following", "hidden", "muted"])
async def test_after_losing_keys_the_next_read_is_right(world: World, lost: str) -> None:
    ann, bob, carol = [await world.person(handle) for handle in ("ann", "bob", "carol")]
    await ann.follow("bob")
    await ann.block("carol")
    await ties.load_ties(ann.user_id)
    if lost == "all":
        await resources.data().flushall()
    else:
        await resources.data().delete(f"{lost}:{{{ann.user_id}}}")
    assert await ties.followed_among(ann.user_id, [bob.user_id, carol.user_id]) == {bob.user_id}
    assert await ties.hidden_and_muted(ann.user_id) == ({carol.user_id}, frozenset())


async def test_a_process_that_dies_after_its_commit_leaves_no_lasting_lie(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, bob = await world.person("ann"), await world.person("bob")
    await ties.load_ties(ann.user_id)
    monkeypatch.setattr(outbox, "at_once", {})
    await ann.follow("bob")
    assert await ties.followed_among(ann.user_id, [bob.user_id]) == set()
    await world.relay()
    assert await ties.followed_among(ann.user_id, [bob.user_id]) == {bob.user_id}


async def test_a_slow_rebuild_does_not_store_what_a_change_has_overtaken(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, bob = await world.person("ann"), await world.person("bob")
    read, overtaken = queries.ties, asyncio.Event()

    async def slow(user_id: int) -> Record:
        row = await read(user_id)
        if not overtaken.is_set():
            overtaken.set()
            await ann.follow("bob")
        return row

    monkeypatch.setattr(queries, "ties", slow)
    assert (await ties.load_ties(ann.user_id)).following == frozenset()
    assert await _stored(ann.user_id) == [set()] * 4
    assert await ties.followed_among(ann.user_id, [bob.user_id]) == {bob.user_id}
    assert _member(bob.user_id) in (await _stored(ann.user_id))[0]


async def test_of_two_rebuilds_at_once_the_later_may_store(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ann, bob = await world.person("ann"), await world.person("bob")
    await ann.follow("bob")
    read, nested = queries.ties, asyncio.Event()

    async def slow(user_id: int) -> Record:
        row = await read(user_id)
        if not nested.is_set():
            nested.set()
            await ties.load_ties(user_id)
        return row

    monkeypatch.setattr(queries, "ties", slow)
    await ties.load_ties(ann.user_id)
    assert (await _stored(ann.user_id))[0] == {b"0", _member(bob.user_id)}


async def test_a_lost_lease_stores_nothing(world: World) -> None:
    ann = await world.person("ann")
    assert not await ties._store(ann.user_id, b"never taken", ties.Ties(frozenset({1}), frozenset(), frozenset()))
    assert await _stored(ann.user_id) == [set()] * 4


async def test_without_valkey_ties_are_read_from_sql(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ann, bob, carol = [await world.person(handle) for handle in ("ann", "bob", "carol")]
    await ann.follow("bob")
    await ann.block("carol")
    monkeypatch.setattr(resources, "pipe", lambda: Pipe("valkey://127.0.0.1:1/0"))
    assert await ties.followed_among(ann.user_id, [bob.user_id, carol.user_id]) == {bob.user_id}
    assert await ties.hidden_and_muted(ann.user_id) == ({carol.user_id}, frozenset())
    await ann.unfollow("bob")
    assert (await ties.load_ties(ann.user_id)).following == frozenset()


async def test_nobody_asked_about_costs_nothing(world: World) -> None:
    assert await ties.followed_among(1, []) == set()
    await ties.forget_ties([])
