"""Resumable uploads as their protocol says, and what it refuses."""

import base64
import hashlib
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest

from server.kit import database
from server.media import service, uploads
from tests.media.tus import BODY, PHOTO, TUS, UPLOADS, Tus, in_pieces, media_id_of, problem
from tests.world import World, blob_files


@pytest.fixture
async def ann(world: World) -> Tus:
    return Tus(world, await world.person("ann"))


# what the protocol promises


async def test_options_tell_everybody_what_is_spoken(world: World) -> None:
    for path in (UPLOADS, f"{UPLOADS}/123"):
        answer = await world.http("OPTIONS", path)
        assert answer.status_code == 204
        assert answer.headers["Tus-Version"] == "1.0.0"
        assert answer.headers["Tus-Extension"] == "creation,creation-with-upload,checksum,termination,expiration"
        assert answer.headers["Tus-Max-Size"] == str(world.settings.video_max_bytes)
        assert answer.headers["Tus-Checksum-Algorithm"] == "sha1,sha256"


async def test_a_browser_may_send_and_read_every_header(world: World) -> None:
    asked = {
        "Origin": "https://app.example",
        "Access-Control-Request-Method": "PATCH",
        "Access-Control-Request-Headers": "tus-resumable,upload-offset,upload-checksum,content-type,authorization",
    }
    answer = await world.http("OPTIONS", f"{UPLOADS}/123", headers=asked)
    assert answer.status_code in (200, 204)
    assert answer.headers["Access-Control-Allow-Origin"] in ("*", "https://app.example")
    assert (
        "PATCH" in answer.headers["Access-Control-Allow-Methods"]
        or answer.headers["Access-Control-Allow-Methods"] == "*"
    )
    seen = (await world.http("GET", "/api/v1/limits", headers={"Origin": "https://app.example"})).headers
    exposed = {name.strip().lower() for name in seen["Access-Control-Expose-Headers"].split(",")}
    assert {"location", "upload-offset", "tus-resumable", "vitrine-media-id", "upload-expires"} <= exposed


async def test_an_upload_in_pieces_becomes_a_picture(world: World, ann: Tus) -> None:
    answer = await ann.create(len(PHOTO), **{"Upload-Metadata": "filename cGhvdG8uanBn,private"})
    url = answer.headers["Location"]
    assert url.startswith(f"{world.settings.api_url}/api/v1/uploads/")
    assert answer.headers["Vitrine-Media-Id"] == media_id_of(url)
    assert answer.headers["Upload-Offset"] == "0"
    expires = parsedate_to_datetime(answer.headers["Upload-Expires"])
    assert timedelta(hours=23) < expires - datetime.now(UTC) <= timedelta(hours=24)
    offset = 0
    while offset < len(PHOTO):
        sent = await ann.patch(url, offset, PHOTO[offset : offset + 20_000])
        assert sent.status_code == 204 and "Upload-Expires" in sent.headers
        offset = int(sent.headers["Upload-Offset"])
        looked = await ann.head(url)
        assert looked.status_code == 200 and looked.headers["Cache-Control"] == "no-store"
        assert (looked.headers["Upload-Offset"], looked.headers["Upload-Length"]) == (str(offset), str(len(PHOTO)))
        assert looked.headers["Upload-Metadata"] == "filename cGhvdG8uanBn,private"
    assert (await ann.person.media(media_id_of(url))).state == "processing"
    await world.drain()
    media = await ann.person.media(media_id_of(url))
    assert media.state == "ready" and media.picture
    assert (media.picture.width, media.picture.height) == (900, 600)
    assert [variant.name for variant in media.picture.variants] == ["square", "w640", "w1080"]
    assert await ann.offset(url) == len(PHOTO), "a client that missed the last answer still learns that all is well"
    assert await database.fetchval("SELECT count(*) FROM upload_parts") > 0, "a draft may still want another look"
    async with database.transaction():
        await service.seal(int(media_id_of(url)))
    await world.drain()
    assert all(path.suffix == ".webp" for path in blob_files(world.settings)), "the original is gone"


async def test_creation_may_bring_the_first_bytes_or_all(world: World, ann: Tus) -> None:
    for bytes_sent in (1000, len(PHOTO)):
        headers = BODY | {"Upload-Length": str(len(PHOTO))}
        answer = await ann.raw("POST", UPLOADS, headers, PHOTO[:bytes_sent])
        assert answer.status_code == 201 and answer.headers["Upload-Offset"] == str(bytes_sent)
        url = answer.headers["Location"]
        if bytes_sent < len(PHOTO):
            assert (await ann.patch(url, bytes_sent, PHOTO[bytes_sent:])).status_code == 204
        await world.drain()
        assert (await ann.person.media(media_id_of(url))).state == "ready"


