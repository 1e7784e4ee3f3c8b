"""A hostile video meets walls: no playlist is followed, no file read, nothing left running, nothing left lying."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psutil
import pytest

from server.media.kinds import VideoKind, kind_of
from server.media.video import command, encoder, ladder, workshop
from server.media.video.encoder import Bounds
from server.media.video.formats import DEMUXERS
from server.media.video.probe import MachineBroken, VideoRefused, probe
from server.media.video.wire import ProbeTask
from shared.looks import PLAIN
from tests import videos
from tests.media.video.test_ladder import found

BOUNDS = Bounds(3072, 120, 60)
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="files are taken away by Landlock")


class Listener(ThreadingHTTPServer):
    """Counts whoever calls."""

    calls: list[str]


@pytest.fixture
def listener() -> Iterator[Listener]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.calls.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    server = Listener(("127.0.0.1", 0), Handler)
    server.calls = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def lures(secret: Path, address: str) -> dict[str, bytes]:
    """Files that make a careless ffmpeg read `secret` or call `address`."""
    targets = (
        f"file://{secret}",
        f"{address}/segment.ts",
        f"concat:{secret}|{secret}",
        f"subfile,,start,0,end,9,,:{secret}",
    )
    playlist = "#EXTM3U\n#EXT-X-TARGETDURATION:2\n" + "".join(f"#EXTINF:2,\n{one}\n" for one in targets)
    playlist += "#EXT-X-ENDLIST\n"
    concat = "ffconcat version 1.0\n" + "".join(f"file '{one}'\n" for one in (secret, address))
    period = (
        f'<Period><AdaptationSet><Representation id="1"><BaseURL>{address}/</BaseURL></Representation></AdaptationSet>'
    )
    dash = f'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static">{period}</Period></MPD>'
    sdp = "v=0\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\n"
    ftyp = videos.clip()[:32]
    return {
        "an HLS playlist": playlist.encode(),
        "ffconcat": concat.encode(),
        "a DASH manifest": dash.encode(),
        "SDP": sdp.encode(),
        "a playlist behind the first box of an MP4": ftyp + playlist.encode(),
        "an AVI": videos.clip(container="avi", sound="libmp3lame"),
        "a transport stream": videos.clip(container="ts"),
        "text art": b"\x1b[2J" + b"SECRET" * 500,
        "a path": str(secret).encode() + b"\n",
        "nothing": b"",
    }


async def test_no_playlist_is_ever_opened_as_a_video(tmp_path: Path, listener: Listener) -> None:
    secret = tmp_path / "secret.ts"
    secret.write_bytes(videos.clip(container="ts"))
    address = f"http://127.0.0.1:{listener.server_port}"
    for name, data in lures(secret, address).items():
        assert name.startswith("a playlist behind") or kind_of(data[:128]) is None, name
        with workshop.opened(tmp_path) as shop:
            (shop / command.ORIGINAL).write_bytes(data)
            kinds: tuple[VideoKind, ...] = ("mp4", "mkv")
            for kind in kinds:
                # Even if somebody had believed the name of the file, and even if nobody had looked before.
                with pytest.raises(VideoRefused):
                    await probe(shop / command.ORIGINAL, ProbeTask(kind, 600, 0.5, 9_000_000), 1024, 30)
                plan = ladder.plan(found(kind=kind, width=320, height=180, sound=None), PLAIN, 0)
                (shop / "240").mkdir(exist_ok=True)
                workshop.hand_over(shop / "240")
                words = command.of_pass(plan, plan.passes[0], threads=1, preset="ultrafast", tonemap=False)
                with pytest.raises((VideoRefused, MachineBroken)):
                    await encoder.run(shop, words, BOUNDS)
                assert not list(shop.glob("240/*.m4s")), name
    assert listener.calls == []


@LINUX
async def test_ffmpeg_reads_and_writes_in_its_own_folder_alone(tmp_path: Path, listener: Listener) -> None:
    outside = tmp_path / "another.mp4"
    outside.write_bytes(videos.clip())
    outside.chmod(0o644)
    open_place = tmp_path / "open"
    open_place.mkdir()
    open_place.chmod(0o777)
    copy = ("-c", "copy", "-f", "mp4")
    with workshop.opened(tmp_path) as shop:
        (shop / "own.mp4").write_bytes(videos.clip())
        await encoder.run(shop, [*command.QUIET, "-f", "mov", "-i", "file:own.mp4", *copy, "file:copy.mp4"], BOUNDS)
        assert (shop / "copy.mp4").stat().st_size > 1000
        forbidden = (
            ["-f", "mov", "-i", f"file:{outside}", *copy, "file:stolen.mp4"],
            ["-f", "mov", "-i", "file:own.mp4", *copy, f"file:{open_place}/out.mp4"],
            [
                "-f",
                "mov",
                "-i",
                "file:own.mp4",
                "-c",
                "copy",
                "-f",
                "mpegts",
                f"tcp://127.0.0.1:{listener.server_port}",
            ],
            ["-f", "mov", "-i", f"http://127.0.0.1:{listener.server_port}/x.mp4", *copy, "file:stolen.mp4"],
        )
        for words in forbidden:
            with pytest.raises((MachineBroken, VideoRefused)):
                await encoder.run(shop, [*command.QUIET, *words], BOUNDS)
        assert not (shop / "stolen.mp4").exists() and not list(open_place.iterdir()) and listener.calls == []


@LINUX
async def test_a_file_of_another_user_cannot_be_had_by_a_link(tmp_path: Path) -> None:
    outside = tmp_path / "another.mp4"
    outside.write_bytes(videos.clip())
    with workshop.opened(tmp_path) as shop:
        (shop / "link.mp4").symlink_to(outside)
        words = [*command.QUIET, "-f", "mov", "-i", "file:link.mp4", "-c", "copy", "file:out.mp4"]
        with pytest.raises((MachineBroken, VideoRefused)):
            await encoder.run(shop, words, BOUNDS)


def endless() -> list[str]:
    return [*command.QUIET, "-re", "-f", "lavfi", "-i", "testsrc2", "-f", "null", "-"]


async def test_time_is_bounded_and_nobody_stays_behind(tmp_path: Path) -> None:
    with workshop.opened(tmp_path) as shop, pytest.raises(VideoRefused, match="video-timeout"):
        await encoder.run(shop, endless(), Bounds(3072, 60, 1.5))
    assert not offspring()


async def test_processor_time_is_bounded(tmp_path: Path) -> None:
    busy = [*command.QUIET, "-f", "lavfi", "-i", "testsrc2=size=1280x720", "-f", "null", "-"]
    with workshop.opened(tmp_path) as shop, pytest.raises(VideoRefused, match="video-timeout"):
        await encoder.run(shop, busy, Bounds(3072, 1, 60))


async def test_memory_is_bounded(tmp_path: Path) -> None:
    vast = [*command.QUIET, "-f", "lavfi", "-i", "color=size=16000x16000", "-vf", "tile=8x8", "-frames:v", "1"]
    with workshop.opened(tmp_path) as shop, pytest.raises((MachineBroken, VideoRefused)):
        await encoder.run(shop, [*vast, "-f", "null", "-"], Bounds(1024, 60, 60))


async def test_a_cancelled_job_ends_its_ffmpeg_and_clears_its_folder(tmp_path: Path) -> None:
    async def work() -> None:
        with workshop.opened(tmp_path) as shop:
            await encoder.run(shop, endless(), BOUNDS)

    task = asyncio.create_task(work())
    while not offspring():  # noqa: ASYNC110 - a process makes no event
        await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not offspring() and not list((tmp_path / "work").iterdir())


WORKER = """
import asyncio, sys
from pathlib import Path
from server.media.video import encoder, workshop
from tests.media.video.test_confinement import BOUNDS, endless

