"""What one file may be, and what one account may bring: told before, and held to."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from server.kit import database, ids
from server.kit.problems import TooMany
from server.media import jobs, quotas, service
from server.settings import Settings
from shared.problems import ApiError
from tests.media.tus import PHOTO, Tus, media_id_of, problem
from tests.world import World, blob_files, opened_world

MP4 = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(1000)
"""How a video begins."""
QUOTA = 500_000


@pytest.fixture
async def world(clean_settings: Settings) -> AsyncIterator[World]:
    small = {"photo_max_bytes": 250_000, "video_max_bytes": 350_000, "uploads_open_max": 3, "quota_bytes": QUOTA}
    async with opened_world(clean_settings, **small, quota_video_minutes=2) as opened:
        yield opened


@pytest.fixture
async def ann(world: World) -> Tus:
    return Tus(world, await world.person("ann"))


async def test_limits_are_told_to_everybody_before_anyone_picks_a_file(world: World) -> None:
    limits = await world.anonymous().limits()
    assert (limits.photo_max_bytes, limits.video_max_bytes) == (250_000, 350_000)
    assert {"image/jpeg", "image/heic", "image/avif"} <= set(limits.photo_types)
    assert {"video/mp4", "video/quicktime", "video/webm", "video/x-matroska"} <= set(limits.video_types)
    assert 0 < limits.video_min_seconds < limits.reel_min_seconds < limits.reel_max_seconds < limits.video_max_seconds
    assert (limits.post_items_max, limits.video_max_seconds) == (10, 600)


async def test_a_file_above_every_limit_is_refused_at_once(ann: Tus) -> None:
    assert problem(await ann.create(350_001)) == (413, "upload-too-large")
    assert (await ann.create(350_000)).status_code == 201


async def test_a_photo_as_large_as_a_video_ends_with_its_first_bytes(world: World, ann: Tus) -> None:
    url = await ann.created(300_000)
    answer = await ann.patch(url, 0, PHOTO[:1000])
    assert problem(answer) == (413, "upload-too-large")
    assert (await ann.head(url)).status_code == 404
    media = await ann.person.media(media_id_of(url))
    assert (media.state, media.problem) == ("failed", "upload-too-large") and media.reason
    await world.relay()
    assert blob_files(world.settings) == []


async def test_a_video_may_be_larger(ann: Tus) -> None:
    url = await ann.created(300_000)
    assert (await ann.patch(url, 0, MP4[:60])).status_code == 204
    assert (await ann.person.media(media_id_of(url))).kind == "picture", "nobody knows yet"
    assert (await ann.patch(url, 60, MP4[60:])).status_code == 204
    assert (await ann.person.media(media_id_of(url))).kind == "video"


@pytest.mark.parametrize(("data", "topic"), [(MP4, "VideoUploaded"), (PHOTO, "UploadCompleted")])
async def test_the_last_byte_is_announced_to_those_who_make_that_kind(ann: Tus, data: bytes, topic: str) -> None:
    for step in (len(data), len(data) // 20):
        url = await ann.created(len(data))
        for at in range(0, len(data), step):
            assert (await ann.patch(url, at, data[at : at + step])).status_code == 204
        told = await database.fetch("SELECT topic FROM outbox WHERE topic LIKE '%Uploaded' OR topic LIKE 'Upload%'")
        assert [row["topic"] for row in told] == [topic]
        await database.execute("DELETE FROM outbox")


async def test_a_quota_counts_what_is_stored_and_what_may_still_come(world: World, ann: Tus) -> None:
    bob = Tus(world, await world.person("bob"))
    empty = await ann.person.quota()
    assert (empty.bytes_used, empty.bytes_max, empty.uploads_open, empty.uploads_max) == (0, QUOTA, 0, 3)
    url = await ann.created(len(PHOTO))
    open_one = await ann.person.quota()
    assert (open_one.bytes_used, open_one.uploads_open) == (len(PHOTO), 1)
    await ann.patch(url, 0, PHOTO)
    await world.drain()
    kept = await ann.person.quota()
    assert kept.bytes_used > len(PHOTO) and kept.uploads_open == 0, "the variants, and the original of a draft"
    async with database.transaction():
        await service.seal(int(media_id_of(url)))
    await world.drain()
    stored = (await ann.person.quota()).bytes_used
    assert 0 < stored < kept.bytes_used
    await database.execute("UPDATE media SET bytes = $1", QUOTA - 1000)
    assert problem(await ann.create(1001)) == (413, "quota-bytes")
    assert (await ann.create(1000)).status_code == 201
    assert problem(await ann.create(1)) == (413, "quota-bytes")
    assert (await bob.create(350_000)).status_code == 201, "what others have is no matter"
    assert (await bob.person.quota()).bytes_used == 350_000


async def test_the_refusal_tells_how_much_room_there_is(ann: Tus) -> None:
    await ann.created(300_000)
    detail = (await ann.create(250_000)).json()["detail"]
    assert detail == "There is room for 200 kB of your 500 kB, and this file has 250 kB. Delete something first."


async def test_one_person_cannot_open_uploads_without_end(ann: Tus) -> None:
    urls = [await ann.created(10) for _ in range(3)]
    assert problem(await ann.create(10)) == (429, "quota-uploads")
    with pytest.raises(ApiError) as refused:
        await ann.person.direct_upload(10)
    assert refused.value.problem.type == "/problems/quota-uploads"
    await ann.delete(urls[0])
    assert (await ann.create(10)).status_code == 201


async def test_many_devices_at_once_get_no_more_than_one(ann: Tus) -> None:
    answers = await asyncio.gather(*(ann.create(300_000) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [201, 413, 413, 413, 413, 413]
    assert (await ann.person.quota()).bytes_used == 300_000


async def test_an_upload_whose_time_is_over_takes_no_room(ann: Tus) -> None:
    for _ in range(3):
        await ann.created(100_000)
    await database.execute("UPDATE uploads SET expires_at = now() - interval '1 second'")
    assert (await ann.person.quota()).bytes_used == 0
    assert (await ann.create(300_000)).status_code == 201


async def test_minutes_of_video_are_counted_over_a_day(world: World, ann: Tus) -> None:
    owner = ann.person.user_id
    first, second = await add_video(owner), await add_video(owner)
    await quotas.admit_video(owner, first, 50)
    await quotas.admit_video(owner, first, 50)
    quota = await ann.person.quota()
    assert (quota.video_seconds_today, quota.video_seconds_max) == (50, 120), "a second try counts nothing"
    with pytest.raises(TooMany) as refused:
        await quotas.admit_video(owner, second, 71)
    assert refused.value.name == "quota-video"
    assert refused.value.detail.startswith("You may bring 2 minutes of video a day. This one is 1.2 minutes long")
    await quotas.admit_video(owner, second, 70)
    other = (await world.newcomer()).user_id
    await quotas.admit_video(other, await add_video(other), 120)


async def test_deleting_a_video_brings_no_minutes_back_but_failing_does(ann: Tus) -> None:
    owner = ann.person.user_id
    deleted, failed, last = await add_video(owner), await add_video(owner), await add_video(owner)
    await quotas.admit_video(owner, deleted, 60)
    await quotas.admit_video(owner, failed, 60)
    await database.execute("DELETE FROM media WHERE id = $1", deleted)
    with pytest.raises(TooMany):
        await quotas.admit_video(owner, last, 60)
    await service.fail(failed, "video-lost")
    await quotas.admit_video(owner, last, 60)


async def test_the_next_day_is_a_new_one(ann: Tus) -> None:
    owner = ann.person.user_id
    await quotas.admit_video(owner, await add_video(owner), 120)
    await database.execute("UPDATE videos_admitted SET admitted_at = now() - interval '25 hours'")
    await quotas.admit_video(owner, await add_video(owner), 120)
    await database.execute("UPDATE videos_admitted SET admitted_at = admitted_at - interval '1 day'")
    await jobs.sweep_orphans()
    assert await database.fetchval("SELECT count(*) FROM videos_admitted") == 1


async def add_video(owner_id: int) -> int:
    media_id = ids.new_id()
    await database.execute("INSERT INTO media (id, owner_id, kind) VALUES ($1, $2, 'video')", media_id, owner_id)
    return media_id
