"""What players get: files of a video with ranges, and a master playlist that grows."""

import asyncio
import hashlib
import re
from pathlib import Path
from typing import Any

import pytest

from server.kit import database
from server.media import store
from server.media.delivery import answers
from tests.media.stored import files, store_video
from tests.media.test_delivery import EVERYBODY
from tests.world import World

TYPES = {
    "240/init.mp4": "video/mp4",
    "240/index.m3u8": "application/vnd.apple.mpegurl",
    "1080/00002.m4s": "video/iso.segment",
    "video.mp4": "video/mp4",
    "strip.webp": "image/webp",
}


@pytest.fixture
async def ann(world: World) -> int:
    return (await world.newcomer("ann")).user_id


async def test_every_file_of_a_video_has_its_type_and_stays_for_ever(world: World, ann: int, tmp_path: Path) -> None:
    folder = await store_video(ann, tmp_path)
    for path, size in files().items():
        answer = await world.http("GET", f"/media/video/{folder}/{path}")
        assert (answer.status_code, len(answer.content)) == (200, size)
        assert answer.headers["Cache-Control"].startswith("public, max-age=31536000, s-maxage=86400,")
        assert answer.headers["Cache-Control"].endswith("immutable")
        assert {name: answer.headers[name] for name in EVERYBODY} == EVERYBODY
        assert "Set-Cookie" not in answer.headers
        if path in TYPES:
            assert answer.headers["Content-Type"] == TYPES[path]
        head = await world.http("HEAD", f"/media/video/{folder}/{path}")
        assert (head.status_code, head.content, head.headers["Content-Length"]) == (200, b"", str(size))
        again = {"If-None-Match": answer.headers["ETag"]}
        assert (await world.http("GET", f"/media/video/{folder}/{path}", headers=again)).status_code == 304


async def test_no_two_files_share_an_etag(world: World, ann: int, tmp_path: Path) -> None:
    seen = set()
    for folder in (await store_video(ann, tmp_path), await store_video(ann, tmp_path)):
        for path in files():
            seen.add((await world.http("HEAD", f"/media/video/{folder}/{path}")).headers["ETag"])
    assert len(seen) == 2 * len(files())


async def test_a_player_seeks_by_ranges(world: World, ann: int, tmp_path: Path) -> None:
    folder = await store_video(ann, tmp_path)
    url = f"/media/video/{folder}/video.mp4"
    whole = (await world.http("GET", url)).content
    size = len(whole)
    for asked, first, last in (
        ("bytes=0-1", 0, 1),
        ("bytes=0-", 0, size - 1),
        ("bytes=2500000-2600000", 2_500_000, 2_600_000),
        ("bytes=-1000", size - 1000, size - 1),
        (f"bytes={size - 5}-{size + 5}", size - 5, size - 1),
    ):
        answer = await world.http("GET", url, headers={"Range": asked})
        assert answer.status_code == 206 and answer.content == whole[first : last + 1], asked
        assert answer.headers["Content-Range"] == f"bytes {first}-{last}/{size}"
        assert answer.headers["Content-Length"] == str(last - first + 1)
        assert answer.headers["Content-Type"] == "video/mp4"
    for asked in (f"bytes={size}-", "bytes=5-2", "bytes=-0"):
        answer = await world.http("GET", url, headers={"Range": asked})
        assert answer.status_code == 416 and answer.headers["Content-Range"] == f"bytes */{size}"
        assert {name: answer.headers[name] for name in EVERYBODY} == EVERYBODY
    etag = (await world.http("HEAD", url)).headers["ETag"]
    for if_range, status in ((etag, 206), ('"x"', 200), (f"W/{etag}", 200), ("Sun, 22 Nov 2026 10:00:00 GMT", 200)):
        headers = {"Range": "bytes=0-9", "If-Range": if_range}
        assert (await world.http("GET", url, headers=headers)).status_code == status
    several = await world.http("GET", url, headers={"Range": "bytes=0-1,5-6"})
    assert several.status_code == 200 and several.content == whole, "several ranges at once are not worth their trouble"
    head = await world.http("HEAD", url, headers={"Range": "bytes=0-1"})
    assert (head.status_code, head.headers["Content-Length"]) == (200, str(size))


