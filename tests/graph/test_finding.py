"""Looking for somebody in a list of followers, and followers in common."""

import pytest

from server.accounts import queries as accounts
from server.graph import queries
from server.graph import service as graph
from server.graph.lists import finding, mutuals, people
from server.graph.lists.queries import LAST
from server.kit import database
from server.kit.text import search_key
from shared.accounts import ProfileChange
from shared.graph import Mutuals
from shared.problems import ApiError
from tests.world import World

NAMES = ["Zoë Ångström", "Ana-María Pérez", "李小龙", "Ömer Ali", "Zoltan 100% Real", "مريم علي", "Zo 🌸 Flower", "x_y"]


async def town(people: list[str]) -> list[int]:
    """So many accounts with these names, straight into the table. Returns their ids."""
    rows = [(1000 + i, f"n{i:03}", name, search_key(name)) for i, name in enumerate(people)]
    for user_id, handle, _, key in rows:
        await accounts.set_words(user_id, {handle, *key.split()})
    await database.executemany(
        "INSERT INTO users (id, handle, skeleton, name, name_key, password_hash) VALUES ($1, $2, $2, $3, $4, '')", rows
    )
    return [row[0] for row in rows]


async def all_follow(user_id: int, ids: list[int]) -> None:
    for one in ids:
        await follow(one, user_id)


async def follow(user_id: int, other_id: int) -> None:
    await queries.set_tie(user_id, other_id, "following")


@pytest.mark.parametrize("examined", [5_000, 2])
@pytest.mark.parametrize("candidates", [5_000, 2])
async def test_followers_are_found_by_handle_and_by_any_word_of_their_name(
    world: World, monkeypatch: pytest.MonkeyPatch, examined: int, candidates: int
) -> None:
    monkeypatch.setattr(finding, "EXAMINED", examined)
    monkeypatch.setattr(finding, "GLANCED", min(examined, 3))
    monkeypatch.setattr(finding, "CANDIDATES", candidates)
    ann = await world.newcomer()
    await all_follow(ann.user_id, await town(NAMES))

    async def found(q: str, read: str = "followers") -> list[str]:
        names, cursor = [], None
        while True:
            page = await getattr(people, read)(ann, ann.handle, cursor, q)
            names += [person.author.name for person in page.items]
            cursor = page.cursor
            if cursor is None:
                return names

    assert await found("zo") == ["Zo 🌸 Flower", "Zoltan 100% Real", "Zoë Ångström"]
    assert await found("ZOE") == ["Zoë Ångström"]
    assert await found("angs") == ["Zoë Ångström"] == await found("zoë å")
    assert await found("per") == ["Ana-María Pérez"]
    assert await found("李小") == ["李小龙"]
    assert await found("علي") == ["مريم علي"]
    assert await found("🌸") == ["Zo 🌸 Flower"]
    assert await found("@n003") == ["Ömer Ali"] == await found("N003")
    assert await found("100%") == ["Zoltan 100% Real"]
    assert await found("x_y") == ["x_y"] and await found("x%") == [] == await found("xay")
    assert await found("\u0301") == []
    assert len(await found(" @ ")) == len(NAMES)
    assert await found("zo", "following") == []


