"""What is not for everybody: only signed addresses open it, each only its own object, and only for a while."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import httpx
import pytest
from msgspec.structs import replace

from server.kit import database, resources
from server.media import addresses, delivery, store
from server.media.delivery import access
from shared.accounts import ProfileChange
from tests import pictures
from tests.media.stored import files, store_picture, store_video
from tests.media.test_delivery import EVERYBODY
from tests.world import World


async def get(world: World, url: str, **headers: str) -> httpx.Response:
    return await world.http("GET", url, headers=headers)


@contextmanager
def later(seconds: float) -> Iterator[None]:
    with patch.object(time, "time", lambda now=time.time: now() + seconds):
        yield


@pytest.mark.parametrize(
    ("private", "restricted", "uses", "status"),
    [
        (False, False, ("post",), 200),
        (True, False, ("post",), 404),
        (False, True, ("post",), 404),
        (True, False, ("post", "profile"), 200),
        (True, False, (), 404),
    ],
)
async def test_who_is_behind_a_picture_decides_about_its_plain_address(
    world: World, private: bool, restricted: bool, uses: tuple[str, ...], status: int
) -> None:
    ann = await world.newcomer(private=private)
    digest = await store_picture(ann.user_id, restricted=restricted, uses=uses)
    answer = await get(world, addresses.picture(digest))
    assert answer.status_code == status
    absent = await get(world, addresses.picture(bytes(32)))
    if status == 404:
        assert (answer.content, answer.headers) == (absent.content, absent.headers), "hidden and missing look the same"
    signed = await get(world, addresses.picture(digest, signed=True))
    assert signed.status_code == 200
    assert {name: signed.headers[name] for name in EVERYBODY} == EVERYBODY


async def test_a_picture_that_one_of_its_owners_shows_to_everybody_is_everybodys(world: World) -> None:
    same = pictures.jpeg()
    for private in (True, False):
        owner = await world.newcomer(private=private)
        digest = await store_picture(owner.user_id, same)
        delivery.forget()
        assert (await get(world, addresses.picture(digest))).status_code == (404 if private else 200)


async def test_a_suspended_persons_pictures_are_nobodys(world: World) -> None:
    ann = await world.newcomer()
    digest = await store_picture(ann.user_id, uses=("post", "profile"))
    await database.execute("UPDATE users SET state = 'suspended' WHERE id = $1", ann.user_id)
    assert (await get(world, addresses.picture(digest))).status_code == 404


async def test_who_goes_private_closes_the_plain_addresses(world: World) -> None:
    ann = await world.person("ann")
    digest = await store_picture(ann.user_id)
    for private, status in ((False, 200), (True, 404), (False, 200)):
        await ann.change_profile(ProfileChange(private=private))
        assert (await get(world, addresses.picture(digest))).status_code == status


async def test_the_database_is_asked_once_in_a_while(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ann = await world.newcomer()
    digest = await store_picture(ann.user_id)
    assert (await get(world, addresses.picture(digest))).status_code == 200
    await database.execute("UPDATE media SET restricted = true")
    assert (await get(world, addresses.picture(digest))).status_code == 200
    moment = time.monotonic() + access.REMEMBERED_SECONDS + 0.1
    monkeypatch.setattr(access.time, "monotonic", lambda: moment)
    assert (await get(world, addresses.picture(digest))).status_code == 404


async def test_a_signed_video_brings_its_signature_to_every_file(world: World, tmp_path: Path) -> None:
    ann = await world.newcomer(private=True)
    folder = await store_video(ann.user_id, tmp_path)
    master = addresses.video(folder, addresses.MASTER, signed=True)
    answer = await get(world, master)
    assert answer.status_code == 200
    relative = [line for line in answer.text.splitlines() if not line.startswith("#")]
    assert relative and all(not line.startswith(("/", "http")) for line in relative)
    for path in (*relative, *files()):
        url = str(httpx.URL(master).join(path))
        assert (await get(world, url)).status_code == 200, path
        assert (await get(world, addresses.video(folder, path))).status_code == 404, path
        ranged = await get(world, url, Range="bytes=0-9")
        assert (ranged.status_code, len(ranged.content)) == (206, 10)


async def test_no_cache_but_the_askers_own_keeps_what_was_signed(world: World, tmp_path: Path) -> None:
    ann = await world.newcomer(private=True)
    digest = await store_picture(ann.user_id)
    folder = await store_video(ann.user_id, tmp_path)
    whole_life = world.settings.media_link_minutes * 60
    for url in (addresses.picture(digest, signed=True), addresses.video(folder, "video.mp4", signed=True)):
        answer = await get(world, url)
        kind, _, seconds = answer.headers["Cache-Control"].partition(", max-age=")
        assert kind == "private" and whole_life / 2 - 5 < int(seconds) <= whole_life
        assert "Set-Cookie" not in answer.headers
    answer = await get(world, addresses.video(folder, addresses.MASTER, signed=True))
    assert answer.headers["Cache-Control"].startswith("private, max-age=")


async def test_a_signature_opens_nothing_else(world: World, tmp_path: Path) -> None:
    ann = await world.newcomer(private=True)
    one, other = await store_picture(ann.user_id), await store_picture(ann.user_id)
    folder, second = await store_video(ann.user_id, tmp_path), await store_video(ann.user_id, tmp_path)
    token = addresses.picture(one, signed=True).split("/")[-2]
    video_token = addresses.video(folder, "video.mp4", signed=True).split("/")[-4]
    for wrong in (
        f"{token}/{other.hex()}.webp",
        f"{video_token}/{one.hex()}.webp",
        f"{token}/video/{folder}/video.mp4",
        f"{video_token}/video/{second}/video.mp4",
        f"{video_token}/video/{second}/master.m3u8",
        f"{video_token}/video/{folder}/..%2f{second}%2fvideo.mp4",
        f"{video_token}/video/{second}/240/init.mp4",
    ):
        answer = await get(world, f"/media/signed/{wrong}")
        assert answer.status_code == 404, wrong
        assert answer.headers["Cache-Control"] == "private, no-store"


async def test_a_forged_signature_is_as_if_nothing_were_there(world: World) -> None:
    ann = await world.newcomer(private=True)
    digest = await store_picture(ann.user_id)
    token = addresses.picture(digest, signed=True).split("/")[-2]
    expires, _, signature = token.partition("-")
    absent = await get(world, addresses.picture(bytes(32), signed=True))
    assert absent.status_code == 404
    for forged in (
        f"{int(expires) + 1}-{signature}",
        f"{int(expires) * 10}-{signature}",
        f"0{expires}-{signature}",
        f"{expires}-{'0' * 32}",
        f"{expires}-{signature[:-1]}",
        f"{expires}-{signature.upper()}",
        f"{expires}-",
        f"-{signature}",
        f"{expires}",
        "",
        "٣٣٣-" + signature,
    ):
        answer = await get(world, f"/media/signed/{forged}/{digest.hex()}.webp")
        assert answer.status_code == 404, forged
        if forged.count("-") == 1 and len(forged) == len(token):
            assert answer.content == absent.content


async def test_a_link_expires_for_every_file_and_says_so(world: World, tmp_path: Path) -> None:
    ann = await world.newcomer(private=True)
    digest = await store_picture(ann.user_id)
    folder = await store_video(ann.user_id, tmp_path)
    urls = [addresses.picture(digest, signed=True)]
    urls += [addresses.video(folder, path, signed=True) for path in (addresses.MASTER, *files())]
    life = world.settings.media_link_minutes * 60
    with later(life / 2 - 5):
        assert {(await get(world, url)).status_code for url in urls} == {200}, "at least half of its life is left"
    with later(life + 1):
        for url in urls:
            answer = await get(world, url)
            assert answer.status_code == 410 and answer.json()["type"] == "/problems/link-expired"
            assert answer.headers["Cache-Control"] == "private, no-store"
            assert {name: answer.headers[name] for name in EVERYBODY} == EVERYBODY
        fresh = addresses.picture(digest, signed=True)
        assert fresh not in urls and (await get(world, fresh)).status_code == 200


async def test_a_link_stays_the_same_for_half_its_life_so_that_caches_help(world: World) -> None:
    half = world.settings.media_link_minutes * 30
    start = (time.time() // half) * half - time.time()
    with later(start + 1):
        first = addresses.picture(bytes(32), signed=True)
    with later(start + half - 1):
        assert addresses.picture(bytes(32), signed=True) == first
    with later(start + half + 1):
        assert addresses.picture(bytes(32), signed=True) != first


async def test_deleted_is_gone_for_whoever_still_has_the_link(world: World, tmp_path: Path) -> None:
    ann = await world.newcomer(private=True)
    digest = await store_picture(ann.user_id)
    folder = await store_video(ann.user_id, tmp_path)
    urls = [addresses.picture(digest, signed=True), addresses.video(folder, "240/00001.m4s", signed=True)]
    await store.delete_variant(digest)
    await store.delete_folder(folder)
    for url in urls:
        assert (await get(world, url)).status_code == 404


async def test_addresses_name_the_origin_for_media(world: World) -> None:
    settings = replace(world.settings, media_url="https://media.example.org/")
    with patch.object(resources, "settings", lambda: settings):
        assert addresses.picture(bytes(32)) == f"https://media.example.org/media/{'0' * 64}.webp"
        assert addresses.video("f" * 32, "video.mp4", signed=True).startswith("https://media.example.org/media/signed/")
