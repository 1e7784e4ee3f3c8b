"""Uploads that break off, come twice, in the wrong order, from two devices, or too late."""

import asyncio
import hashlib
from collections.abc import AsyncIterator

import pytest

from server.kit import database
from server.kit.problems import Gone, Invalid, NotFound
from server.media import jobs, uploads
from shared.problems import ApiError
from tests.media.tus import PHOTO, Tus, media_id_of, problem
from tests.world import World, blob_files


@pytest.fixture
async def ann(world: World) -> Tus:
    return Tus(world, await world.person("ann"))


async def test_what_came_before_the_connection_broke_is_kept(
    monkeypatch: pytest.MonkeyPatch, world: World, ann: Tus
) -> None:
    monkeypatch.setattr(uploads, "PART_BYTES", 4000)
    url = await ann.created()
    upload = await uploads.look(ann.person.user_id, int(media_id_of(url)))

    async def cut_off() -> AsyncIterator[bytes]:
        yield PHOTO[:9500]
        raise uploads.Interrupted

    with pytest.raises(Invalid, match="upload-interrupted"):
        await uploads.receive(upload, 0, cut_off(), announced=len(PHOTO))
    assert await ann.offset(url) == 9500
    upload = await uploads.look(ann.person.user_id, int(media_id_of(url)))

    async def cut_off_again() -> AsyncIterator[bytes]:
        yield PHOTO[9500:20_000]
        raise uploads.Interrupted

    verified = uploads.Checksum(hashlib.sha256, b"never reached")
    with pytest.raises(Invalid):
        await uploads.receive(upload, 9500, cut_off_again(), announced=len(PHOTO) - 9500, checksum=verified)
    assert await ann.offset(url) == 9500, "with a checksum all of a request counts or nothing"
    assert (await ann.patch(url, 9500, PHOTO[9500:])).status_code == 204
    await world.drain()
    assert (await ann.person.media(media_id_of(url))).state == "ready"


async def test_a_doubled_request_counts_once(world: World, ann: Tus) -> None:
    url = await ann.created()
    assert (await ann.patch(url, 0, PHOTO[:7000])).status_code == 204
    assert problem(await ann.patch(url, 0, PHOTO[:7000])) == (409, "upload-offset")
    assert (await ann.patch(url, 7000, PHOTO[7000:])).status_code == 204
    assert problem(await ann.patch(url, 7000, PHOTO[7000:])) == (409, "upload-offset")
    assert (await ann.patch(url, len(PHOTO), b"")).status_code == 204
    assert problem(await ann.patch(url, len(PHOTO), b"more")) == (413, "upload-beyond-length")
    assert await database.fetchval("SELECT count(*) FROM outbox WHERE topic = 'UploadCompleted'") == 1
    await world.drain()
    assert (await ann.person.media(media_id_of(url))).state == "ready"


async def test_reordered_requests_are_refused_until_their_turn(world: World, ann: Tus) -> None:
    url = await ann.created()
    halves = [(9000, PHOTO[9000:]), (0, PHOTO[:9000])]
    assert [(await ann.patch(url, offset, data)).status_code for offset, data in halves] == [409, 204]
    assert (await ann.patch(url, *halves[0])).status_code == 204
    await world.drain()
    assert (await ann.person.media(media_id_of(url))).state == "ready"


