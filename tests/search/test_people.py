"""Finding people: by handle, name and what was meant, the closest to the searcher first."""

import itertools

import pytest

from server.accounts import service as accounts
from server.kit import cursors, database, resources
from server.kit.viewer import Viewer
from server.search import circle, queries, service
from server.search.indexing.people import index_people
from shared.accounts import ProfileChange
from shared.graph import Relationship
from shared.limits import QUERY_MAX
from shared.problems import ApiError
from tests.search import town
from tests.world import World

_numbers = itertools.count(1)


async def _found(viewer: Viewer, q: str) -> list[str]:
    return [found.author.handle for found in (await service.people(viewer, q, None)).items]


async def _all(viewer: Viewer, q: str) -> tuple[list[str], list[int]]:
    """Everybody found, and the sizes of the pages."""
    seen: list[str] = []
    sizes: list[int] = []
    cursor = None
    while True:
        page = await service.people(viewer, q, cursor)
        sizes.append(len(page.items))
        seen += [person.author.handle for person in page.items]
        cursor = page.cursor
        if cursor is None:
            return seen, sizes


async def _crowd(letters: str, count: int) -> None:
    """letters000, letters001 … of whom each has more followers than the one before."""
    first = 10_000_000 * next(_numbers)
    await database.execute(
        "INSERT INTO users (id, handle, skeleton, name, password_hash) SELECT $1 + i, h, h, '', '' FROM"
        " (SELECT i, $3 || lpad(i::text, 3, '0') AS h FROM generate_series(0, $2 - 1) i) made",
        first,
        count,
        letters,
    )
    await database.execute(
        "INSERT INTO reach SELECT $1 + i, (2 ^ (i / 5.0))::int FROM generate_series(0, $2 - 1) i", first, count
    )
    async with database.transaction():
        await index_people(list(range(first, first + count)))


async def test_people_are_found_by_handle_and_by_every_word_of_their_name(long_world: World) -> None:
    viewer = await town.person(long_world, "asker1")
    await town.person(long_world, "q.elodie", "Élodie Kjærgård")
    await town.person(long_world, "ymd99", "山田太郎")
    await town.person(long_world, "salam7", "نور الهدى")
    for q in ("q.el", "Q.ÉLODIE", "@q.elodie", "elod", "ÉLOD", "kjaerg", "Kjærgård", "elodie kj", "kjærg élod"):
        assert await _found(viewer, q) == ["q.elodie"], q
    for q in ("山田", "太郎", "太"):
        assert await _found(viewer, q) == ["ymd99"], q
    for q in ("نور", "الهدى", "نُور"):
        assert await _found(viewer, q) == ["salam7"], q
    assert await _found(viewer, "xx") == []


async def test_a_new_name_is_found_at_once_and_the_old_one_no_more(long_world: World) -> None:
    viewer = await town.person(long_world, "asker2")
    other = await town.person(long_world, "renamed2", "Wilhelmina")
    assert await _found(viewer, "wilhel") == ["renamed2"]
    await town.change(other, ProfileChange(name="Ottilie"))
    assert (await _found(viewer, "wilhel"), await _found(viewer, "ottil")) == ([], ["renamed2"])


@pytest.mark.parametrize("q", ["zachariaz", "zacharia", "zachraias", "zacharrias", "sacharias", "zacharias.k"])
async def test_typos_find_whom_was_meant(long_world: World, q: str) -> None:
    viewer = await town.person(long_world, f"asker{next(_numbers)}x")
    if not await _found(viewer, "zacharias"):
        await town.person(long_world, "zacharias.kell", "Z. Kell")
    assert await _found(viewer, q) == ["zacharias.kell"]


async def test_what_begins_as_typed_goes_before_what_was_perhaps_meant(long_world: World) -> None:
    viewer = await town.person(long_world, "asker3")
    likely, exact = await town.person(long_world, "martuska"), await town.person(long_world, "martuzka.x")
    await town.follow(viewer, likely)
    assert await _found(viewer, "martuzka") == ["martuzka.x", "martuska"]
    assert await _found(viewer, exact.handle) == ["martuzka.x"]


@pytest.mark.parametrize(
    "q", ["", " ", "@", "@ ", "\u200b", "%", "_", "b%", "\\", "'", '"', "💥", "\U0010ffff", "'; --"]
)
async def test_signs_of_patterns_and_nothing_at_all_find_nobody(long_world: World, q: str) -> None:
    viewer = await town.person(long_world, f"asker{next(_numbers)}y")
    await town.change(viewer, ProfileChange(name=""))
    assert await _found(viewer, q) == []


async def test_what_cannot_be_searched_for_is_refused(long_world: World) -> None:
    ann = await long_world.person("asker10")
    for q in ("b\0", "b" * (QUERY_MAX + 1)):
        for ask in (ann.search_people, ann.search, ann.search_posts, ann.search_hashtags, ann.search_places):
            with pytest.raises(ApiError) as refusal:
                await ask(q)
            assert refusal.value.status == 422
    assert (await ann.search_people("ﷺ" * QUERY_MAX)).items == []


