"""One PUT to a signed link: exactly the announced bytes, once, by whoever has the link, for a while."""

from datetime import UTC, datetime, timedelta

import jwt
import pytest

from server.kit import database, resources
from server.media import jobs, links, uploads
from server.media.links import Link
from shared.problems import ApiError
from tests.media import pictures
from tests.world import World, blob_files

PHOTO = pictures.photo(800, 500)


async def put(world: World, url: str, data: object, **headers: str) -> tuple[int, str]:
    answer = await world.http("PUT", url, headers=headers, content=data)
    name = answer.json()["type"].removeprefix("/problems/") if answer.status_code >= 400 else ""
    return answer.status_code, name


async def test_the_bytes_become_a_picture_whatever_their_type_is_called(world: World) -> None:
    ann = await world.person("ann")
    for kind in ("", "text/html", "multipart/form-data; boundary=x", "application/json", "image/jpeg"):
        link = await ann.direct_upload(len(PHOTO), "photo.jpg")
        assert timedelta(hours=23) < link.expires_at - datetime.now(UTC) <= timedelta(hours=24)
        headers = {"Content-Type": kind} if kind else {}
        assert await put(world, link.url, PHOTO, **headers) == (204, "")
        await world.drain()
        assert (await ann.media(link.media_id)).state == "ready"


async def test_a_link_works_once(world: World) -> None:
    ann = await world.person("ann")
    link = await ann.direct_upload(len(PHOTO))
    assert await put(world, link.url, PHOTO) == (204, "")
    assert await put(world, link.url, PHOTO) == (409, "upload-offset")
    await world.drain()
    assert await put(world, link.url, PHOTO) == (409, "upload-offset")
    assert (await ann.media(link.media_id)).state == "ready"


async def test_the_size_must_be_the_announced_one(world: World) -> None:
    ann = await world.person("ann")
    link = await ann.direct_upload(len(PHOTO))

    async def chunks(data: bytes):  # type: ignore[no-untyped-def]
        for at in range(0, len(data), 5000):
            yield data[at : at + 5000]

    assert await put(world, link.url, PHOTO + b"x") == (413, "upload-beyond-length")
    assert await put(world, link.url, chunks(PHOTO + b"x")) == (413, "upload-beyond-length")
    assert await put(world, link.url, PHOTO[:-1]) == (400, "upload-incomplete")
    assert await put(world, link.url, chunks(PHOTO[:-1])) == (400, "upload-incomplete")
    assert await put(world, link.url, b"") == (400, "upload-incomplete")
    assert blob_files(world.settings) == []
    assert await put(world, link.url, chunks(PHOTO)) == (204, ""), "a failed attempt does not use the link up"


async def test_a_size_beyond_the_limit_gets_no_link(world: World) -> None:
    ann = await world.person("ann")
    for size, status in ((world.settings.video_max_bytes + 1, 413), (0, 400), (-5, 400)):
        with pytest.raises(ApiError) as refused:
            await ann.direct_upload(size)
        assert refused.value.status == status


async def test_what_is_no_picture_is_refused(world: World) -> None:
    ann = await world.person("ann")
    link = await ann.direct_upload(5000)
    assert await put(world, link.url, b"<svg>" + bytes(4995)) == (415, "picture-type")
    assert await put(world, link.url, b"<svg>" + bytes(4995)) == (404, "upload-not-found")
    assert (await ann.media(link.media_id)).problem == "picture-type"
    assert blob_files(world.settings) == []


async def test_what_is_no_picture_is_refused_before_all_of_it_came(
    monkeypatch: pytest.MonkeyPatch, world: World
) -> None:
    monkeypatch.setattr(uploads, "PART_BYTES", 10_000)
    ann = await world.person("ann")
    link = await ann.direct_upload(1_000_000)
    sent = []

    async def junk():  # type: ignore[no-untyped-def]
        for at in range(0, 1_000_000, 5000):
            sent.append(at)
            yield b"<svg>" + bytes(4995)

    assert await put(world, link.url, junk()) == (415, "picture-type")
    assert len(sent) < 10
    assert blob_files(world.settings) == []


async def test_a_forged_or_foreign_token_is_no_link(world: World) -> None:
    ann = await world.person("ann")
    bob = await world.person("bob")
    link = await ann.direct_upload(len(PHOTO))
    base, _, token = link.url.rpartition("/")
    claims = jwt.decode(token, options={"verify_signature": False})
    secret = resources.settings().secret
    assert ann.tokens
    forged = [
        token[:-3] + ("AAA" if not token.endswith("AAA") else "BBB"),
        jwt.encode(claims, "another secret that is long enough!", "HS256"),
        jwt.encode(claims, None, "none"),
        jwt.encode(claims | {"sub": str(bob.user_id)}, secret, "HS256"),
        jwt.encode(claims | {"media": "1"}, secret, "HS256"),
        jwt.encode(claims | {"aud": "vitrine"}, secret, "HS256"),
        jwt.encode({k: v for k, v in claims.items() if k != "exp"}, secret, "HS256"),
        ann.tokens.access_token,
        "x",
    ]
    for wrong in forged:
        assert await put(world, f"{base}/{wrong}", PHOTO) == (404, "upload-not-found")
    assert await put(world, link.url, PHOTO) == (204, "")


async def test_a_link_is_no_way_in(world: World) -> None:
    ann = await world.person("ann")
    token = (await ann.direct_upload(len(PHOTO))).url.rpartition("/")[2]
    answer = await world.http("GET", "/api/v1/me", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 401


async def test_a_link_ends(world: World) -> None:
    ann = await world.person("ann")
    link = await ann.direct_upload(len(PHOTO))
    ended = links.sign(Link(int(link.media_id), ann.user_id, len(PHOTO)), datetime.now(UTC) - timedelta(seconds=1))
    assert await put(world, ended, PHOTO) == (410, "upload-expired")
    await database.execute("UPDATE uploads SET expires_at = now() - interval '1 second'")
    assert await put(world, link.url, PHOTO) == (410, "upload-expired")
    await jobs.expire_uploads()
    assert await put(world, link.url, PHOTO) == (404, "upload-not-found")


async def test_tus_does_not_reach_direct_uploads(world: World) -> None:
    ann = await world.person("ann")
    link = await ann.direct_upload(len(PHOTO))
    headers = {"Tus-Resumable": "1.0.0"}
    answer = await world.http("HEAD", f"/api/v1/uploads/{link.media_id}", ann, headers=headers)
    assert answer.status_code == 404
