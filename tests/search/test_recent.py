"""What somebody has searched for: the last thirty, each once, seen by nobody else."""

import pytest

from server.accounts import service as accounts
from server.kit import database
from shared.limits import QUERY_MAX, RECENT_SEARCHES_MAX
from shared.problems import ApiError
from tests.gazetteer import KYOTO
from tests.world import Person, World


async def _listed(person: Person) -> list[str]:
    items = (await person.recent_searches()).items
    return [
        s.person.handle if s.person else s.hashtag.tag if s.hashtag else s.place.name if s.place else s.words
        for s in items
    ]


async def test_the_last_one_stands_first_and_each_once(long_world: World) -> None:
    ann, ben = await long_world.person("ann1"), await long_world.person("ben1")
    for kind, value in (("words", "old doors"), ("person", "Ben1"), ("hashtag", "#Doors"), ("place", KYOTO)):
        await ann.note_search(kind, value)  # type: ignore[arg-type]
    assert await _listed(ann) == ["Kyoto", "doors", "ben1", "old doors"]
    await ann.note_search("person", "ben1")
    assert await _listed(ann) == ["ben1", "Kyoto", "doors", "old doors"]
    items = (await ann.recent_searches()).items
    await ann.forget_search(items[1].id)
    await ann.forget_search(items[1].id)
    await ben.forget_search(items[0].id)
    assert await _listed(ann) == ["ben1", "doors", "old doors"]
    assert await _listed(ben) == []
    await ann.forget_searches()
    assert await _listed(ann) == []


async def test_no_more_than_thirty_are_kept(long_world: World) -> None:
    ann = await long_world.person("ann2")
    for number in range(RECENT_SEARCHES_MAX + 3):
        await ann.note_search("words", f"words {number}")
    assert await _listed(ann) == [f"words {n}" for n in range(RECENT_SEARCHES_MAX + 2, 2, -1)]


async def test_whoever_has_become_invisible_is_not_shown(long_world: World) -> None:
    ann, ben, cem, dora = [await long_world.person(f"{name}3") for name in ("ann", "ben", "cem", "dora")]
    for person in (ben, cem, dora):
        await ann.note_search("person", person.handle)
    await ben.block("ann3")
    await ann.block("cem3")
    async with database.transaction():
        await accounts.suspend(dora.user_id)
    assert await _listed(ann) == []
    for handle in ("ben3", "cem3", "dora3", "nobody3"):
        with pytest.raises(ApiError) as refusal:
            await ann.note_search("person", handle)
        assert (refusal.value.status, refusal.value.type) == (404, "/problems/person-not-found")


@pytest.mark.parametrize(
    ("kind", "value", "status"),
    [
        ("place", "17", 404),
        ("place", "x", 404),
        ("hashtag", "no tag", 404),
        ("words", " ", 404),
        ("words", "a\0b", 422),
        ("words", "x" * (QUERY_MAX + 1), 422),
        ("person", "\0", 422),
        ("elsewhere", "x", 422),
    ],
)
async def test_what_cannot_be_searched_for_is_not_noted(long_world: World, kind: str, value: str, status: int) -> None:
    ann = await long_world.person(f"ann{abs(hash((kind, value))) % 10**9}")
    answer = await long_world.http("POST", "/api/v1/search/recent", ann, json={"kind": kind, "value": value})
    assert answer.status_code == status
    assert await _listed(ann) == []