async def test_followed_people_go_first_then_the_circle_then_the_most_followed(long_world: World) -> None:
    viewer, friend = await town.person(long_world, "asker4"), await town.person(long_world, "friend4")
    await _crowd("kor", 40)
    plain, known, liked, followed = [await town.person(long_world, f"kor.{n}") for n in ("a", "b", "c", "d")]
    await town.follow(viewer, friend, followed)
    await town.follow(friend, known)
    post = await town.post(liked, "a post")
    await town.like(viewer, liked, post)
    await resources.data().delete(circle.key(viewer.user_id))
    found, _ = await _all(viewer, "kor")
    assert found[:2] == ["kor.d", "kor039"]
    assert found.index("kor.c") < found.index("kor.b") < found.index("kor.a")
    assert found.index("kor039") < found.index("kor030") < found.index("kor000")
    first = (await service.people(viewer, "kor", None)).items[0]
    assert first.relationship == Relationship(tie="following")
    assert plain.handle in found


async def test_the_circle_is_found_again_without_valkey_and_after_it_was_lost(
    long_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer, friend, known = [await town.person(long_world, f"{n}5") for n in ("asker", "friend", "known")]
    await town.follow(viewer, friend)
    await town.follow(friend, known)
    there = await circle.of(viewer.user_id)
    assert there == {known.user_id: 1.0}
    assert await circle.of(viewer.user_id) == there
    await resources.data().delete(circle.key(viewer.user_id))

    class Away:
        async def run(self, *_: object) -> None:
            raise OSError("away")

    monkeypatch.setattr(circle.resources, "pipe", Away)
    assert await circle.of(viewer.user_id) == there


async def test_blocks_hide_both_ways_and_suspension_hides_from_all(long_world: World) -> None:
    viewer = await town.person(long_world, "asker6")
    one, two, three = [await town.person(long_world, f"vrid.{n}") for n in ("one", "two", "three")]
    await town.follow(viewer, one)
    await town.block(viewer, one)
    await town.block(two, viewer)
    async with database.transaction():
        await accounts.suspend(three.user_id)
    assert await _found(viewer, "vrid") == []
    assert await _found(viewer, "vrid.one") == []
    assert await _found(viewer, "vrid.oen") == []
    assert "asker6" not in await _found(one, "asker6")
    assert await _found(one, "vrid") == ["vrid.two", "vrid.one"]


async def test_many_results_come_in_pages_without_gaps(long_world: World) -> None:
    viewer = await town.person(long_world, "asker7")
    await _crowd("mul", 95)
    for number in (3, 50, 70):
        await town.follow(viewer, await _viewer(f"mul{number:03}"))
    seen, sizes = await _all(viewer, "mul")
    assert sizes == [30, 30, 30, 5]
    assert len(set(seen)) == 95
    assert set(seen[:3]) == {"mul070", "mul050", "mul003"}
    assert seen[3] == "mul094"


async def test_the_most_followed_are_found_however_many_match(
    long_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer = await town.person(long_world, "asker8")
    await _crowd("tul", 95)
    few = {n: sql.replace(f"LIMIT {queries.CANDIDATES}", "LIMIT 10") for n, sql in queries.PEOPLE.items()}
    monkeypatch.setattr(queries, "PEOPLE", few)
    for q in ("tu", "tul"):
        assert {f"tul{i:03}" for i in range(88, 95)} <= set(await _found(viewer, q))


@pytest.mark.parametrize("cursor", ["x", cursors.encode(7, 1, 1), cursors.encode(1, 1), cursors.encode("a", 1, 1)])
async def test_foreign_cursors_are_refused(long_world: World, cursor: str) -> None:
    viewer = await town.person(long_world, f"asker{next(_numbers)}z")
    with pytest.raises(Exception, match="cursor"):
        await service.people(viewer, "bo", cursor)


async def test_searches_read_a_bounded_part_of_their_indexes(long_world: World) -> None:
    viewer = await town.person(long_world, "asker9")
    await database.execute(
        "INSERT INTO search_terms (kind, term, weight, id)"
        " SELECT 1, 'p' || md5(i::text), i % 60, -i FROM generate_series(1, 30000) i"
    )
    await database.execute("INSERT INTO search_words SELECT kind, term FROM search_terms WHERE id < 0")
    await database.execute("ANALYZE search_terms, search_words")
    for typed in ("p", "p1", "p12", "p123", "nobodyatall"):
        args = queries.Kind.PERSON, typed, viewer.user_id, [], ""
        statement = "EXPLAIN (ANALYZE, FORMAT JSON) " + queries.PEOPLE[queries.letters(typed)]
        [[plan]] = await database.fetch(statement, *args)
        assert _most_rows(plan[0]["Plan"]) <= 2 * queries.WEIGHTIEST, plan
    await database.execute("DELETE FROM search_terms WHERE id < 0")


def _most_rows(node: dict[str, object]) -> float:
    """The most rows that any part of the plan has read, those that a filter dropped included."""
    read = node["Actual Rows"] * node["Actual Loops"] + node.get("Rows Removed by Filter", 0)  # type: ignore[operator]
    below = [_most_rows(part) for part in node.get("Plans", [])]  # type: ignore[attr-defined]
    return max([read, *below])


async def _viewer(handle: str) -> Viewer:
    row = await accounts.by_handle(handle)
    return Viewer(row.id, row.handle, row.role, 0)