async def test_a_search_in_a_list_is_paged_without_gap_or_repetition(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = await world.person("ann")
    ids = await town([f"{'Kim' if n % 2 else 'Lee'} {n}" for n in range(150)])
    await all_follow(ann.user_id, ids)
    wanted = [f"n{n:03}" for n in range(149, 0, -2)]
    for examined, candidates in ((5_000, 5_000), (40, 5_000), (40, 10), (7, 10)):
        monkeypatch.setattr(finding, "EXAMINED", examined)
        monkeypatch.setattr(finding, "GLANCED", min(examined, 20))
        monkeypatch.setattr(finding, "CANDIDATES", candidates)
        shown = [p.author.handle async for p in ann.every(lambda cursor: ann.followers("ann", cursor, "kim"))]
        assert shown == wanted


async def test_looking_for_somebody_shows_nobody_whom_the_list_hides(world: World) -> None:
    ann, bob, carol = [await world.person(handle) for handle in ("ann", "bob", "carol")]
    await bob.follow("ann")
    await carol.follow("ann")
    await carol.block("bob")
    assert [p.author.handle for p in (await bob.followers("ann", q="c")).items] == []
    assert [p.author.handle for p in (await ann.followers("ann", q="c")).items] == ["carol"]
    answer = await world.http("GET", "/api/v1/people/ann/followers", ann, params={"q": "nul\0"})
    assert answer.status_code == 422 and answer.json()["fields"].keys() == {"q"}


async def test_mutuals_are_followers_whom_the_viewer_follows_closest_first(world: World) -> None:
    ann, bob, carol, dora, emil = [await world.person(handle) for handle in ("ann", "bob", "carol", "dora", "emil")]
    star = await world.person("star", private=True)
    for person in (bob, carol, dora, emil):
        await ann.follow(person.handle)
        await person.follow("star")
        await star.accept_request(person.handle)
    assert [p.author.handle async for p in ann.every(lambda c: ann.mutuals("star", c))] == [
        "emil",
        "dora",
        "carol",
        "bob",
    ]
    await carol.follow("ann")
    await ann.add_close_friend("bob")
    found = (await ann.profile("star")).mutuals
    assert ([person.handle for person in found.people], found.others) == (["bob", "carol"], 2)
    await dora.block("ann")
    found = (await ann.profile("star")).mutuals
    assert ([person.handle for person in found.people], found.others) == (["bob", "carol"], 1)
    assert (await star.profile("star")).mutuals == Mutuals() == (await star.profile("ann")).mutuals
    assert (await ann.mutuals("ann")).items == []
    await star.block("ann")
    with pytest.raises(ApiError) as refusal:
        await ann.mutuals("star")
    assert refusal.value.status == 404


async def test_mutuals_are_counted_so_far_and_asked_of_many_at_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mutuals, "COUNTED", 5)
    viewer, star, other = await world.newcomer(), await world.newcomer(), await world.newcomer()
    ids = await town(["A"] * 12)
    await all_follow(star.user_id, ids)
    await follow(ids[3], other.user_id)
    for one in ids:
        await follow(viewer.user_id, one)
    found = await mutuals.of(viewer.user_id, [star.user_id, other.user_id, viewer.user_id], (), follows=100)
    assert found[star.user_id].others == 5 and len(found[star.user_id].people) == 2
    assert [person.handle for person in found[other.user_id].people] == ["n003"] and found[other.user_id].others == 0
    assert viewer.user_id not in found
    assert await mutuals.of(viewer.user_id, [star.user_id], (), follows=0) == {}
    assert (await graph.profile(viewer, star.handle)).mutuals.others == 5


async def test_somebody_is_found_by_the_name_they_have_now(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "GLANCED", 1)
    ann, bob, carol = [await world.person(handle) for handle in ("ann", "bob", "carol")]
    for person in (carol, bob):
        await person.follow("ann")
        await person.change_profile(ProfileChange(name="Robin Östlund"))

    async def found(q: str) -> list[str]:
        return [p.author.handle for p in (await ann.followers("ann", q=q)).items]

    assert await found("ost") == ["bob", "carol"] == await found("robin o")
    await carol.change_profile(ProfileChange(name="Robin Westerberg"))
    assert await found("ost") == ["bob"] and await found("rob") == ["bob", "carol"]
    assert await found("west") == ["carol"] == await found("caro") == await found("robin west")


@pytest.mark.parametrize(
    ("q", "between"),
    [
        ("an", ("an", "an" + LAST)),
        ("anna be", ("anna", "anna")),
        ("anna bergc", ("bergc", "bergc" + LAST)),
        ("de la cruz", ("cruz", "cruz" + LAST)),
    ],
)
def test_candidates_are_looked_for_by_the_longest_word(q: str, between: tuple[str, str]) -> None:
    wanted = finding.prefix(q)
    assert wanted and wanted.word == between


async def test_mutuals_are_neither_suspended_nor_still_asking(world: World) -> None:
    ann, bob, carol, dora, star = [await world.newcomer(handle) for handle in ("ann", "bob", "carol", "dora", "star")]
    for one in (bob, carol, dora):
        await follow(ann.user_id, one.user_id)
    await queries.set_tie(ann.user_id, star.user_id, "requested")
    await follow(bob.user_id, star.user_id)
    await follow(carol.user_id, star.user_id)
    await queries.set_tie(dora.user_id, star.user_id, "requested")
    await queries.set_tie(carol.user_id, ann.user_id, "requested")
    shown = (await graph.profile(ann, "star")).mutuals
    assert ([person.handle for person in shown.people], shown.others) == (["carol", "bob"], 0)
    await follow(bob.user_id, ann.user_id)
    assert [person.handle for person in (await graph.profile(ann, "star")).mutuals.people] == ["bob", "carol"]
    await database.execute("UPDATE users SET state = 'suspended' WHERE handle = 'bob'")
    assert [person.handle for person in (await graph.profile(ann, "star")).mutuals.people] == ["carol"]


async def test_small_audiences_are_counted_at_once_and_large_ones_now_and_then(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graph, "EXACT_BELOW", 3)
    star = await world.newcomer("star")
    fans = await town(["Fan"] * 7)

    async def shown() -> int:
        return (await graph.profile(None, "star")).followers

    await all_follow(star.user_id, fans[:2])
    assert await shown() == 2
    await all_follow(star.user_id, fans[2:])
    assert await shown() == 3
    await graph.count_reach([star.user_id])
    assert await shown() == 7
    await queries.drop_tie(fans[0], star.user_id)
    assert await shown() == 7
    await database.execute("UPDATE reach SET followers = 5")
    for one in fans[1:5]:
        await queries.drop_tie(one, star.user_id)
    assert await shown() == 2