async def work():
    with workshop.opened(Path(sys.argv[1])) as shop:
        print(shop, flush=True)
        await encoder.run(shop, endless(), BOUNDS)

asyncio.run(work())
"""


@LINUX
def test_a_killed_worker_takes_its_ffmpeg_along_and_the_next_one_clears_up(tmp_path: Path) -> None:
    worker = subprocess.Popen([sys.executable, "-c", WORKER, str(tmp_path)], stdout=subprocess.PIPE, cwd=ROOT)
    assert worker.stdout
    folder = Path(worker.stdout.readline().decode().strip())
    family: list[psutil.Process] = []
    while not family:
        time.sleep(0.1)
        family = [one for one in psutil.Process(worker.pid).children() if "ffmpeg" in one.name()]
    assert workshop.sweep(tmp_path) == 0, "somebody works there"
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    worker.stdout.close()
    _, alive = psutil.wait_procs(family, timeout=10)
    assert not alive
    assert folder.exists() and workshop.sweep(tmp_path) == 1 and not folder.exists()


ROOT = Path(__file__).resolve().parents[3]


def offspring() -> list[psutil.Process]:
    return [one for one in psutil.Process().children(recursive=True) if "ffmpeg" in one.name()]


def test_every_kind_has_one_demuxer() -> None:
    assert set(DEMUXERS.values()) == {"mov", "matroska"}
