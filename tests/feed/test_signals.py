"""What ranking knows of posts equals what a plain reading of the tables says."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.feed.log import service as log
from server.feed.ranking.features import POST, VISUAL
from server.feed.signals import content, posts
from server.graph import service as graph
from server.kit import database, outbox, resources
from server.media.events import MediaAnalysed
from server.media.vision import pdq
from server.posts import service as post_service
from server.posts.likes import service as likes
from shared.feed import FeedEvent, FeedEvents
from shared.posts import PostChange
from tests.feed.away import valkey_away
from tests.feed.pictured import EMBEDDING, act, with_picture
from tests.feed.snapshots import made
from tests.world import World


async def row_of(post_id: int) -> np.void | None:
    rows, known = await posts.load([post_id])
    return rows[0] if known[0] else None


async def test_a_post_is_known_as_the_tables_say(long_world: World) -> None:
    author, reader = await long_world.newcomer(), await long_world.newcomer()
    await act(graph.follow, reader, author.handle)
    drawn = np.random.default_rng(3).random(EMBEDDING).astype("<f2").tobytes()
    hash_ = random.Random(3).randbytes(pdq.HASH_BYTES)
    post_id = await with_picture(long_world, author, "#Snow and #ice", of=2, embedding=drawn, hash_=hash_)
    plain = await long_world.quick_post(author.user_id, "nothing to see")
    await likes.like(reader, post_id)
    reading = await made(reader.user_id, [post_id])
    told = [FeedEvent(post_id=str(post_id), kind=kind, snapshot=str(reading.id)) for kind in ("seen", "save")]
    await act(log.record, reader, FeedEvents(events=told))
    await long_world.drain()
    await log.fold_exposure()
    rows, known = await posts.load([plain, post_id, 5])
    assert known.tolist() == [True, True, False]
    row = rows[1]
    assert (row["id"], row["author"], row["kind"], row["private"]) == (post_id, author.user_id, 1, 0)
    assert (row["likes"], row["comments"], row["shares"], row["hides"], row["views"]) == (1, 0, 1, 0, 1)
    assert (row["caption"], row["hashtags"], row["reach"]) == (14, 2, 1)
    assert row["posts_a_day"] == pytest.approx(2 / 30)
    assert int(row["fingerprint"]) == content.fingerprint(hash_) != 0
    for half in (row["content"][:VISUAL], row["content"][VISUAL:]):
        assert np.linalg.norm(half.astype(np.float32)) == pytest.approx(1, abs=2e-3)
    assert not rows[0]["content"].any() and rows[0]["fingerprint"] == 0
    again, _ = await posts.load([plain, post_id])
    assert (again == rows[:2]).all()
    await resources.data().flushall()
    assert (await posts.load([plain, post_id]))[0].tobytes() == again.tobytes()
    async with valkey_away():
        assert (await posts.load([plain, post_id]))[0].tobytes() == again.tobytes()


async def test_counts_reach_known_rows_when_they_are_folded_and_no_others(long_world: World) -> None:
    author, reader = await long_world.newcomer(), await long_world.newcomer()
    known, unknown_ = [await long_world.quick_post(author.user_id) for _ in range(2)]
    assert (await row_of(known))["likes"] == 0  # type: ignore[index]
    for post_id in (known, unknown_):
        await likes.like(reader, post_id)
    reading = await made(reader.user_id, [known, unknown_])
    told = [FeedEvent(post_id=str(post_id), kind="seen", snapshot=str(reading.id)) for post_id in (known, unknown_)]
    await act(log.record, reader, FeedEvents(events=told))
    await long_world.drain()
    await log.fold_exposure()
    stored = await resources.pipe().run(("GET", posts.key(known)), ("EXISTS", posts.key(unknown_)))
    row = np.frombuffer(stored[0], POST)[0]
    assert (row["likes"], row["views"], row["author"]) == (1, 1, author.user_id)
    assert stored[1] == 0
    fresh = await row_of(unknown_)
    assert fresh is not None and (fresh["likes"], fresh["views"]) == (1, 1)


async def test_edits_deletions_and_privacy_are_known_at_once(long_world: World) -> None:
    author = await long_world.newcomer()
    edited, deleted = [await long_world.quick_post(author.user_id, "#one") for _ in range(2)]
    await posts.load([edited, deleted])
    await act(post_service.change, author, edited, PostChange(caption="#one #two"))
    await act(post_service.delete, author, deleted)
    await long_world.relay()
    row = await row_of(edited)
    assert row is not None and (row["hashtags"], row["private"]) == (2, 0)
    assert await row_of(deleted) is None
    _, known = await posts.load([deleted])
    assert not known.any(), "remembered as gone"


async def test_what_machine_vision_sees_late_is_known_when_it_has_seen_it(long_world: World) -> None:
    author = await long_world.newcomer()
    post_id = await long_world.quick_post(author.user_id)
    row = await row_of(post_id)
    assert row is not None and not row["content"].any()
    async with database.transaction():
        media_id = await database.fetchval(
            "INSERT INTO media_findings (media_id, model, version, finding, embedding)"
            " SELECT i.media_id, 'content', '1', '{}', $2 FROM posts p JOIN post_items i USING (draft_id)"
            " WHERE p.id = $1 RETURNING media_id",
            post_id,
            np.random.default_rng(4).random(EMBEDDING).astype("<f2").tobytes(),
        )
        await outbox.emit(MediaAnalysed(media_id))
    await long_world.relay()
    row = await row_of(post_id)
    assert row is not None and row["content"].any()


def test_content_is_the_same_today_and_in_a_year_and_keeps_what_is_alike_alike() -> None:
    draws = np.random.default_rng(5)
    one = draws.random(EMBEDDING)
    near, far = one + draws.normal(scale=0.05, size=EMBEDDING), draws.random(EMBEDDING)
    rows = content.of([each.astype("<f2").tobytes() for each in (one, near, far)], [["Ice"], ["ice", "snow"], []])
    visual, topic = rows[:, :VISUAL], rows[:, VISUAL:]
    assert visual[0] @ visual[1] > 0.9 > 0.6 > abs(visual[0] @ visual[2])
    assert topic[0] @ topic[1] == pytest.approx(0.5**0.5, abs=1e-3)
    assert not topic[2].any() and not content.of([None, b"broken"], [[], []]).any()
    fixed = content.of([(np.arange(EMBEDDING) / EMBEDDING).astype("<f2").tobytes()], [["marsh"]])[0]
    assert fixed[:3].tolist() == pytest.approx(FIXED, abs=1e-4)
    assert np.flatnonzero(fixed[VISUAL:]).tolist() == [MARSH]


FIXED = [-0.055459, 0.022562, 0.08142]
MARSH = 2


@given(st.binary(min_size=pdq.HASH_BYTES, max_size=pdq.HASH_BYTES), st.sets(st.integers(0, 255), max_size=31))
def test_a_fingerprint_differs_by_no_more_bits_than_the_hash(hash_: bytes, flipped: set[int]) -> None:
    other = bytearray(hash_)
    for bit in flipped:
        other[bit // 8] ^= 1 << bit % 8
    one, two = content.fingerprint(hash_), content.fingerprint(bytes(other))
    assert one < 2**64 and (one ^ two).bit_count() <= len(flipped)
    # bit 16 i + j of the hash, counted from its end, belongs to wave (i, j)
    low = sum(1 for bit in flipped if (255 - bit) // 16 < 8 and (255 - bit) % 16 < 8)
    assert (one ^ two).bit_count() == low