async def test_bytes_of_unknown_length_are_taken_too(ann: Tus) -> None:
    url = await ann.created()
    answer = await ann.patch(url, 0, in_pieces(PHOTO))
    assert answer.headers["Upload-Offset"] == str(len(PHOTO))


async def test_large_requests_are_stored_in_parts(monkeypatch: pytest.MonkeyPatch, world: World, ann: Tus) -> None:
    monkeypatch.setattr(uploads, "PART_BYTES", 10_000)
    url = await ann.created()
    assert (await ann.patch(url, 0, PHOTO)).status_code == 204
    rows = await database.fetch("SELECT start, size FROM upload_parts ORDER BY start")
    assert [row["start"] for row in rows] == list(range(0, len(PHOTO), 10_000))
    assert sum(row["size"] for row in rows) == len(PHOTO)
    await world.drain()
    assert (await ann.person.media(media_id_of(url))).state == "ready"


async def test_the_method_may_be_overridden(world: World, ann: Tus) -> None:
    url = await ann.created()
    headers = BODY | {"Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH"}
    assert (await ann.raw("POST", url, headers, PHOTO[:500])).status_code == 204
    assert await ann.offset(url) == 500
    assert (await ann.raw("POST", url, TUS | {"X-HTTP-Method-Override": "DELETE"})).status_code == 204
    assert (await ann.head(url)).status_code == 404
    assert (await ann.raw("POST", url, TUS)).status_code == 404


# checksums


def checksum(data: bytes, algorithm: str = "sha1") -> str:
    return f"{algorithm} {base64.b64encode(hashlib.new(algorithm, data).digest()).decode()}"


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
async def test_bytes_that_match_their_checksum_count(ann: Tus, algorithm: str) -> None:
    url = await ann.created()
    answer = await ann.patch(url, 0, PHOTO[:3000], **{"Upload-Checksum": checksum(PHOTO[:3000], algorithm)})
    assert answer.status_code == 204 and await ann.offset(url) == 3000


async def test_bytes_damaged_on_their_way_do_not_count(monkeypatch: pytest.MonkeyPatch, world: World, ann: Tus) -> None:
    monkeypatch.setattr(uploads, "PART_BYTES", 10_000)
    url = await ann.created()
    assert (await ann.patch(url, 0, PHOTO[:2000])).status_code == 204
    rest = PHOTO[2000:]
    answer = await ann.patch(url, 2000, rest[:-1] + b"?", **{"Upload-Checksum": checksum(rest)})
    assert problem(answer) == (460, "checksum-mismatch")
    assert await ann.offset(url) == 2000
    assert len(blob_files(world.settings)) == 1, "nothing of the damaged request is kept"
    assert (await ann.patch(url, 2000, rest, **{"Upload-Checksum": checksum(rest)})).status_code == 204


@pytest.mark.parametrize("header", ["md5 abcd", "sha1", "sha1 !!", "sha1 ", "garbage"])
async def test_a_checksum_that_cannot_be_read_is_refused(ann: Tus, header: str) -> None:
    url = await ann.created()
    assert problem(await ann.patch(url, 0, PHOTO[:9], **{"Upload-Checksum": header})) == (400, "upload-checksum")
    assert await ann.offset(url) == 0


# refusals


async def test_other_versions_are_refused(ann: Tus) -> None:
    url = await ann.created()
    for method, target in (("POST", UPLOADS), ("HEAD", url), ("PATCH", url), ("DELETE", url)):
        headers = BODY | {"Upload-Length": "9", "Upload-Offset": "0", "Tus-Resumable": "0.2.2"}
        answer = await ann.raw(method, target, headers)
        assert answer.status_code == 412 and answer.headers["Tus-Version"] == "1.0.0"
        del headers["Tus-Resumable"]
        assert (await ann.raw(method, target, headers)).status_code == 400
    assert await ann.offset(url) == 0