@pytest.mark.parametrize("asked", [{}, {"Range": "bytes=1000000-"}])
async def test_a_large_file_passes_in_pieces(world: World, ann: int, tmp_path: Path, asked: dict[str, str]) -> None:
    size = 12_000_000
    folder = await store_video(ann, tmp_path, {"mp4": "ready"}, mp4_bytes=size)
    expected = (tmp_path / "work").read_bytes()[1_000_000 if asked else 0 :]
    sizes, digest, messages, over = [], hashlib.sha256(), [], asyncio.Event()

    async def send(message: Any) -> None:
        if message["type"] == "http.response.body":
            sizes.append(len(message["body"]))
            digest.update(message["body"])
            if not message["more_body"]:
                over.set()
        else:
            messages.append(message)

    async def receive() -> Any:
        await over.wait()
        return {"type": "http.disconnect"}

    path = f"/media/video/{folder}/video.mp4"
    headers = [(name.lower().encode(), value.encode()) for name, value in asked.items()]
    scope = {"type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": b""}
    scope |= {"headers": headers, "http_version": "1.1", "scheme": "http", "root_path": "", "asgi": {"version": "3.0"}}
    await world.app(scope, receive, send)  # type: ignore[arg-type]
    assert sum(sizes) == len(expected) and digest.digest() == hashlib.sha256(expected).digest()
    assert max(sizes) <= answers.PIECE_BYTES
    assert (b"content-length", str(len(expected)).encode()) in {
        (name.lower(), value) for name, value in messages[0]["headers"]
    }


