"""Somebody who has done one of everything leaves: nothing of them is left anywhere, nothing of others is missing."""

import random
from typing import Any

import pytest

from server import erasure
from server.feed.erasure import service as feed
from server.feed.log import service as log
from server.graph.erasure import service as graph
from server.kit import database
from server.media import erasure as media
from server.notifications.erasure import service as notifications
from server.posts.erasure import service as posts
from server.search.erasure import service as search
from tests.erasure import traces
from tests.erasure.life import HANDLE, WORD, Life
from tests.world import PASSWORD, World

LEFT = {
    ("held_handles", "handle"): "so that nobody takes over the name",
    ("held_handles", "skeleton"): "nor one that looks like it",
    ("comments", "text"): "what somebody else has said",
    ("comments", "mentions"): "likewise",
    ("impressions", "author_id"): "what others have seen is their history; dropped with its day",
    ("impressions", "post_id"): "likewise",
    ("outcomes", "author_id"): "likewise",
    ("outcomes", "post_id"): "likewise",
}
"""Where something of them stands afterwards, and why."""
CHANGING = {
    "likes",
    "comments",
    "deeds",
    "followers",
    "counted_at",
    "heat",
    "posts",
    "rising",
    "weight",
    "views",
    "dwells",
}
"""Columns with counts and the like, which follow from what goes."""
PASSING = {"outbox", "post_counts", "exposure_news", "home_snapshots", "reach", "notification_readers", "search_words",
    "notifications"}  # fmt: skip
"""Tables that hold counts and what comes and goes; of notifications the deeds in them are compared."""


@pytest.fixture
async def life(world: World) -> Life:
    made = Life(world)
    await made.set_up()
    return made


async def leave(life: Life) -> None:
    await life.gone.delete_account(PASSWORD)
    await life.world.drain()
    await database.execute("UPDATE users SET leaves_at = now() - interval '1 day' WHERE leaves_at IS NOT NULL")


def of_others(life: Life, tables: dict[str, list[dict[str, Any]]]) -> set[str]:
    """Rows in which nothing of whoever goes stands, without what is counted."""
    found = set()
    for table, listed in tables.items():
        for row in listed if table not in PASSING else []:
            kept = {column: value for column, value in row.items() if column not in CHANGING}
            if not life.marks.among(kept):
                found.add(f"{table} {kept}")
    return found


async def test_nothing_is_left_of_who_leaves_and_nothing_of_others_is_lost(
    life: Life, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    before = await traces.rows()
    known = {table for table, _ in traces.columns_with(life.marks, before)}
    assert len(known) >= 49, before.keys() - known
    await leave(life)
    # In the smallest batches, and killed in the middle of each step but the last.
    for domain in (posts, media, graph, search, feed, notifications):
        for name in ("AT_ONCE", "POSTS_AT_ONCE", "COMMENTS_AT_ONCE"):
            if hasattr(domain, name):
                monkeypatch.setattr(domain, name, 1)
    monkeypatch.setattr(erasure, "PAUSE_SECONDS", 0)
    for number in range(len(erasure.STEPS)):
        with monkeypatch.context() as killed:
            killed.setattr(erasure, "STEPS", (*erasure.STEPS[:number], _dies(erasure.STEPS[number])))
            assert await erasure.run() == 0
    assert {record.exc_info[0] for record in caplog.records if record.exc_info} == {Killed}
    assert await database.fetchval("SELECT state FROM users WHERE id = $1", life.gone.user_id) == "erasing"
    await life.world.drain()
    assert await erasure.run() == 1
    assert await erasure.run() == 0
    await life.world.drain()
    await log.fold_exposure()  # as each minute

    assert await database.fetchval("SELECT count(*) FROM dead_letters") == 0
    after = await traces.rows()
    assert traces.columns_with(life.marks, after) - LEFT.keys() == set()
    assert of_others(life, before) - of_others(life, after) == set()
    keys = await traces.keys_with(life.gone.user_id, [HANDLE, WORD])
    assert {key for key, seconds in keys.items() if not 0 <= seconds <= traces.HOUR} <= {"celebrity-changes"}
    assert await traces.blobs_without_rows(life.world.settings) == []
    await _counts_are_right(life)


class Killed(Exception):
    """The process is gone."""


def _dies(step: erasure.Step) -> erasure.Step:
    """Does its part a few times, or not at all; then the process is gone, with what was not committed."""
    left = random.Random(step.__name__).randrange(3)

    async def dying(user_id: int) -> bool:
        nonlocal left
        more = await step(user_id)
        if left == 0 or not more:
            raise Killed
        left -= 1
        return more

    return dying


async def _counts_are_right(life: Life) -> None:
    friend, neighbour = life.friend, life.neighbour
    post = await neighbour.post(life.posts["friends"].id)
    comments = (await neighbour.comments(post.id)).items
    assert (post.likes, post.comments) == (1, 2)
    assert [comment.text for comment in comments] == [f"thanks @{HANDLE}", "who was there"]
    assert [(comment.likes, comment.replies) for comment in comments] == [(0, 0), (1, 0)]
    assert post.picture.tags == []
    assert (await friend.following_feed()).items
    profile = await neighbour.profile("friend")
    assert (profile.followers, profile.following) == (0, 1)
    profile = await friend.profile("neighbour")
    assert (profile.followers, profile.following) == (1, 0)
    assert (await friend.hashtag("marsh")).posts == 1
    [heap] = (await friend.collections()).items
    assert heap.posts == 1
    told = [note.kind for note in (await friend.notifications()).items]
    assert sorted(told) == ["comment", "like", "share"]
