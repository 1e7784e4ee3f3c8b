"""Hostile videos, sent over the API as strangers send them: a clear refusal or a harmless video, and no trace."""

import asyncio
import resource
import threading
from collections.abc import AsyncIterator, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psutil
import pytest
import pytest_asyncio

from server.kit import database
from server.kit.ids import parse
from server.media.kinds import video_kind_of
from server.media.refusals import SENTENCES
from server.media.video.probe import VideoRefused, probe
from server.media.video.wire import ProbeTask
from server.settings import Settings
from shared.media import Media
from shared.problems import ApiError
from tests.attacks import hostile_videos
from tests.world import Person, World, blob_files, opened_world

MADE_OF_EACH = 2
"""Damaged files of one kind that are not only looked at but made into renditions, when they can be."""
SECRET = b"what nobody but its owner may read"


@pytest_asyncio.fixture(loop_scope="session")
async def frugal(clean_settings: Settings) -> AsyncIterator[World]:
    """A world that does not care how its videos look."""
    async with opened_world(clean_settings, encode_preset="ultrafast", uploads_open_max=500) as opened:
        yield opened


@pytest.fixture(autouse=True)
def bounded() -> Iterator[None]:
    """This process, the worker, must not grow by what it handles."""
    before = psutil.Process().memory_info().rss
    yield
    assert psutil.Process().memory_info().rss - before < 200 * 2**20
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 3100 * 1024


class Listener(ThreadingHTTPServer):
    calls: list[str]


@pytest.fixture
def listener() -> Iterator[Listener]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.calls.append(self.path)
            self.send_error(404)

        do_HEAD = do_GET

        def log_message(self, *_: object) -> None:
            pass

    server = Listener(("127.0.0.1", 0), Handler)
    server.calls = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


async def sent(world: World, person: Person, data: bytes) -> Media | ApiError:
    """What becomes of it: the refusal at the door, or the media when everybody is through with it."""
    try:
        media_id = await person.upload(data, filename="holiday.mp4")
    except ApiError as error:
        return error
    await world.drain()
    return await person.media(media_id)


def well_ended(answer: Media | ApiError) -> bool:
    """Whether it came through. Anything but a clear end fails the test."""
    if isinstance(answer, ApiError):
        assert 400 <= answer.status < 500 and answer.type.startswith("/problems/"), answer
        return False
    assert answer.state in ("ready", "failed")
    if answer.state == "failed":
        assert SENTENCES[answer.problem] == answer.reason and answer.picture is None  # type: ignore[index]
    return answer.state == "ready"


async def nothing_is_left(world: World, *, of: list[Media | ApiError]) -> None:
    kept = {answer.id for answer in of if isinstance(answer, Media) and answer.state == "ready"}
    folders = await database.fetch("SELECT id, folder FROM media WHERE folder <> ''")
    wanted = {row["folder"] for row in folders if str(row["id"]) in kept}
    for path in blob_files(world.settings):
        if "uploads" in path.parts:
            assert path.parts[path.parts.index("uploads") + 1] in kept
        if "video" in path.parts:
            assert path.parts[path.parts.index("video") + 1] in wanted
    assert list((world.settings.home / "work").glob("*")) == []
    assert not [child for child in psutil.Process().children(recursive=True) if "ffmpeg" in child.name()]
    assert await database.fetchval("SELECT count(*) FROM dead_letters") == 0


async def test_nothing_is_followed_and_nothing_is_read(frugal: World, listener: Listener, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_bytes(SECRET)
    secret.chmod(0o644)
    ann = await frugal.person("ann.lee")
    lures = hostile_videos.disguises(str(secret), f"http://127.0.0.1:{listener.server_port}")
    assert len(lures) >= 45
    ends = [await sent(frugal, ann, data) for data in lures.values()]
    came_through = [well_ended(answer) for answer in ends]
    assert not any(came_through)
    assert listener.calls == []
    assert not [path for path in blob_files(frugal.settings) if SECRET in path.read_bytes()]
    await nothing_is_left(frugal, of=ends)


async def test_a_playlist_cannot_reach_the_segments_of_somebody_else(frugal: World) -> None:
    ann, eve = await frugal.person("ann.lee"), await frugal.person("eve")
    hers = await sent(frugal, ann, hostile_videos.honest("mp4"))
    assert isinstance(hers, Media) and hers.picture and hers.picture.video
    folder = await database.fetchval("SELECT folder FROM media WHERE id = $1", parse(hers.id))
    stored = next(path for path in blob_files(frugal.settings) if folder in path.parts and path.suffix == ".m4s")
    init = stored.with_name("init.mp4")
    for head in (b"", hostile_videos.honest("mp4")[:32], hostile_videos.honest("mkv")[:64]):
        playlist = f'#EXTM3U\n#EXT-X-MAP:URI="file://{init}"\n#EXTINF:2,\nfile://{stored}\n#EXT-X-ENDLIST\n'.encode()
        assert not well_ended(await sent(frugal, eve, head + playlist))


@pytest.mark.parametrize("name", hostile_videos.strangers())
async def test_kinds_that_are_not_taken_are_refused_before_they_are_decoded(frugal: World, name: str) -> None:
    ann = await frugal.person("ann.lee")
    end = await sent(frugal, ann, hostile_videos.strangers()[name]())
    if name == "a picture in front":
        assert isinstance(end, Media) and end.kind == "picture", "it is a picture, whatever follows"
    else:
        assert not well_ended(end)
    await nothing_is_left(frugal, of=[end])


async def looked_at(folder: Path, data: bytes) -> bool:
    """Whether the confined look lets it pass."""
    kind = video_kind_of(data[:128])
    if kind is None:
        return False
    path = folder / f"{id(data)}"
    path.write_bytes(data)
    try:
        await probe(path, ProbeTask(kind, 600, 0.5, 9_000_000), 1024, 30)
    except VideoRefused as refused:
        assert refused.refusal in SENTENCES
        return False
    finally:
        path.unlink()
    return True


async def test_headers_that_lie_are_refused_or_found_out(frugal: World, tmp_path: Path) -> None:
    ann = await frugal.person("ann.lee")
    ends = []
    for make in hostile_videos.lying().values():
        data = make()
        if await looked_at(tmp_path, data):
            ends.append(await sent(frugal, ann, data))
    for answer in ends:
        if well_ended(answer):
            assert isinstance(answer, Media) and answer.picture and answer.picture.video
            assert answer.picture.video.seconds < 10
    await nothing_is_left(frugal, of=ends)


@pytest.mark.parametrize("kind", hostile_videos.KINDS)
async def test_damage_at_random_is_survived(frugal: World, tmp_path: Path, kind: str) -> None:
    ann = await frugal.person("ann.lee")
    turns = asyncio.Semaphore(2)

    async def look(data: bytes) -> bytes | None:
        async with turns:
            return data if await looked_at(tmp_path, data) else None

    passed = [data for data in await asyncio.gather(*map(look, hostile_videos.damaged(kind))) if data]
    assert len(passed) < hostile_videos.DAMAGES
    ends = [await sent(frugal, ann, data) for data in passed[:MADE_OF_EACH]]
    for answer in ends:
        well_ended(answer)
    honest = await sent(frugal, ann, hostile_videos.honest(kind))
    assert well_ended(honest), "the next video is served as ever"
    await nothing_is_left(frugal, of=[*ends, honest])
