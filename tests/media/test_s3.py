"""The way of media through each blob store there is: a local folder, S3, and S3 that checks every signature."""

import hashlib
import io
import secrets
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import obstore
import pytest
from msgspec.structs import replace

from server.archive import making
from server.archive import store as archives
from server.kit import blobs, database, resources
from server.media import addresses, jobs, orphans, store, uploads
from server.settings import Settings
from tests import ports
from tests.media import buckets, pictures
from tests.media.stored import store_row, store_video
from tests.media.tus import Tus
from tests.world import World, opened_world

PHOTO = pictures.photo(900, 600)
STORES = ("folder", "s3", "gateway")


@pytest.fixture(scope="module", params=STORES)
def stores(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Settings that name a blob store."""
    if request.param == "folder":
        yield {"blob_url": (tmp_path_factory.mktemp("blobs") / "of tests").as_uri()}
    elif request.param == "s3":
        with buckets.moto() as found:
            yield found
    else:
        with buckets.gateway(tmp_path_factory.mktemp("gateway")) as found:
            yield found


@pytest.fixture
async def world(clean_settings: Settings, stores: dict[str, str]) -> AsyncIterator[World]:
    async with opened_world(clean_settings, **stores) as opened:
        assert await keys() == []
        yield opened
        for key in await keys():
            await obstore.delete_async(resources.blobs(), key)


async def keys() -> list[str]:
    return sorted([item["path"] async for page in store.listed("") for item in page])


async def get(world: World, url: str, **headers: str) -> tuple[int, bytes]:
    answer = await world.http("GET", url, headers=headers)
    return answer.status_code, answer.content


async def test_a_photo_from_its_upload_to_its_deletion(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "PART_BYTES", 50_000)
    ann = await world.person("ann")
    post = await world.post(ann, "on any store", picture=PHOTO)
    for variant in post.pictures[0].variants:
        status, whole = await get(world, variant.url)
        assert status == 200 and hashlib.sha256(whole).hexdigest() in variant.url
        assert await get(world, variant.url, Range="bytes=10-99") == (206, whole[10:100])
        assert await get(world, variant.url, Range="bytes=-10") == (206, whole[-10:])
        assert (await get(world, variant.url, Range=f"bytes={len(whole)}-"))[0] == 416
        head = await world.http("HEAD", variant.url)
        assert (head.status_code, head.headers["Content-Length"]) == (200, str(len(whole)))
        assert (await get(world, variant.url, **{"If-None-Match": head.headers["ETag"]}))[0] == 304
    assert all(key.startswith("media/") for key in await keys()), "the original is gone"
    await ann.delete_post(post.id)
    await world.drain()
    assert await keys() == []
    assert (await get(world, post.pictures[0].variants[0].url))[0] == 404


async def test_large_files_come_and_go_in_parts(world: World, tmp_path: Path) -> None:
    ann = await world.newcomer()
    size = 2 * store.PART_BYTES + 1_000_000
    folder = await store_video(ann.user_id, tmp_path, {"240": "ready", "mp4": "ready"}, mp4_bytes=size)
    expected = (tmp_path / "work").read_bytes()
    url = addresses.video(folder, "video.mp4")
    assert await get(world, url) == (200, expected)
    for start, end in ((0, 2), (store.PART_BYTES - 5, store.PART_BYTES + 5), (3_000_000, 8_000_000), (size - 3, size)):
        assert await get(world, url, Range=f"bytes={start}-{end - 1}") == (206, expected[start:end])
    assert len(await keys()) == 5
    await store.delete_folder(folder)
    assert await keys() == []
    assert (await get(world, url))[0] == 404


async def test_a_broken_upload_leaves_nothing(world: World) -> None:
    ann = await world.person("ann")
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": str(len(PHOTO))}
    url = (await world.http("POST", "/api/v1/uploads", ann, headers=headers)).headers["Location"]
    part = {"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    damaged = part | {"Upload-Checksum": "sha1 AAAA"}
    assert (await world.http("PATCH", url, ann, headers=damaged, content=PHOTO)).status_code == 460
    assert await keys() == []
    assert (await world.http("PATCH", url, ann, headers=part, content=PHOTO[:1000])).status_code == 204
    assert len(await keys()) == 1
    await database.execute("UPDATE uploads SET expires_at = now() - interval '1 second'")
    await jobs.expire_uploads()
    assert await keys() == []


async def test_only_what_no_row_names_is_swept(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ann = await world.person("ann")
    await world.post(ann, picture=PHOTO)
    waiting = await ann.upload(PHOTO)
    folder = await store_video(ann.user_id, tmp_path, {"240": "ready", "mp4": "ready"}, mp4_bytes=1000)
    named = await keys()
    stray = [
        f"uploads/{waiting}/000000000000-{secrets.token_hex(4)}",
        "uploads/123/000000000000-aaaaaaaa",
        store.variant_key(secrets.token_bytes(32)),
        store.video_key(secrets.token_hex(16), "240/00001.m4s"),
    ]
    for key in stray:
        await obstore.put_async(resources.blobs(), key, b"left behind")
    unknown = "elsewhere/readme"
    await obstore.put_async(resources.blobs(), unknown, b"not ours")
    await jobs.sweep_orphans()
    assert await keys() == sorted([*named, *stray, unknown]), "what is young may belong to a job that still runs"
    monkeypatch.setattr(orphans, "AGE", timedelta(minutes=-1))
    assert await orphans.sweep() == len(stray)
    assert await keys() == sorted([*named, unknown])
    assert (await get(world, addresses.video(folder, "video.mp4")))[0] == 200
    await world.drain()
    assert (await ann.media(waiting)).state == "ready"


@pytest.mark.parametrize("stores", ["gateway"], indirect=True)
async def test_a_wrong_key_opens_nothing(world: World) -> None:
    wrong = blobs.open_store(replace(world.settings, s3_key="another key altogether"))
    with pytest.raises(Exception, match="SignatureDoesNotMatch"):
        await obstore.put_async(wrong, "x", b"x")
    with pytest.raises(Exception, match="SignatureDoesNotMatch"):
        await obstore.get_async(wrong, "x")
    assert await keys() == []


async def test_a_store_that_is_away_loses_nothing(clean_settings: Settings) -> None:
    nowhere = {"s3_endpoint": f"http://127.0.0.1:{ports.free()}", "s3_region": "us-east-1"}
    async with opened_world(clean_settings, blob_url=buckets.URL, **nowhere, **buckets.KEY) as world:
        ann = Tus(world, await world.person("ann"))
        url = await ann.created(len(PHOTO))
        answer = await ann.patch(url, 0, PHOTO)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
        assert await ann.offset(url) == 0
        digest = await store_row((await world.newcomer()).user_id)
        assert (await get(world, addresses.picture(digest)))[0] == 503


async def test_an_archive_lies_there_in_parts_and_goes(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "PART_BYTES", 1_000)
    ann = await world.person("ann")
    await ann.make_archive()
    await world.drain()
    found = await ann.archive()
    folder = {key.rpartition("/")[0] for key in await keys()}
    assert len(folder) == 1 and len(await keys()) == -(-found.size // 1_000) > 2
    status, whole = await get(world, found.url)
    assert status == 200 and len(whole) == found.size and ZipFile(io.BytesIO(whole)).testzip() is None
    assert await get(world, found.url, Range="bytes=990-2009") == (206, whole[990:2010])
    await database.execute("UPDATE archives SET expires_at = now()")
    await making.sweep()
    assert await keys() == []