async def test_the_master_playlist_grows_with_the_renditions(world: World, ann: int, tmp_path: Path) -> None:
    states = {"240": "waiting", "480": "waiting", "720": "waiting", "mp4": "waiting", "strip": "waiting"}
    folder = await store_video(ann, tmp_path, states)
    url = f"/media/video/{folder}/master.m3u8"
    nothing = await world.http("GET", url)
    assert (nothing.status_code, nothing.headers["Cache-Control"]) == (404, "public, max-age=2")
    seen = []
    for name, cache in (("240", "public, max-age=2"), ("720", "public, max-age=2"), ("480", "public, max-age=3600")):
        await database.execute("UPDATE renditions SET state = 'ready' WHERE name = $1", name)
        answer = await world.http("GET", url)
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "application/vnd.apple.mpegurl"
        assert answer.headers["Cache-Control"] == cache
        assert {header: answer.headers[header] for header in EVERYBODY} == EVERYBODY
        seen.append((answer.headers["ETag"], re.findall(r"^\w+/index\.m3u8$", answer.text, re.MULTILINE)))
    assert [names for _, names in seen] == [
        ["240/index.m3u8"],
        ["240/index.m3u8", "720/index.m3u8"],
        ["240/index.m3u8", "480/index.m3u8", "720/index.m3u8"],
    ]
    assert len({etag for etag, _ in seen}) == 3
    unchanged = await world.http("GET", url, headers={"If-None-Match": seen[-1][0]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    head = await world.http("HEAD", url)
    assert (head.content, head.headers["Content-Length"]) == (b"", str(len(answer.content)))


async def test_the_master_playlist_says_what_a_player_must_know(world: World, ann: int, tmp_path: Path) -> None:
    folder = await store_video(ann, tmp_path, {"240": "ready", "480": "failed", "mp4": "ready", "strip": "making"})
    answer = await world.http("GET", f"/media/video/{folder}/master.m3u8")
    assert answer.text == (
        "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n"
        "#EXT-X-STREAM-INF:BANDWIDTH=600000,AVERAGE-BANDWIDTH=400000,RESOLUTION=240x426,FRAME-RATE=30.000,"
        'CODECS="avc1.64001f,mp4a.40.2"\n'
        "240/index.m3u8\n"
    )
    assert answer.headers["Cache-Control"] == "public, max-age=3600", "a rendition that failed will not come any more"


NO_FILES = [
    "360/index.m3u8",
    "240/index.m3u8/",
    "240/index.M3U8",
    "240/1.m4s",
    "240/000001.m4s",
    "240/0000a.m4s",
    "240/٠٠٠٠١.m4s",
    "240/init.mp4%00.m4s",
    "240/..%2fvideo.mp4",
    "240%2f..%2fvideo.mp4",
    "240%2f%2e%2e%2fvideo.mp4",
    "240%252findex.m3u8",
    "..%2f..%2f..%2fetc%2fpasswd",
    "..%5c..%5csecret",
    "/etc/passwd",
    "//video.mp4",
    "%2fvideo.mp4",
    "video.mp4/",
    "video.mp4%2f",
    "video.mp4%0d%0aX-Evil: 1",
    "video.mp4%00",
    "video.mp4%0a",
    "index.m3u8",
    "master.m3u8.bak",
    "240\\index.m3u8",
    "work",
    "",
]


async def test_nothing_else_in_a_folder_is_delivered(world: World, ann: int, tmp_path: Path) -> None:
    folder = await store_video(ann, tmp_path, {"240": "ready", "mp4": "ready"})
    for path in NO_FILES:
        answer = await world.http("GET", f"/media/video/{folder}/{path}")
        assert answer.status_code == 404, path
        assert {name: answer.headers[name] for name in EVERYBODY} == EVERYBODY


async def test_nothing_is_in_other_folders(world: World, ann: int, tmp_path: Path) -> None:
    await store_video(ann, tmp_path, {"240": "ready", "mp4": "ready"})
    for folder in ("", "0" * 31, "0" * 33, "A" * 32, "g" * 32, "0" * 32, "%2e%2e", "*" * 32):
        for path in ("video.mp4", "240/index.m3u8", "master.m3u8"):
            assert (await world.http("GET", f"/media/video/{folder}/{path}")).status_code == 404, folder


async def test_a_playlist_reaches_no_other_users_file(world: World, ann: int, tmp_path: Path) -> None:
    """The address of one's own video, bent towards a private one."""
    ben = (await world.newcomer("ben", private=True)).user_id
    mine, theirs = await store_video(ann, tmp_path), await store_video(ben, tmp_path)
    for bent in (
        f"{mine}/..%2f{theirs}%2f240%2findex.m3u8",
        f"{mine}%2f..%2f{theirs}/240/index.m3u8",
        f"{mine}/240/..%2f..%2f{theirs}%2f240%2findex.m3u8",
        f"{mine}/%2fvideo%2f{theirs}%2f240%2findex.m3u8",
        f"{theirs}/240/index.m3u8",
        f"{theirs}/master.m3u8",
        f"{theirs}/video.mp4",
    ):
        assert (await world.http("GET", f"/media/video/{bent}")).status_code == 404, bent


async def test_a_folder_goes_with_all_its_files_and_never_with_others(world: World, ann: int, tmp_path: Path) -> None:
    gone, kept = await store_video(ann, tmp_path), await store_video(ann, tmp_path)
    await store.delete_folder(gone)
    assert (await world.http("GET", f"/media/video/{gone}/video.mp4")).status_code == 404
    assert (await world.http("GET", f"/media/video/{kept}/video.mp4")).status_code == 200
    for senseless in ("", ".", "..", gone[:8], "*"):
        with pytest.raises(ValueError, match="no folder"):
            await store.delete_folder(senseless)
    assert (await world.http("GET", f"/media/video/{kept}/video.mp4")).status_code == 200
