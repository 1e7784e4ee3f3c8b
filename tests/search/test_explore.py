"""Explore: posts of strangers, the best of them first, never twice and never too many of one."""

from collections import Counter

import pytest

from server.kit import database
from server.kit.viewer import Viewer
from server.search import explore
from server.search.indexing.queries import warm_posts
from shared.accounts import ProfileChange
from tests.search import town
from tests.world import World


async def _pages(viewer: Viewer) -> list[list[int]]:
    found = []
    cursor = None
    while True:
        page = await explore.page(viewer, cursor)
        found.append([int(post.id) for post in page.items])
        cursor = page.cursor
        if cursor is None:
            return found


async def _authors(post_ids: list[int]) -> Counter[int]:
    rows = await database.fetch("SELECT author_id FROM posts WHERE id = ANY($1::bigint[])", post_ids)
    return Counter(row["author_id"] for row in rows)


@pytest.fixture(scope="module")
async def many(long_world: World) -> list[int]:
    """Ninety posts of fifteen authors."""
    authors = [await town.person(long_world, f"many{n}") for n in range(15)]
    made = [await town.post(author, "a view") for _ in range(6) for author in authors]
    await long_world.relay()
    return made


async def test_everything_comes_once_and_two_of_an_author_on_a_page(long_world: World, many: list[int]) -> None:
    viewer = await town.person(long_world, "explorer1")
    pages = await _pages(viewer)
    shown = [post_id for page in pages for post_id in page]
    assert len(shown) == len(set(shown)) and set(many) <= set(shown)
    assert len(pages[0]) == 30
    for page in pages:
        assert max((await _authors(page)).values(), default=0) <= explore.OF_ONE_AUTHOR


async def test_nothing_comes_twice_while_posts_are_liked_and_made(long_world: World, many: list[int]) -> None:
    viewer, author = await town.person(long_world, "explorer2"), await town.person(long_world, "busy2")
    first = await explore.page(viewer, None)
    for post in first.items[:5]:
        await town.like(viewer, Viewer(int(post.author.id), "", "person", 0), int(post.id))
    await town.post(author, "while you were looking")
    await long_world.relay()
    second = await explore.page(viewer, first.cursor)
    assert second.items and not {post.id for post in first.items} & {post.id for post in second.items}


@pytest.mark.parametrize("lost", ["SET", "GET"])
async def test_without_valkey_it_goes_on_and_repeats_nothing(
    long_world: World, many: list[int], monkeypatch: pytest.MonkeyPatch, lost: str
) -> None:
    viewer = await town.person(long_world, f"explorer3{lost.lower()}")

    class Deaf:
        async def run(self, *commands: tuple[str, ...]) -> None:
            raise OSError("away")

    whole = explore.resources.pipe
    if lost == "SET":
        monkeypatch.setattr(explore, "resources", type("R", (), {"pipe": Deaf}))
    first = await explore.page(viewer, None)
    monkeypatch.setattr(explore, "resources", type("R", (), {"pipe": Deaf}))
    second = await explore.page(viewer, first.cursor) if first.cursor else None
    assert first.items
    if lost == "SET":
        assert second and second.items
    assert not second or not {post.id for post in first.items} & {post.id for post in second.items}
    assert whole is not Deaf


async def test_only_open_posts_of_people_one_does_not_know(long_world: World, many: list[int]) -> None:
    viewer = await town.person(long_world, "explorer4")
    names = ("followed", "muted", "blocked", "blocker", "private", "open")
    people = {name: await town.person(long_world, f"{name}4") for name in names}
    made = {name: await town.post(person, "a look") for name, person in people.items()}
    made["closed"] = await town.post(people["open"], "for friends", followers_only=True)
    made["own"] = await town.post(viewer, "mine")
    await town.change(people["private"], ProfileChange(private=True))
    await town.follow(viewer, people["followed"])
    await town.block(viewer, people["blocked"])
    await town.block(people["blocker"], viewer)
    await database.execute(
        "INSERT INTO mutes (user_id, other_id) VALUES ($1, $2)", viewer.user_id, people["muted"].user_id
    )
    await long_world.relay()
    shown = {post_id for page in await _pages(viewer) for post_id in page}
    assert {name for name, post_id in made.items() if post_id in shown} == {"open"}


async def test_what_one_has_liked_before_and_what_others_like_goes_first(long_world: World, many: list[int]) -> None:
    viewer, fan = await town.person(long_world, "explorer5"), await town.person(long_world, "fan5")
    liked, other, popular = [await town.person(long_world, f"{n}5") for n in ("liked", "other", "popular")]
    before = await town.post(liked, "#marsh birds")
    await long_world.relay()
    await town.like(viewer, liked, before)
    new, plain, tagged = [
        await town.post(liked, "more"), await town.post(other, "plain"), await town.post(other, "#marsh")
    ]  # fmt: skip
    loved = await town.post(popular, "loved by all")
    for person in (fan, liked, other):
        await town.like(person, popular, loved)
    await long_world.relay()
    await warm_posts([loved])
    order = [post_id for page in await _pages(viewer) for post_id in page]
    assert order.index(loved) < order.index(plain)
    assert order.index(new) < order.index(plain)
    assert order.index(tagged) < order.index(plain)


@pytest.mark.parametrize("cursor", ["x", "kQE", "lqYxMjM0NTYBAgMEBQ" * 3])
async def test_foreign_cursors_are_refused(long_world: World, cursor: str) -> None:
    viewer = await town.person(long_world, f"explorer{abs(hash(cursor)) % 10**9}")
    with pytest.raises(Exception, match="cursor"):
        await explore.page(viewer, cursor)