async def test_missing_and_senseless_headers_are_refused(world: World, ann: Tus) -> None:
    assert problem(await ann.raw("POST", UPLOADS, TUS)) == (400, "upload-length")
    for length in ("-1", "abc", "1e3", "", "٣", "9" * 30):
        raw = TUS | {"Upload-Length": length.encode()}  # type: ignore[dict-item]
        assert problem(await ann.raw("POST", UPLOADS, raw))[0] == 400
    assert problem(await ann.raw("POST", UPLOADS, TUS | {"Upload-Defer-Length": "1"})) == (400, "upload-length")
    assert problem(await ann.create(0)) == (400, "upload-empty")
    for metadata in ("filename", "name !!", "a YQ==,a YQ==", " ,", "x " + "QUFB" * 2000):
        answer = await ann.create(9, **{"Upload-Metadata": metadata})
        assert answer.status_code == (201 if metadata == "filename" else 400), metadata
    url = await ann.created()
    assert problem(await ann.raw("PATCH", url, BODY, b"x")) == (400, "upload-offset")
    assert problem(await ann.raw("PATCH", url, BODY | {"Upload-Offset": "-5"}, b"x")) == (400, "upload-offset")
    wrong_type = TUS | {"Upload-Offset": "0", "Content-Type": "image/jpeg"}
    assert problem(await ann.raw("PATCH", url, wrong_type, PHOTO)) == (415, "upload-body-type")
    assert await ann.offset(url) == 0
    assert blob_files(world.settings) == []


async def test_a_wrong_offset_is_refused(ann: Tus) -> None:
    url = await ann.created()
    await ann.patch(url, 0, PHOTO[:5000])
    for offset in (0, 4999, 5001, len(PHOTO)):
        answer = await ann.patch(url, offset, PHOTO[:100])
        assert problem(answer) == (409, "upload-offset")
        assert answer.json()["extra"] == {"offset": 5000}
    assert await ann.offset(url) == 5000


@pytest.mark.parametrize("announced", [True, False])
async def test_more_bytes_than_announced_leave_nothing(
    monkeypatch: pytest.MonkeyPatch, world: World, ann: Tus, announced: bool
) -> None:
    monkeypatch.setattr(uploads, "PART_BYTES", 5000)
    url = await ann.created(20_000)
    body = PHOTO[:25_000]
    answer = await ann.patch(url, 0, body if announced else in_pieces(body))
    assert problem(answer) == (413, "upload-beyond-length")
    assert await ann.offset(url) == 0
    assert blob_files(world.settings) == []


async def test_nobody_else_sees_or_touches_an_upload(world: World, ann: Tus) -> None:
    bob = Tus(world, await world.person("bob"))
    url = await ann.created()
    await ann.patch(url, 0, PHOTO[:1000])
    missing = f"{UPLOADS}/123456"
    for target in (url, missing, f"{UPLOADS}/{2**80}", f"{UPLOADS}/abc"):
        assert (await bob.head(target)).status_code == 404
        assert problem(await bob.patch(target, 1000, PHOTO[1000:])) == (404, "upload-not-found")
        assert problem(await bob.delete(target)) == (404, "upload-not-found")
    hidden, absent = await bob.delete(url), await bob.delete(missing)
    assert hidden.content == absent.content, "hidden and missing look the same"
    for method in ("POST", "HEAD", "PATCH", "DELETE"):
        target = UPLOADS if method == "POST" else url
        assert (await world.http(method, target, headers=BODY | {"Upload-Offset": "1000"})).status_code == 401
    assert await ann.offset(url) == 1000


async def test_the_bytes_must_be_a_picture(world: World, ann: Tus) -> None:
    url = await ann.created(500_000)
    answer = await ann.patch(url, 0, b"%PDF-1.7 " + bytes(50_000))
    assert problem(answer) == (415, "picture-type"), "refused before the rest is sent"
    assert (await ann.head(url)).status_code == 404
    media = await ann.person.media(media_id_of(url))
    assert (media.state, media.problem) == ("failed", "picture-type") and "JPEG" in media.reason
    await world.drain()
    assert blob_files(world.settings) == []


async def test_a_few_bytes_are_judged_when_all_are_there(ann: Tus) -> None:
    url = await ann.created(40)
    for offset in range(39):
        assert (await ann.patch(url, offset, PHOTO[offset : offset + 1])).status_code == 204
    assert (await ann.patch(url, 39, b"x")).status_code == 204
    other = await ann.created(30)
    assert (await ann.patch(other, 0, b"GIF")).status_code == 204
    assert problem(await ann.patch(other, 3, b"t" * 27)) == (415, "picture-type")
