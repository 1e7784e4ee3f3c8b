"""Posts by the words of their captions."""

from datetime import UTC, datetime, timedelta

from server.kit import database, ids
from server.kit.viewer import Viewer
from server.search import captions, service
from server.search.indexing.posts import index_posts
from server.search.indexing.queries import warm_posts
from shared.accounts import ProfileChange
from shared.posts import PostChange
from tests.search import town
from tests.world import World


async def _found(viewer: Viewer, q: str) -> list[int]:
    return [int(post.id) for post in (await service.posts(viewer, q, None)).items]


async def test_all_words_must_be_there_in_whatever_script(long_world: World) -> None:
    author, reader = await town.person(long_world, "writer1"), await town.person(long_world, "reader1")
    post = await town.post(
        author, "Wolkenbänke über dem Kjærgård,\nDON'T wait — 雨の東京タワー, غيوم بيضاء 🌧️ #Regenlicht"
    )
    await long_world.relay()
    found = (
        "wolkenbanke",
        "WOLKENBÄNKE kjaergard",
        "don't",
        "regenlicht",
        "#Regenlicht",
        "雨",
        "東京タワー",
        "غيوم",
        "🌧",
        "🌧️",
    )
    for q in found:
        assert await _found(reader, q) == [post], q
    for q in (
        "wolkenbänke sonne",
        "wolken",
        "京東",
        "🌤",
        "",
        "'",
        "\\",
        "a & | ! b",
        "<->",
        "\u02bc",
        "ŉ",
        ":*",
        "/w46",
    ):
        assert await _found(reader, q) == [], q


async def test_an_edit_and_a_deletion_are_found_at_once(long_world: World) -> None:
    author = await town.person(long_world, "writer2")
    post = await town.post(author, "firstthought")
    await long_world.relay()
    await town.edit(author, post, PostChange(caption="secondthought"))
    await long_world.relay()
    assert (await _found(author, "firstthought"), await _found(author, "secondthought")) == ([], [post])
    await town.delete(author, post)
    assert await _found(author, "secondthought") == []


async def test_each_viewer_finds_what_they_may_see(long_world: World) -> None:
    names = ("writer", "stranger", "follower", "blocked", "blocker")
    author, stranger, follower, blocked, blocker = [await town.person(long_world, f"{n}3") for n in names]
    await town.follow(follower, author)
    opened = await town.post(author, "quietword")
    closed = await town.post(author, "quietword", followers_only=True)
    await town.block(author, blocked)
    await town.block(blocker, author)
    await long_world.relay()
    assert sorted(await _found(author, "quietword")) == sorted(await _found(follower, "quietword")) == [opened, closed]
    assert await _found(stranger, "quietword") == [opened]
    assert await _found(blocked, "quietword") == await _found(blocker, "quietword") == []
    await town.change(author, ProfileChange(private=True))
    assert (await _found(stranger, "quietword"), len(await _found(follower, "quietword"))) == ([], 2)


async def test_what_moved_people_goes_first_and_old_posts_are_found_too(long_world: World) -> None:
    author, fan = await town.person(long_world, "writer4"), await town.person(long_world, "fan4")
    old = ids.at(datetime.now(UTC) - timedelta(days=200))
    await database.execute(
        "INSERT INTO posts (author_id, id, draft_id, state, caption, published_at)"
        " VALUES ($1, $2, $2, 'published', 'longword', now())",
        author.user_id,
        old,
    )
    async with database.transaction():
        await index_posts([old])
    liked, plain = [await town.post(author, "longword again") for _ in range(2)]
    await long_world.relay()
    await town.like(fan, author, liked)
    await warm_posts([liked])
    ranked = [row["post_id"] for row in sorted(await captions._ranked(fan, ["longword"]), key=lambda r: -r["score"])]
    assert ranked == [liked, plain, old]
    assert await _found(fan, "longword") == [liked, plain]  # the oldest has no picture to show


async def test_pages_have_no_gaps(long_world: World) -> None:
    author, reader = await town.person(long_world, "writer5"), await town.person(long_world, "reader5")
    mine = {await town.post(author, f"manytimes {'word ' * (n % 5)}") for n in range(65)}
    await long_world.relay()
    found: list[int] = []
    cursor = None
    while True:
        page = await service.posts(reader, "manytimes", cursor)
        found += [int(post.id) for post in page.items]
        cursor = page.cursor
        if cursor is None:
            break
    assert len(found) == 65 and set(found) == mine


async def test_a_post_that_one_hides_is_not_found(long_world: World) -> None:
    author, reader = await long_world.person("writer6"), await long_world.person("reader6")
    post = await long_world.quick_post(author.user_id, "hideme #hideme")
    await long_world.relay()
    assert len((await reader.search_posts("hideme")).items) == len((await reader.hashtag_posts("hideme")).items) == 1
    await reader.hide_post(str(post))
    assert (await reader.search_posts("hideme")).items == (await reader.hashtag_posts("hideme")).items == []
