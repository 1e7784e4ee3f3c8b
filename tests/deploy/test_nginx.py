"""The configuration in `deploy/`, run by the real nginx before the real API."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

from server.kit import database
from server.live import service as pushes
from server.media import addresses, store
from server.settings import LIVE_PATH, Settings
from shared.accounts import ProfileChange
from tests import programs
from tests.deploy.edge import HOSTS, Edge, made, running
from tests.live import gateways
from tests.media.listening import listening
from tests.media.stored import store_picture, store_video
from tests.media.test_delivery import EVERYBODY
from tests.world import World, opened_world

EDGE_SECONDS = 1
TICK = 1.1
"""nginx counts in whole seconds."""
GONE = 2 * EDGE_SECONDS + TICK
"""After its time, and as long again in which it may be stale."""
forgetful = pytest.mark.parametrize("world", [EDGE_SECONDS], indirect=True)
"""The edge keeps things for seconds only."""


@pytest.fixture
def edge_made() -> Iterator[Edge]:
    programs.needed("nginx")
    with made() as edge:
        yield edge


@pytest.fixture
async def world(clean_settings: Settings, edge_made: Edge, request: pytest.FixtureRequest) -> AsyncIterator[World]:
    """Behind the running edge, which the addresses of its media name."""
    settings = {"media_url": edge_made.url, "media_edge_seconds": getattr(request, "param", 86_400)}
    async with opened_world(clean_settings, **settings) as world:
        with patch.object(world, "app", edge_made.counting(world.app)):
            async with listening(world) as api, running(edge_made, api.removeprefix("http://")):
                yield world


@pytest.fixture
def edge(world: World, edge_made: Edge) -> Edge:
    return edge_made


async def test_a_picture_is_fetched_once_for_everybody(edge: Edge, world: World) -> None:
    digest = await store_picture((await world.newcomer()).user_id)
    url = addresses.picture(digest)
    assert url.startswith(edge.url)
    answers = [await edge.get(url) for _ in range(50)]
    statuses = [answer.headers["X-Cache-Status"] for answer in answers]
    assert statuses == ["MISS"] + ["HIT"] * 49
    assert len(edge.seen) == 1
    assert {store.digest_of(answer.content) for answer in answers} == {digest}
    for answer in (answers[0], answers[-1]):
        assert {name: answer.headers[name] for name in EVERYBODY} == EVERYBODY
        assert answer.headers.get_list("Access-Control-Allow-Origin") == ["*"]
        assert answer.headers["ETag"] == f'"{digest.hex()}"' and "immutable" in answer.headers["Cache-Control"]
        assert "Set-Cookie" not in answer.headers
    known = await edge.get(url, **{"If-None-Match": answers[0].headers["ETag"]})
    assert known.status_code == 304
    head = await edge.get(url, method="HEAD")
    assert (head.status_code, head.headers["Content-Length"]) == (200, str(len(answers[0].content)))
    assert len(edge.seen) == 1


async def test_a_crowd_that_comes_at_once_asks_the_api_once(edge: Edge, world: World) -> None:
    digest = await store_picture((await world.newcomer()).user_id)
    answers = await asyncio.gather(*(edge.get(addresses.picture(digest)) for _ in range(40)))
    assert {answer.status_code for answer in answers} == {200} and len(edge.seen) == 1


async def test_queries_and_spellings_make_no_second_copy(edge: Edge, world: World) -> None:
    digest = await store_picture((await world.newcomer()).user_id)
    url = addresses.picture(digest)
    path = url.removeprefix(edge.url)
    await edge.get(url)
    for spelled in (f"{path}?x=1", f"{path}?{'y' * 500}", path.replace("/media", "//media"), f"/x/..{path}"):
        assert (await edge.get(spelled)).headers["X-Cache-Status"] == "HIT", spelled
    assert len(edge.seen) == 1


async def test_whatever_origin_asks_gets_the_same(edge: Edge, world: World, tmp_path: Path) -> None:
    ann = (await world.newcomer()).user_id
    digest, folder = await store_picture(ann), await store_video(ann, tmp_path, {"mp4": "ready"}, mp4_bytes=1000)
    for url in (addresses.picture(digest), addresses.video(folder, "video.mp4")):
        for origin, status in (("https://example.org", "MISS"), ("https://other.example", "HIT"), ("null", "HIT")):
            answer = await edge.get(url, Origin=origin)
            assert (answer.status_code, answer.headers["X-Cache-Status"]) == (200, status)
            assert answer.headers.get_list("Access-Control-Allow-Origin") == ["*"]


async def test_no_line_break_passes_into_the_request_to_the_api(edge: Edge, world: World, tmp_path: Path) -> None:
    ann = (await world.newcomer()).user_id
    digest, folder = await store_picture(ann), await store_video(ann, tmp_path)
    for url in (addresses.picture(digest), addresses.video(folder, "video.mp4"), addresses.video(folder, "strip.webp")):
        for end in ("%0a", "%0d%0aX-Evil:%201", "%00", "%20HTTP/1.1"):
            assert (await edge.get(url + end)).status_code in (400, 404)
    assert all("\n" not in path and "Evil: " not in path for _, path, _ in edge.seen)
    assert (await edge.get(addresses.picture(digest))).status_code == 200, "and no refusal stands in its place"


async def test_segments_and_playlists_are_kept_too(edge: Edge, world: World, tmp_path: Path) -> None:
    folder = await store_video((await world.newcomer()).user_id, tmp_path)
    for path in ("240/init.mp4", "240/index.m3u8", "1080/00001.m4s", "strip.webp", addresses.MASTER):
        answers = [await edge.get(addresses.video(folder, path)) for _ in range(2)]
        assert [answer.headers["X-Cache-Status"] for answer in answers] == ["MISS", "HIT"], path
        assert answers[0].content == answers[1].content and answers[0].status_code == 200


async def test_ranges_of_a_kept_picture_come_from_the_cache(edge: Edge, world: World) -> None:
    url = addresses.picture(await store_picture((await world.newcomer()).user_id))
    whole = (await edge.get(url)).content
    part = await edge.get(url, Range="bytes=10-19")
    assert (part.status_code, part.content) == (206, whole[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(whole)}"
    assert (await edge.get(url, Range=f"bytes={len(whole)}-")).status_code == 416
    assert len(edge.seen) == 1


async def test_a_whole_video_is_kept_in_slices(edge: Edge, world: World, tmp_path: Path) -> None:
    folder = await store_video((await world.newcomer()).user_id, tmp_path, {"mp4": "ready"}, mp4_bytes=3_500_000)
    whole = (tmp_path / "work").read_bytes()
    url = addresses.video(folder, "video.mp4")
    part = await edge.get(url, Range="bytes=1100000-1199999")
    assert (part.status_code, part.content) == (206, whole[1_100_000:1_200_000])
    assert part.headers["Content-Range"] == f"bytes 1100000-1199999/{len(whole)}"
    assert [asked for _, _, asked in edge.seen] == ["bytes=1048576-2097151"], "one slice, not the file"
    again = await edge.get(url, Range="bytes=1150000-1160000")
    assert again.headers["X-Cache-Status"] == "HIT" and again.content == whole[1_150_000:1_160_001]
    everything = await edge.get(url)
    assert (everything.status_code, everything.content) == (200, whole)
    assert everything.headers["Content-Type"] == "video/mp4"
    assert sorted(asked for _, _, asked in edge.seen) == [
        "bytes=0-1048575",
        "bytes=1048576-2097151",
        "bytes=2097152-3145727",
        "bytes=3145728-4194303",
    ], "each slice once"
    tail = await edge.get(url, Range="bytes=-1000")
    assert (tail.status_code, tail.content) == (206, whole[-1000:])
    assert (await edge.get(url, Range="bytes=9999999-")).status_code == 416


async def test_nothing_private_is_kept_for_anybody(edge: Edge, world: World, tmp_path: Path) -> None:
    ann = (await world.newcomer(private=True)).user_id
    digest, folder = await store_picture(ann), await store_video(ann, tmp_path)
    for signed, plain in (
        (addresses.picture(digest, signed=True), addresses.picture(digest)),
        (addresses.video(folder, "240/00001.m4s", signed=True), addresses.video(folder, "240/00001.m4s")),
        (addresses.video(folder, "video.mp4", signed=True), addresses.video(folder, "video.mp4")),
        (addresses.video(folder, addresses.MASTER, signed=True), addresses.video(folder, addresses.MASTER)),
    ):
        before = len(edge.seen)
        for _ in range(2):
            answer = await edge.get(signed)
            assert answer.status_code == 200 and answer.headers["Cache-Control"].startswith("private")
            assert "X-Cache-Status" not in answer.headers
            assert (await edge.get(signed, Range="bytes=0-9")).status_code in (200, 206)
        assert len(edge.seen) == before + 4, "each time the API is asked whether the signature still holds"
        for other in (plain, plain.replace("/media/", "/media/signed/1-" + "0" * 32 + "/")):
            assert (await edge.get(other)).status_code == 404
        bent = signed.replace("/media/signed/", "/media/x/../signed/")
        assert (await edge.get(bent)).status_code in (200, 404)
        assert (await edge.get(plain)).status_code == 404
    kept = [path for path in (edge.folder / "media").rglob("*") if path.is_file()]
    assert all(b"RIFF" not in path.read_bytes()[:2000] and b"#EXTM3U" not in path.read_bytes() for path in kept)
    log = (edge.folder / "access.log").read_text()
    assert "/media/signed/" not in log, "signed addresses are keys"


async def test_who_shows_a_token_gets_nothing_kept_and_leaves_nothing(edge: Edge, world: World) -> None:
    url = addresses.picture(await store_picture((await world.newcomer()).user_id))
    for _ in range(2):
        answer = await edge.get(url, Authorization="Bearer abc", Cookie="session=1")
        assert answer.status_code == 200 and answer.headers["X-Cache-Status"] == "BYPASS"
        assert "authorization" not in edge.last_headers and "cookie" not in edge.last_headers
    assert (await edge.get(url)).headers["X-Cache-Status"] == "MISS"


async def test_the_growing_master_is_soon_seen_in_full(edge: Edge, world: World, tmp_path: Path) -> None:
    states = {"240": "ready", "480": "waiting"}
    folder = await store_video((await world.newcomer()).user_id, tmp_path, states)
    url = addresses.video(folder, addresses.MASTER)
    assert "480/" not in (await edge.get(url)).text
    await database.execute("UPDATE renditions SET state = 'ready'")
    await asyncio.sleep(2 + TICK)
    assert "480/" in (await edge.get(url)).text
    assert (await edge.get(url)).headers["X-Cache-Status"] == "HIT"


@forgetful
async def test_what_was_deleted_is_gone_after_its_time(edge: Edge, world: World) -> None:
    ann = (await world.newcomer()).user_id
    asked, forgotten = await store_picture(ann), await store_picture(ann)
    for digest in (asked, forgotten):
        assert (await edge.get(addresses.picture(digest))).status_code == 200
        await store.delete_variant(digest)
    await asyncio.sleep(EDGE_SECONDS + TICK)
    await edge.get(addresses.picture(asked))  # may still be the old one, while the edge asks again
    await asyncio.sleep(0.5)
    assert (await edge.get(addresses.picture(asked))).status_code == 404
    await asyncio.sleep(EDGE_SECONDS)
    assert (await edge.get(addresses.picture(forgotten))).status_code == 404, "nobody ever sees it again"


@forgetful
async def test_what_went_private_is_gone_after_its_time(edge: Edge, world: World) -> None:
    ann = await world.person("ann")
    url = addresses.picture(await store_picture(ann.user_id))
    assert (await edge.get(url)).status_code == 200
    await ann.change_profile(ProfileChange(private=True))
    await asyncio.sleep(GONE)
    assert (await edge.get(url)).status_code == 404


@forgetful
async def test_what_has_not_changed_is_not_sent_to_the_edge_again(edge: Edge, world: World) -> None:
    url = addresses.picture(await store_picture((await world.newcomer()).user_id))
    await edge.get(url)
    await asyncio.sleep(GONE)
    assert (await edge.get(url)).headers["X-Cache-Status"] == "REVALIDATED"
    assert "if-none-match" in edge.last_headers


async def test_the_media_host_serves_media_and_nothing_else(edge: Edge, world: World) -> None:
    for path in ("/", "/api/v1/limits", "/schema", "/media"):
        assert (await edge.get(path)).status_code in (301, 404), path
    assert (await edge.get("/media/..%2fapi/v1/limits")).status_code == 404
    assert all(path.startswith("/media/") for _, path, _ in edge.seen)


async def test_the_api_is_reached_with_the_visitors_address(edge: Edge, world: World) -> None:
    answer = await edge.get("/api/v1/limits", host="api", **{"X-Forwarded-For": "1.2.3.4"})
    assert answer.status_code == 200 and answer.json()["chunk_bytes"]
    assert edge.last_headers["x-forwarded-for"] == "1.2.3.4, 127.0.0.1", "the last hop is the one to believe"


async def test_the_live_line_passes_and_its_door_is_the_apis(clean_settings: Settings, edge_made: Edge) -> None:
    async with opened_world(clean_settings, trusted_proxies=1) as world, listening(world) as api:
        ann = await world.person("ann")
        assert ann.tokens
        async with gateways.running(world) as gate:
            live = f"127.0.0.1:{gate.port}"
            async with running(edge_made, api.removeprefix("http://"), live=live):
                headers = {"Authorization": f"Bearer {ann.tokens.access_token}"}
                door = await edge_made.get("/api/v1/live", "api", **headers)
                assert (door.status_code, door.json()) == (200, {"url": world.settings.live_url})
                gate.url = f"ws://{HOSTS['api']}{LIVE_PATH}"
                through = {"host": "127.0.0.1", "port": int(edge_made.url.rpartition(":")[2])}
                async with gateways.line(gate, ann.tokens.access_token, **through) as client:
                    await pushes.push(ann.user_id, "unread", {"count": 3})
                    assert (await client.push()).kind == "unread"


async def test_sockets_of_the_app_pass(edge_made: Edge) -> None:
    upgrades: list[str] = []

    async def app(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        upgrades.extend(line for line in head.splitlines() if line.startswith(("upgrade:", "connection:", "host:")))
        writer.write(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
        writer.write(await reader.read(5))
        await writer.drain()
        writer.close()

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = await asyncio.start_server(app, sock=listener)
        address = f"127.0.0.1:{listener.getsockname()[1]}"
        async with running(edge_made, api="127.0.0.1:1", web=address), server:
            reader, writer = await asyncio.open_connection("127.0.0.1", int(edge_made.url.rpartition(":")[2]))
            writer.write(b"GET /ws HTTP/1.1\r\nHost: example.org\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
            assert b"101" in await reader.readuntil(b"\r\n\r\n")
            writer.write(b"hello")
            assert await reader.read(5) == b"hello"
            writer.close()
    assert sorted(upgrades) == ["connection: upgrade", "host: example.org", "upgrade: websocket"]
