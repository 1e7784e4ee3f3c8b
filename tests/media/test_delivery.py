"""What the image loaders of browsers, phones and proxies get."""

import hashlib

import pytest

from tests.media import pictures
from tests.world import World

PHOTO = pictures.photo(1200, 800)


@pytest.fixture
async def urls(world: World) -> list[str]:
    ann = await world.person("ann")
    media_id = await ann.upload(PHOTO)
    await world.drain()
    picture = (await ann.media(media_id)).picture
    assert picture
    assert all(variant.url.startswith(f"{world.settings.api_url}/media/") for variant in picture.variants)
    return [variant.url for variant in picture.variants]


EVERYBODY = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'",
}


async def test_a_variant_is_what_its_name_says(world: World, urls: list[str]) -> None:
    for url in urls:
        answer = await world.http("GET", url)
        digest = url.rpartition("/")[2].removesuffix(".webp")
        assert answer.status_code == 200
        assert hashlib.sha256(answer.content).hexdigest() == digest
        assert pictures.opened(answer.content).format == "WEBP"
        expected = EVERYBODY | {
            "Content-Type": "image/webp",
            "Cache-Control": "public, max-age=31536000, s-maxage=86400, stale-while-revalidate=60, immutable",
            "ETag": f'"{digest}"',
            "Content-Disposition": "inline",
            "Accept-Ranges": "bytes",
            "Content-Length": str(len(answer.content)),
        }
        assert {name: answer.headers[name] for name in expected} == expected
        head = await world.http("HEAD", url)
        assert head.status_code == 200 and head.content == b""
        assert {name: head.headers[name] for name in expected} == expected


async def test_from_an_app_on_another_origin(world: World, urls: list[str]) -> None:
    for url in (urls[0], urls[0][:-6] + "x.webp"):
        answer = await world.http("GET", url, headers={"Origin": "https://elsewhere.example"})
        assert answer.headers.get_list("Access-Control-Allow-Origin") == ["*"]


async def test_a_known_variant_is_not_sent_again(world: World, urls: list[str]) -> None:
    etag = (await world.http("GET", urls[0])).headers["ETag"]
    for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        answer = await world.http("GET", urls[0], headers={"If-None-Match": known})
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["ETag"] == etag and "immutable" in answer.headers["Cache-Control"]
    assert (await world.http("GET", urls[0], headers={"If-None-Match": '"other"'})).status_code == 200
    gone = f"{world.settings.api_url}/media/{'0' * 64}.webp"
    assert (await world.http("GET", gone, headers={"If-None-Match": "*"})).status_code == 404


async def test_ranges(world: World, urls: list[str]) -> None:
    whole = (await world.http("GET", urls[1])).content
    size = len(whole)
    for asked, first, last in (
        ("bytes=0-9", 0, 9),
        ("bytes=100-", 100, size - 1),
        ("bytes=-50", size - 50, size - 1),
        ("bytes=0-999999999", 0, size - 1),
        (f"bytes=-{size * 2}", 0, size - 1),
        (f"bytes={size - 1}-", size - 1, size - 1),
    ):
        answer = await world.http("GET", urls[1], headers={"Range": asked})
        assert answer.status_code == 206, asked
        assert answer.headers["Content-Range"] == f"bytes {first}-{last}/{size}"
        assert answer.content == whole[first : last + 1]
        assert answer.headers["Content-Length"] == str(last - first + 1)
    for asked in (f"bytes={size}-", "bytes=9-3", "bytes=-0", f"bytes={10**15}-"):
        answer = await world.http("GET", urls[1], headers={"Range": asked})
        assert answer.status_code == 416 and answer.headers["Content-Range"] == f"bytes */{size}"
    for asked in ("bytes=0-1,5-6", "bytes=-", "lines=1-2", "bytes=a-b", "bytes=" + "9" * 40 + "-"):
        assert (await world.http("GET", urls[1], headers={"Range": asked})).status_code == 200
    stale = {"Range": "bytes=0-9", "If-Range": '"another"'}
    assert (await world.http("GET", urls[1], headers=stale)).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/media/",
        "/media/x.webp",
        f"/media/{'0' * 64}.webp",
        f"/media/{'A' * 64}.webp",
        f"/media/{'0' * 64}.webp/",
        f"/media/{'0' * 64}.webp/x",
        f"/media/{'0' * 64}.webp%00.jpg",
        f"/media/{'0' * 64}",
        f"/media/{'0' * 63}.webp",
        "/media/..%2f..%2fetc%2fpasswd",
        "/media/%2e%2e/%2e%2e/secret",
        "/media//etc/passwd",
        "/media/ab/" + "0" * 64 + ".webp",
        "/media/..\\..\\secret",
        "/media/%c0%ae%c0%ae/passwd",
        "/media/uploads/1/000000000000-aaaaaaaa",
    ],
)
async def test_nothing_else_is_delivered(world: World, path: str) -> None:
    answer = await world.http("GET", path)
    assert answer.status_code == 404
    assert b"passwd" not in answer.content
    if path != "/media/":
        assert {name: answer.headers[name] for name in EVERYBODY} == EVERYBODY
        assert answer.json()["type"] == "/problems/picture-not-found"
        assert "immutable" not in answer.headers["Cache-Control"]


async def test_nothing_can_be_changed(world: World, urls: list[str]) -> None:
    for method in ("PUT", "POST", "DELETE", "PATCH"):
        assert (await world.http(method, urls[0], content=b"x")).status_code == 405
