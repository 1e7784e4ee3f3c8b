"""Pages after the first: cut from the snapshot of one order, whatever has become of it."""

from collections.abc import Sequence

import pytest

from server.feed import counting
from server.feed.home import copies, places, snapshot
from server.feed.home.places import BELOW_SNAPSHOT, BY_TIME, IN_SNAPSHOT, Place
from server.feed.log import service as log
from server.kit import cursors, database, ids, resources
from server.kit.problems import Invalid
from server.kit.viewer import Viewer
from shared.engagement import Hide
from shared.feed import FeedEvent, FeedEvents, HomePage
from tests.feed.reading import ids_of, read_home, read_on
from tests.feed.test_home import hide, prefer, valkey_away
from tests.search import town
from tests.world import World


async def lose_snapshots() -> None:
    """Nowhere are they any more, as after a crash of both engines."""
    await copies.settle()
    await resources.data().flushall()
    await database.execute("TRUNCATE home_snapshots")


async def tell_seen(viewer: Viewer, page: HomePage) -> None:
    """What an app tells of a page that was looked at."""
    if page.snapshot and page.items:
        seen = [FeedEvent(post_id=item.post.id, kind="seen", snapshot=page.snapshot) for item in page.items]
        async with database.transaction():
            await log.record(viewer, FeedEvents(events=seen))


async def followed(world: World, count: int) -> tuple[Viewer, Viewer, list[int]]:
    """A reader without suggestions, somebody followed, and that one's posts."""
    reader, author = await world.newcomer(), await world.newcomer()
    await prefer(reader, suggested=False)
    await town.follow(reader, author)
    made = [await world.quick_post(author.user_id) for _ in range(count)]
    await world.drain()
    return reader, author, made


async def test_pages_go_on_after_valkey_lost_everything(long_world: World) -> None:
    reader, _, made = await followed(long_world, 9)
    first = await read_home(reader, limit=3)
    expected = ids_of(await read_on(reader, first, limit=3))
    before = (await counting.totals()).get("fallbacks:snapshot", 0)
    await copies.settle()
    await resources.data().flushall()
    assert ids_of(await read_on(reader, first, limit=3)) == expected
    assert sorted(ids_of(first.items) + expected) == made
    assert (await counting.totals())["fallbacks:snapshot"] == before + 1, "once; it is back in Valkey then"


async def test_pages_go_on_while_valkey_is_away(long_world: World) -> None:
    reader, _, _ = await followed(long_world, 9)
    first = await read_home(reader, limit=3)
    expected = ids_of(await read_on(reader, first, limit=3))
    await copies.settle()
    with valkey_away():
        assert ids_of(await read_on(reader, first, limit=3)) == expected


async def test_a_reading_that_is_nowhere_goes_on_without_what_was_seen(long_world: World) -> None:
    reader, author, made = await followed(long_world, 9)
    first = await read_home(reader, limit=3)
    await tell_seen(reader, first)
    await lose_snapshots()
    late = await long_world.quick_post(author.user_id)
    await long_world.drain()
    second = await read_home(reader, first.cursor, limit=3)
    again = await read_home(reader, first.cursor, limit=3)
    assert (ids_of(again.items), again.cursor) == (ids_of(second.items), second.cursor)
    assert second.snapshot == first.snapshot
    shown = ids_of(first.items + second.items + await read_on(reader, second, limit=3))
    assert sorted(shown) == made
    assert late not in shown


async def test_a_reading_that_is_nowhere_while_valkey_is_away_goes_on_by_time(long_world: World) -> None:
    reader, _, made = await followed(long_world, 9)
    first = await read_home(reader, limit=3)
    await tell_seen(reader, first)
    await lose_snapshots()
    with valkey_away():
        second = await read_home(reader, first.cursor, limit=3)
    assert second.ranker == "newest"
    rest = await read_on(reader, second, limit=3)
    left = [post for post in made[::-1] if post not in ids_of(first.items)]
    assert ids_of(second.items + rest) == left


async def test_show_less_like_this_changes_what_comes_next_and_nothing_above(long_world: World) -> None:
    # Three authors: of two in turns the order could not change, for no two posts in a row are by one.
    reader, *authors = [await long_world.newcomer() for _ in range(4)]
    await prefer(reader, suggested=False)
    await town.follow(reader, *authors)
    posts = {await town.post(authors[turn % 3], f"#bellows{turn % 3}"): authors[turn % 3] for turn in range(18)}
    await long_world.drain()
    first = await read_home(reader, limit=2)
    before = await snapshot.load(reader.user_id, int(first.snapshot or 0))
    assert before is not None
    unread = before.post_ids()[2:].tolist()
    told = int(first.items[0].post.id)
    await hide(reader, told, Hide(why="not-interested"))
    second = await read_home(reader, first.cursor, limit=3)
    after = await snapshot.load(reader.user_id, int(first.snapshot or 0))
    assert after is not None
    assert after.ranked > before.ranked
    assert after.posts[:16] == before.posts[:16]
    rest = ids_of(second.items + await read_on(reader, second, limit=3))
    assert sorted(rest) == sorted(unread)
    less = {post for post in unread if posts[post] is posts[told]}
    assert sum(map(rest.index, less)) > sum(map(unread.index, less))