async def test_two_devices_at_once_make_one_picture(monkeypatch: pytest.MonkeyPatch, world: World, ann: Tus) -> None:
    monkeypatch.setattr(uploads, "PART_BYTES", 3000)
    url = await ann.created()

    async def device() -> list[int]:
        statuses, failures = [], 0
        while failures < 200:
            offset = await ann.offset(url)
            if offset == len(PHOTO):
                break
            answer = await ann.patch(url, offset, PHOTO[offset : offset + 11_000])
            statuses.append(answer.status_code)
            failures += answer.status_code != 204
        return statuses

    statuses = [status for seen in await asyncio.gather(device(), device(), device()) for status in seen]
    assert set(statuses) <= {204, 409}
    rows = await database.fetch("SELECT start, size FROM upload_parts ORDER BY start")
    assert [row["start"] for row in rows] == [sum(r["size"] for r in rows[:i]) for i in range(len(rows))]
    assert len(blob_files(world.settings)) == len(rows), "what lost the race is not kept"
    assert await database.fetchval("SELECT count(*) FROM outbox WHERE topic = 'UploadCompleted'") == 1
    await world.drain()
    assert (await ann.person.media(media_id_of(url))).state == "ready"


# ends


async def test_an_upload_can_be_cancelled(world: World, ann: Tus) -> None:
    url = await ann.created()
    await ann.patch(url, 0, PHOTO[:9000])
    assert (await ann.delete(url)).status_code == 204
    assert (await ann.head(url)).status_code == 404
    assert (await ann.delete(url)).status_code == 404
    assert problem(await ann.patch(url, 9000, PHOTO[9000:])) == (404, "upload-not-found")
    with pytest.raises(ApiError, match="no such"):
        await ann.person.media(media_id_of(url))
    await world.drain()
    assert blob_files(world.settings) == []


async def test_a_finished_upload_can_be_taken_back_until_something_shows_it(world: World, ann: Tus) -> None:
    urls = [await ann.created() for _ in range(2)]
    for url in urls:
        await ann.patch(url, 0, PHOTO)
    await ann.person.create_post(media_id_of(urls[0]))
    assert problem(await ann.delete(urls[0])) == (409, "media-in-use")
    assert (await ann.delete(urls[1])).status_code == 204
    await world.drain()
    assert (await ann.person.media(media_id_of(urls[0]))).state == "ready"


async def expire(url: str) -> None:
    await database.execute(
        "UPDATE uploads SET expires_at = now() - interval '1 second' WHERE media_id = $1", int(media_id_of(url))
    )


async def test_an_expired_upload_is_gone(world: World, ann: Tus) -> None:
    url = await ann.created()
    await ann.patch(url, 0, PHOTO[:9000])
    await expire(url)
    assert (await ann.head(url)).status_code == 410
    assert problem(await ann.patch(url, 9000, PHOTO[9000:])) == (410, "upload-expired")
    await jobs.expire_uploads()
    assert (await ann.head(url)).status_code == 404
    media = await ann.person.media(media_id_of(url))
    assert (media.state, media.problem) == ("failed", "upload-expired")
    assert blob_files(world.settings) == []


async def test_time_may_run_out_in_the_middle_of_a_request(
    monkeypatch: pytest.MonkeyPatch, world: World, ann: Tus
) -> None:
    monkeypatch.setattr(uploads, "PART_BYTES", 4000)
    url = await ann.created()
    upload = await uploads.look(ann.person.user_id, int(media_id_of(url)))

    async def slow() -> AsyncIterator[bytes]:
        yield PHOTO[:5000]
        await expire(url)
        yield PHOTO[5000:12_000]

    with pytest.raises(Gone):
        await uploads.receive(upload, 0, slow(), announced=len(PHOTO))
    await jobs.expire_uploads()
    assert blob_files(world.settings) == []


async def test_time_may_be_swept_away_in_the_middle_of_a_request(
    monkeypatch: pytest.MonkeyPatch, world: World, ann: Tus
) -> None:
    monkeypatch.setattr(uploads, "PART_BYTES", 4000)
    url = await ann.created()
    upload = await uploads.look(ann.person.user_id, int(media_id_of(url)))

    async def slow() -> AsyncIterator[bytes]:
        yield PHOTO[:5000]
        await expire(url)
        await jobs.expire_uploads()
        yield PHOTO[5000:12_000]

    with pytest.raises(NotFound):
        await uploads.receive(upload, 0, slow(), announced=len(PHOTO))
    assert blob_files(world.settings) == []
