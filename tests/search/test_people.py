"""Finding people by the beginning of their handle or name."""

import pytest

from server.accounts import service as accounts
from server.kit import cursors, database
from server.search import queries
from shared.accounts import ProfileChange
from shared.graph import Relationship
from shared.problems import ApiError
from tests.world import Person, World


async def _found(person: Person, prefix: str) -> list[str]:
    return [found.author.handle for found in (await person.search_people(prefix)).items]


async def _town(count: int) -> None:
    """n000, n001 … of whom each has one follower more than the one before."""
    await database.execute(
        "INSERT INTO users (id, handle, skeleton, name, password_hash)"
        " SELECT 1000 + i, 'n' || lpad(i::text, 3, '0'), 'n' || lpad(i::text, 3, '0'), '', ''"
        " FROM generate_series(0, $1 - 1) i",
        count,
    )
    await database.execute("INSERT INTO reach SELECT id, id - 1000 FROM users WHERE id < 10000")


async def test_people_are_found_by_handle_and_by_name(world: World) -> None:
    ann, _, _ = await world.person("ann"), await world.person("marta"), await world.person("zoe")
    await world.person("bob")
    await ann.change_profile(ProfileChange(name="Élodie Ann"))
    zoe = world.anonymous()
    await zoe.sign_in("zoe", "glass harbour under snow 7")
    await zoe.change_profile(ProfileChange(name="Marta Z."))
    bob = await world.person("bobby")
    assert await _found(bob, "mar") == ["zoe", "marta"] or await _found(bob, "mar") == ["marta", "zoe"]
    assert await _found(bob, "elod") == ["ann"]
    assert await _found(bob, "ÉLOD") == ["ann"]
    assert await _found(bob, "zo") == ["zoe"]
    assert await _found(bob, "xx") == []


@pytest.mark.parametrize("prefix", ["bo", "@bo", "BO", " @Bo", "bob"])
async def test_ways_to_type_a_handle(world: World, prefix: str) -> None:
    ann, _ = await world.person("ann"), await world.person("bob")
    assert await _found(ann, prefix) == ["bob"]


@pytest.mark.parametrize("prefix", ["", " ", "@", "@ ", "\u200b"])
async def test_an_empty_prefix_finds_nobody(world: World, prefix: str) -> None:
    ann = await world.person("ann")
    await ann.change_profile(ProfileChange(name=""))
    assert await _found(ann, prefix) == []


@pytest.mark.parametrize("prefix", ["%", "_", "b%", "\\", "'", "b_", "." * 500, "💥", "\U0010ffff"])
async def test_signs_of_patterns_are_plain_text(world: World, prefix: str) -> None:
    ann, _ = await world.person("ann"), await world.person("bob")
    assert await _found(ann, prefix) == []


async def test_a_handle_with_an_underscore_is_found_by_it(world: World) -> None:
    ann, _, _ = await world.person("ann"), await world.person("bo_b"), await world.person("boxb")
    assert await _found(ann, "bo_") == ["bo_b"]


async def test_control_characters_are_refused(world: World) -> None:
    ann = await world.person("ann")
    with pytest.raises(ApiError) as refusal:
        await ann.search_people("b\0")
    assert refusal.value.status == 422


async def test_whom_you_follow_come_first_and_then_the_most_followed(world: World) -> None:
    ann = await world.person("ann")
    people = [await world.person(f"bob{i}") for i in range(4)]
    for fan in people[:3]:
        await fan.follow("bob3")
    await people[0].follow("bob2")
    await ann.follow("bob0")
    await world.drain()
    assert await _found(ann, "bob") == ["bob0", "bob3", "bob2", "bob1"]
    first = (await ann.search_people("bob")).items[0]
    assert first.relationship == Relationship(tie="following")


async def test_blocks_hide_both_ways_and_suspension_hides_from_all(world: World) -> None:
    ann, bob, boris, boss = [await world.person(handle) for handle in ("ann", "bob", "boris", "boss")]
    await ann.block("bob")
    await boris.block("ann")
    async with database.transaction():
        await accounts.suspend(boss.user_id)
    assert await _found(ann, "bo") == []
    assert await _found(bob, "an") == []
    assert await _found(boris, "bo") == ["boris", "bob"]


async def test_private_people_are_found_and_muted_ones_as_well(world: World) -> None:
    ann, _ = await world.person("ann"), await world.person("bob", private=True)
    await ann.mute("bob")
    assert await _found(ann, "bob") == ["bob"]


async def test_many_results_come_in_pages(world: World) -> None:
    ann = await world.person("ann")
    await _town(95)
    for number in (3, 50, 70):
        await ann.follow(f"n{number:03}")
    sizes, seen, cursor = [], [], None
    while True:
        page = await ann.search_people("n", cursor)
        sizes.append(len(page.items))
        seen += [person.author.handle for person in page.items]
        cursor = page.cursor
        if cursor is None:
            break
    assert sizes == [30, 30, 30, 5]
    followed = ["n070", "n050", "n003"]
    assert seen == followed + [h for i in range(94, -1, -1) if (h := f"n{i:03}") not in followed]


async def test_pages_break_rightly_where_the_followed_end(world: World) -> None:
    ann = await world.person("ann")
    await _town(61)
    for number in range(30):
        await ann.follow(f"n{number:03}")
    first = await ann.search_people("n")
    second = await ann.search_people("n", first.cursor)
    third = await ann.search_people("n", second.cursor)
    assert [len(page.items) for page in (first, second, third)] == [30, 30, 1]
    assert all(person.relationship.tie == "following" for person in first.items)
    assert not any(person.relationship.tie == "following" for person in second.items + third.items)
    assert third.cursor is None


async def test_the_most_followed_are_found_however_many_match(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ann = await world.person("ann")
    await _town(95)
    monkeypatch.setattr(queries, "OTHERS", queries.OTHERS.replace(f"LIMIT {queries.CANDIDATES}", "LIMIT 10"))
    assert (await _found(ann, "n"))[:10] == [f"n{i:03}" for i in range(94, 84, -1)]
    assert "n000" in await _found(ann, "n")


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        cursors.encode(7, 1, 1),
        cursors.encode(0, -1, 1),
        cursors.encode(0, 2**40, 1),
        cursors.encode(1, 1),
        cursors.encode("a", 1, 1),
    ],
)
async def test_foreign_cursors_are_refused(world: World, cursor: str) -> None:
    ann = await world.person("ann")
    with pytest.raises(ApiError) as refusal:
        await ann.search_people("bo", cursor)
    assert (refusal.value.status, refusal.value.type) == (400, "/problems/cursor")


async def test_search_uses_its_indexes(world: World) -> None:
    ann = await world.person("ann")
    await database.execute(
        "INSERT INTO users (id, handle, skeleton, name, name_key, password_hash)"
        " SELECT 100000 + i, 'h' || md5(i::text)::varchar(20), md5(i::text), '', md5((i + 1)::text), ''"
        " FROM generate_series(1, 20000) i"
    )
    await database.execute("ANALYZE users")
    plan = "\n".join(
        row[0]
        for row in await database.fetch(
            "EXPLAIN " + queries.OTHERS,
            ann.user_id,
            [],
            "habc",
            "habc" + queries.LAST,
            "abc",
            "abc" + queries.LAST,
            2**31 - 1,
            2**63 - 1,
            31,
        )
    )
    assert "Seq Scan on users" not in plan, plan
