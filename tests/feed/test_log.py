"""What was shown and what came of it: only what the server showed, each once, and counted once."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import msgspec
import numpy as np
import pytest
from asyncpg import Record

from server.feed import counting
from server.feed.log import service, standing
from server.feed.log.kinds import OUTCOMES
from server.feed.ranking.features import SCHEME, WIDTH
from server.graph import service as graph
from server.kit import database, ids, resources
from server.kit.problems import Refused
from server.kit.viewer import Viewer
from server.posts import service as posts
from server.posts.hiding import service as hiding
from shared.engagement import Hide
from shared.feed import FeedEvent, FeedEventKind, FeedEvents
from shared.limits import FEED_EVENTS_MAX
from tests.feed.away import valkey_away
from tests.feed.snapshots import MODEL, made
from tests.world import World


def seen(snapshot: int | str, *post_ids: int) -> list[FeedEvent]:
    return [FeedEvent(post_id=str(post_id), kind="seen", snapshot=str(snapshot)) for post_id in post_ids]


def did(kind: FeedEventKind, snapshot: int, post_id: int, seconds: float = 0) -> FeedEvent:
    return FeedEvent(post_id=str(post_id), kind=kind, snapshot=str(snapshot), seconds=seconds)


def in_following(kind: FeedEventKind, post_id: int) -> FeedEvent:
    return FeedEvent(post_id=str(post_id), kind=kind, surface="following")


async def tell(viewer: Viewer, events: Iterable[FeedEvent], **more: Any) -> None:
    """As the route does: one transaction."""
    async with database.transaction():
        await service.record(viewer, FeedEvents(events=list(events), **more))


async def impressions(viewer: Viewer) -> list[Record]:
    return await database.fetch(
        "SELECT * FROM impressions WHERE user_id = $1 ORDER BY position, post_id", viewer.user_id
    )


async def outcomes(viewer: Viewer) -> list[tuple[int, int, float]]:
    rows = await database.fetch("SELECT * FROM outcomes WHERE user_id = $1 ORDER BY post_id, kind", viewer.user_id)
    return [(row["post_id"], row["kind"], row["amount"]) for row in rows]


async def exposure(post_id: int) -> tuple[int, ...]:
    """Views, dwells, shares, hides."""
    row = await database.fetchrow("SELECT views, dwells, shares, hides FROM exposure WHERE post_id = $1", post_id)
    return tuple(row) if row else (0, 0, 0, 0)


async def test_what_was_seen_is_kept_as_it_was_judged(long_world: World) -> None:
    reader, author = await long_world.newcomer(), await long_world.newcomer()
    shown = [await long_world.quick_post(author.user_id) for _ in range(3)]
    rows = np.random.default_rng(1).normal(size=(3, WIDTH)).astype(np.float32)
    reading = await made(reader.user_id, shown, rows)
    before = datetime.now(UTC)
    await tell(reader, [*seen(reading.id, shown[2], shown[0]), did("dwell", reading.id, shown[2], 6)], device="desktop")
    first, last = await impressions(reader)
    assert [first["post_id"], last["post_id"]] == [shown[0], shown[2]]
    assert (last["position"], last["author_id"], last["model"], last["snapshot_id"]) == (
        2,
        author.user_id,
        MODEL,
        reading.id,
    )
    assert last["score"] == pytest.approx(1 / 3)
    assert (last["surface"], last["device"], last["scheme"], last["source"]) == (0, 1, SCHEME, 0)
    assert np.frombuffer(last["features"], "<f2").tolist() == rows[2].astype("<f2").tolist()
    assert before <= last["shown_at"] <= datetime.now(UTC)
    assert await outcomes(reader) == [(shown[2], OUTCOMES["dwell"], 6)]


async def test_telling_again_changes_nothing_and_the_longest_dwell_stays(long_world: World) -> None:
    reader, author = await long_world.newcomer(), await long_world.newcomer()
    post_id = await long_world.quick_post(author.user_id)
    reading = await made(reader.user_id, [post_id])
    batch = [
        *seen(reading.id, post_id, post_id),
        did("dwell", reading.id, post_id, 5),
        did("dwell", reading.id, post_id, 9),
        did("dwell", reading.id, post_id, 2),
        did("like", reading.id, post_id),
    ]
    await tell(reader, batch)
    once = await impressions(reader), await outcomes(reader)
    assert [amount for _, _, amount in once[1]] == [9, 1]
    await service.fold_exposure()
    counted = await exposure(post_id)
    assert counted == (1, 1, 0, 0)
    await tell(reader, batch)
    await tell(reader, batch[2:3])
    await service.fold_exposure()
    assert (await impressions(reader), await outcomes(reader)) == once
    assert await exposure(post_id) == counted
    await tell(reader, [did("dwell", reading.id, post_id, 30)])
    assert await outcomes(reader) == [(post_id, OUTCOMES["dwell"], 30), (post_id, OUTCOMES["like"], 1)]


async def test_only_what_was_shown_to_the_teller_is_kept(long_world: World) -> None:
    reader, other, author = [await long_world.newcomer() for _ in range(3)]
    shown, elsewhere = [await long_world.quick_post(author.user_id) for _ in range(2)]
    mine, theirs = await made(reader.user_id, [shown]), await made(other.user_id, [shown, elsewhere])
    before = await counting.totals()
    await tell(
        reader,
        [
            *seen(mine.id, elsewhere),
            *seen(theirs.id, shown, elsewhere),
            *seen(ids.new_id(), shown),
            *seen(0, shown),
            did("hide", theirs.id, shown),
            FeedEvent(post_id=str(shown), kind="seen"),
            in_following("seen", shown),
        ],
    )
    assert (await impressions(reader), await outcomes(reader)) == ([], [])
    assert await impressions(other) == []
    after = await counting.totals()
    assert after["events:dropped"] - before.get("events:dropped", 0) == 8
    assert after.get("events:taken", 0) == before.get("events:taken", 0)


async def test_following_tells_of_people_who_are_followed_and_of_nobody_else(long_world: World) -> None:
    reader, followed, stranger, blocking = [await long_world.newcomer() for _ in range(4)]
    closed = await long_world.newcomer(private=True)
    async with database.transaction():
        for author in (followed, blocking):
            await graph.follow(reader, author.handle)
    shown = [await long_world.quick_post(author.user_id) for author in (followed, stranger, blocking, closed)]
    async with database.transaction():
        await graph.block(blocking, reader.handle)
        await hiding.hide(reader, shown[0], Hide())
    await tell(reader, [in_following(kind, post_id) for post_id in shown for kind in ("seen", "hide")])
    [kept] = await impressions(reader)
    assert (kept["post_id"], kept["surface"], kept["features"], kept["position"]) == (shown[0], 1, None, -1)
    assert ids.time_of(kept["snapshot_id"]).time() == datetime.min.time()
    assert await outcomes(reader) == [(shown[0], OUTCOMES["hide"], 1)]


@pytest.mark.parametrize(
    ("post_id", "snapshot"), [("x", None), ("-1", "1"), ("1", "1e3"), ("9" * 19, "1"), ("", "1"), ("1", "\0")]
)
async def test_ids_that_cannot_be_any_are_refused(long_world: World, post_id: str, snapshot: str | None) -> None:
    reader = await long_world.newcomer()
    with pytest.raises(Refused):
        await tell(reader, [FeedEvent(post_id=post_id, kind="seen", snapshot=snapshot)])


async def test_a_batch_is_bounded(long_world: World) -> None:
    reader = await long_world.person("batcher")
    one = {"post_id": "1", "kind": "seen", "snapshot": "1"}
    for events, status in (([one] * FEED_EVENTS_MAX, 204), ([one] * (FEED_EVENTS_MAX + 1), 422), ([], 204)):
        answer = await long_world.http("POST", "/api/v1/feed/events", reader, json={"events": events})
        assert answer.status_code == status, answer.text
    author = await long_world.newcomer()
    post_id = await long_world.quick_post(author.user_id)
    readings = [await made(reader.user_id, [post_id]) for _ in range(standing.READINGS_MAX + 2)]
    await reader.feed_events(FeedEvents(events=[event for one in readings for event in seen(one.id, post_id)]))
    kept = await database.fetchval("SELECT count(*) FROM impressions WHERE user_id = $1", reader.user_id)
    assert kept == standing.READINGS_MAX


async def test_people_are_counted_once_however_often_they_see(long_world: World) -> None:
    author = await long_world.newcomer()
    post_id = await long_world.quick_post(author.user_id)
    readers = [await long_world.newcomer() for _ in range(3)]
    for _ in range(2):
        for reader in readers:
            reading = await made(reader.user_id, [post_id])
            await tell(reader, [*seen(reading.id, post_id), did("dwell", reading.id, post_id, 3.9)])
        await service.fold_exposure()
    assert await exposure(post_id) == (3, 0, 0, 0)
    reading = await made(readers[0].user_id, [post_id])
    for kind in ("share", "save", "hide", "hide"):
        await tell(readers[0], [did(kind, reading.id, post_id), did("dwell", reading.id, post_id, 4)])
    assert await service.fold_exposure() == 3
    assert await service.fold_exposure() == 0
    assert await exposure(post_id) == (3, 1, 1, 1)
    own = await made(author.user_id, [post_id])
    await tell(author, [*seen(own.id, post_id), did("save", own.id, post_id)])
    await service.fold_exposure()
    assert await exposure(post_id) == (3, 1, 1, 1), "authors do not count themselves"


async def test_a_deleted_post_leaves_no_exposure(long_world: World) -> None:
    reader, author = await long_world.newcomer(), await long_world.newcomer()
    gone, going = [await long_world.quick_post(author.user_id) for _ in range(2)]
    reading = await made(reader.user_id, [gone, going])
    await tell(reader, seen(reading.id, gone))
    await service.fold_exposure()
    await tell(reader, seen(reading.id, going))
    async with database.transaction():
        for post_id in (gone, going):
            await posts.delete(author, post_id)
    await long_world.relay()
    await service.fold_exposure()
    assert await database.fetchval("SELECT count(*) FROM exposure WHERE author_id = $1", author.user_id) == 0


async def test_impressions_without_features_are_counted(long_world: World) -> None:
    reader, author = await long_world.newcomer(), await long_world.newcomer()
    post_id = await long_world.quick_post(author.user_id)
    reading = await made(reader.user_id, [post_id])
    await resources.data().flushall()
    bare = (await counting.totals()).get("events:bare", 0)
    await tell(reader, seen(reading.id, post_id))
    [kept] = await impressions(reader)
    assert (kept["features"], kept["position"]) == (None, 0)
    assert (await counting.totals())["events:bare"] == bare + 1


async def test_the_log_goes_on_without_valkey(long_world: World) -> None:
    reader, author = await long_world.newcomer(), await long_world.newcomer()
    post_id = await long_world.quick_post(author.user_id)
    reading = await made(reader.user_id, [post_id])
    async with valkey_away():
        await tell(reader, [*seen(reading.id, post_id), did("dwell", reading.id, post_id, 4)])
        await service.fold_exposure()
    [kept] = await impressions(reader)
    assert (kept["post_id"], kept["features"]) == (post_id, None)
    assert await exposure(post_id) == (1, 1, 0, 0)


async def test_counts_of_all_processes_are_added_up(long_world: World) -> None:
    other = counting.Told(at=datetime.now(UTC).timestamp(), counts={"pages:learned": 5})
    gone = counting.Told(at=1.0, counts={"pages:learned": 100})
    mine = (await counting.totals()).get("pages:learned", 0)
    encoded = {name: msgspec.json.encode(told) for name, told in (("1", other), ("2", gone))}
    await resources.data().hset(counting.KEY, mapping=encoded)
    counting.count("pages:learned")
    assert (await counting.totals())["pages:learned"] == mine + 6
    assert b"2" not in await resources.data().hgetall(counting.KEY)