async def test_a_reading_can_be_read_again_from_its_beginning(long_world: World) -> None:
    reader, author, _ = await followed(long_world, 9)
    first = await read_home(reader, limit=3)
    rest = await read_on(reader, first, limit=3)
    late = await long_world.quick_post(author.user_id)
    await long_world.drain()
    await snapshot.outdate(reader.user_id)
    again = await read_home(reader, limit=3, snapshot=first.snapshot)
    assert again == first
    assert await read_on(reader, again, limit=3) == rest, "what was read already stays as it was"
    await lose_snapshots()
    anew = await read_home(reader, limit=3, snapshot=first.snapshot)
    assert anew.snapshot != first.snapshot
    assert late in ids_of(anew.items + await read_on(reader, anew, limit=3))


async def test_a_hidden_post_alone_is_gone_from_the_next_page(long_world: World) -> None:
    reader, _, _ = await followed(long_world, 6)
    first = await read_home(reader, limit=2)
    unread = ids_of(await read_on(reader, first, limit=2))
    await hide(reader, unread[1])
    assert ids_of(await read_on(reader, first, limit=2)) == [unread[0], *unread[2:]]


async def test_only_the_last_readings_are_kept(long_world: World) -> None:
    reader, _, _ = await followed(long_world, 4)
    made = [await read_home(reader, limit=2) for _ in range(5)]
    await copies.settle()
    other = await read_home(reader, limit=2)
    await copies.settle()
    rows = await database.fetch("SELECT id FROM home_snapshots WHERE user_id = $1 ORDER BY id", reader.user_id)
    kept = [str(row["id"]) for row in rows]
    assert kept == [page.snapshot for page in [*made, other]][-copies.KEPT :]


async def test_nobody_reads_on_in_the_reading_of_another(long_world: World) -> None:
    reader, _, _ = await followed(long_world, 6)
    stranger = await long_world.newcomer()
    await prefer(stranger, suggested=False)
    first = await read_home(reader, limit=2)
    page = await read_home(stranger, first.cursor, limit=2)
    assert page.items == []
    assert await snapshot.load(stranger.user_id, int(first.snapshot or 0)) is None or page.cursor is None


CURSORS: Sequence[str] = [
    "nonsense",
    cursors.encode(1),
    cursors.encode("a", 1, 1),
    places.encode(Place(7, 1, 1)),
    places.encode(Place(IN_SNAPSHOT, 0, 1)),
    places.encode(Place(IN_SNAPSHOT, -1, 1)),
    places.encode(Place(IN_SNAPSHOT, 1, -1)),
    places.encode(Place(IN_SNAPSHOT, 1, places.PLACES_MAX + 1)),
    places.encode(Place(IN_SNAPSHOT, cursors.BIGINT_MAX, 1)),
    places.encode(Place(BELOW_SNAPSHOT, 1, -5)),
    places.encode(Place(BY_TIME, 0, -5)),
]


@pytest.mark.parametrize("cursor", CURSORS)
async def test_cursors_that_are_not_ours_are_refused(long_world: World, cursor: str) -> None:
    reader = await long_world.newcomer()
    with pytest.raises(Invalid):
        await read_home(reader, cursor)


@pytest.mark.parametrize("kind", [IN_SNAPSHOT, BELOW_SNAPSHOT, BY_TIME])
async def test_places_that_never_were_do_no_harm(long_world: World, kind: int) -> None:
    reader, _, made = await followed(long_world, 3)
    for at in (0, 1, places.PLACES_MAX):
        page = await read_home(reader, places.encode(Place(kind, ids.new_id(), at)), limit=2)
        assert set(ids_of(page.items + await read_on(reader, page))) <= set(made)


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=-1", "limit=101", "limit=x", "device=fridge", "snapshot=-1", f"snapshot={2**63}", "cursor="],
)
async def test_what_cannot_be_asked_is_refused(long_world: World, query: str) -> None:
    person = await long_world.person(f"asker{ids.new_id()}")
    answer = await long_world.http("GET", f"/api/v1/feed/home?{query}", person)
    assert answer.status_code in (400, 422), answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")
