"""Hashtags: found by name, counted for everybody, paged for each viewer, rising and falling."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from server.accounts import service as accounts
from server.kit import database, ids
from server.kit.problems import NotFound
from server.kit.viewer import Viewer
from server.search import service, topics
from server.search.indexing.posts import index_posts
from server.search.indexing.queries import warm_posts
from shared.accounts import ProfileChange
from shared.posts import PostChange
from shared.search import Order
from tests.search import town
from tests.world import World

_numbers = itertools.count(1)


async def _found(q: str) -> list[str]:
    return [found.tag for found in (await service.hashtags(q)).items]


async def _posts(viewer: Viewer, tag: str, order: Order = "recent") -> list[int]:
    return [int(post.id) for post in (await service.hashtag_posts(viewer, tag, order, None)).items]


async def _count(tag: str) -> int:
    return (await topics.hashtag(tag)).posts


async def test_hashtags_are_found_by_beginning_typo_and_without_accents(long_world: World) -> None:
    author = await town.person(long_world, "tagger1")
    await town.post(author, "#Harbourlight at #łódźnocą, #東京夜景 and #Straße #💡lamp")
    await long_world.relay()
    for q in ("harb", "#HARB", "harbourlight", "harbuorlight", "harbourligt", "harborlight"):
        assert await _found(q) == ["Harbourlight"], q
    assert await _found("lodzno") == ["łódźnocą"]
    assert (await _found("strasse"), await _found("STRASSE")) == (["Straße"], ["Straße"])
    assert (await _found("東京"), await _found("夜景")) == (["東京夜景"], ["東京夜景"])
    for q in ("", "#", "%", "_", "\\", "qqqqqqq"):
        assert await _found(q) == [], q


async def test_the_tag_as_typed_goes_first_and_then_the_most_used(long_world: World) -> None:
    author = await town.person(long_world, "tagger2")
    for tags in ("#kite #kitesurf", "#kitesurf #kitefest", "#kitesurf"):
        await town.post(author, tags)
    await long_world.relay()
    assert await _found("kite") == ["kite", "kitesurf", "kitefest"]
    assert [h.tag for h in (await service.found(author, "#kite")).hashtags] == ["kite", "kitesurf", "kitefest"]
    assert (await service.found(author, "@kite")).hashtags == []


async def test_counts_follow_every_change_of_what_everybody_may_see(long_world: World) -> None:
    author, tag = await town.person(long_world, "tagger3"), "countme"
    first = await town.post(author, f"#{tag} and #{tag}")
    second = await town.post(author, f"again #{tag}")
    await town.post(author, f"#{tag}", followers_only=True)
    await long_world.drain()
    assert await _count(tag) == 2
    await town.edit(author, first, PostChange(caption="no tag any more"))
    await long_world.drain()
    assert await _count(tag) == 1
    await town.change(author, ProfileChange(private=True))
    await long_world.drain()
    assert (await _count(tag), await _found(tag)) == (0, [])
    await town.change(author, ProfileChange(private=False))
    await long_world.drain()
    assert (await _count(tag), await _found(tag)) == (1, [tag])
    async with database.transaction():
        await accounts.suspend(author.user_id)
    await long_world.drain()
    assert await _count(tag) == 0
    async with database.transaction():
        await accounts.restore(author.user_id)
    await long_world.drain()
    assert await _count(tag) == 1
    await town.delete(author, second)
    await long_world.drain()
    assert await _count(tag) == 0
    assert await _count("countme") == (await topics.hashtag("nobodyeverwrotethis")).posts


async def test_indexing_the_same_again_counts_nothing_twice(long_world: World) -> None:
    author = await town.person(long_world, "tagger4")
    post = await town.post(author, "#onlyonce")
    for _ in range(3):
        async with database.transaction():
            await index_posts([post])
    await long_world.drain()
    assert await _count("onlyonce") == 1


@pytest.mark.parametrize("tag", ["no tag", "1", "a-b", "x" * 101, "%", "a/b", "💡"])
async def test_what_cannot_be_a_tag_is_not_found(long_world: World, tag: str) -> None:
    with pytest.raises(NotFound):
        await topics.hashtag(tag)


async def test_each_viewer_sees_what_they_may(long_world: World) -> None:
    names = ("author", "stranger", "follower", "blocked", "blocker")
    author, stranger, follower, blocked, blocker = [await town.person(long_world, f"{n}5") for n in names]
    await town.follow(follower, author)
    open_post = await town.post(author, "#whosees")
    closed_post = await town.post(author, "#whosees", followers_only=True)
    await town.block(author, blocked)
    await town.block(blocker, author)
    await long_world.drain()
    both = [closed_post, open_post]
    for order in ("recent", "top"):
        seen = {v.handle: sorted(await _posts(v, "whosees", order), reverse=True) for v in (author, stranger, follower)}
        assert seen == {"author5": both, "stranger5": [open_post], "follower5": both}
        assert await _posts(blocked, "#WhoSees", order) == await _posts(blocker, "whosees", order) == []
    await town.change(author, ProfileChange(private=True))  # the index has not heard of it yet
    assert (await _posts(stranger, "whosees"), await _posts(follower, "whosees")) == ([], both)
    await long_world.drain()
    assert (await _posts(stranger, "whosees"), await _posts(follower, "whosees")) == ([], both)


async def test_top_is_what_moves_people_and_recent_is_by_time(long_world: World) -> None:
    author, fan, other = [await town.person(long_world, f"{n}6") for n in ("author", "fan", "other")]
    plain, liked, loved = [await town.post(author, f"#loved {n}") for n in range(3)]
    await long_world.relay()
    await town.like(fan, author, liked, loved)
    await town.like(other, author, loved)
    await warm_posts([plain, liked, loved])
    assert await _posts(fan, "loved", "top") == [loved, liked, plain]
    assert await _posts(fan, "loved", "recent") == [loved, liked, plain]
    newest = await town.post(author, "#loved at last")
    await long_world.relay()
    assert (await _posts(fan, "loved", "top"))[:2] == [loved, liked]
    assert (await _posts(fan, "loved", "recent"))[0] == newest


@pytest.mark.parametrize("order", ["top", "recent"])
async def test_pages_have_no_gaps_though_most_posts_are_hidden(long_world: World, order: Order) -> None:
    viewer, seen, hidden = [await town.person(long_world, f"{n}7{order}") for n in ("viewer", "seen", "hidden")]
    tag = f"paged{order}"
    mine = {await town.post(seen if n % 3 else hidden, f"#{tag}") for n in range(110)}
    await town.block(viewer, hidden)
    await long_world.relay()
    found: list[int] = []
    cursor = None
    while True:
        page = await service.hashtag_posts(viewer, tag, order, cursor)
        found += [int(post.id) for post in page.items]
        cursor = page.cursor
        if cursor is None:
            break
    assert len(found) == len(set(found)) == 73
    assert set(found) <= mine


async def test_a_tag_rises_by_people_and_not_by_posts(long_world: World) -> None:
    spammer, *people = [await town.person(long_world, f"riser{n}") for n in range(4)]
    for _ in range(12):
        await town.post(spammer, "#spammed")
    for person in people:
        await town.post(person, "#beloved")
    await long_world.relay()
    order = [h.tag for h in (await service.trending()).items]
    assert order.index("beloved") < order.index("spammed")


async def test_a_tag_of_last_week_has_fallen_below_one_of_today(long_world: World) -> None:
    async def old_post(author: Viewer, caption: str, days: int) -> None:
        moment = datetime.now(UTC) - timedelta(days=days)
        post_id = ids.at(moment) + next(_numbers)
        await database.execute(
            "INSERT INTO posts (author_id, id, draft_id, state, caption, hashtags, published_at)"
            " VALUES ($1, $2, $2, 'published', $3, $4, $5)",
            author.user_id,
            post_id,
            f"#{caption}",
            [caption],
            moment,
        )
        async with database.transaction():
            await index_posts([post_id])

    people = [await town.person(long_world, f"faller{n}") for n in range(9)]
    for person in people[:8]:
        await old_post(person, "lastweek", 7)
    for person in people[:2]:
        await old_post(person, "yesterday", 1)
    for person in people[6:]:
        await old_post(person, "today", 0)
    order = [h.tag for h in (await service.trending()).items]
    ours = [tag for tag in order if tag in ("lastweek", "yesterday", "today")]
    assert ours == ["today", "yesterday", "lastweek"]
