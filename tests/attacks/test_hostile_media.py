"""Files sent to break the decoder: each ends in a clear refusal or a harmless picture, within bounds, traceless."""

import itertools
import random
import resource
import subprocess
import sys
import time

import psutil
import pytest

from server.kit import database
from server.media.decoder import spare
from server.media.refusals import SENTENCES, Refusal
from shared.problems import ApiError
from tests.attacks import hostile_pictures
from tests.media import pictures
from tests.world import World, blob_files

CORPUS = hostile_pictures.corpus()
POLYGLOTS = hostile_pictures.polyglots()
BOMBS_INSIDE = hostile_pictures.bombs_inside()
NAMED: dict[str, Refusal] = {
    "half a jpeg": "picture-truncated",
    "half a png": "picture-truncated",
    "half a webp": "picture-truncated",
    "half a gif": "picture-truncated",
    "half a heic": "picture-truncated",
    "half a avif": "picture-truncated",
    "50000 x 50000 png": "picture-too-large",
    "50000 x 50000 gif": "picture-too-large",
    "16383 x 16383 webp": "picture-too-large",
    "avif that says 40000 x 40000": "picture-too-large",
    "heic that says 40000 x 40000": "picture-too-large",
    "jpeg that says 65500 x 65500": "picture-too-large",
    "svg": "picture-type",
    "pdf": "picture-type",
    "mvg": "picture-type",
    "playlist": "picture-type",
    "zero bytes": "picture-type",
}
"""What the plain cases must be called; which of several names the odd ones get is the library's affair."""
PATIENCE = 12
"""Seconds within which the worst of them is over, on a busy machine."""
BOUNDS = spare.Bounds(memory_mb=1024, seconds=8, max_pixels=120_000_000)


@pytest.fixture(autouse=True)
def bounded():
    """This process, the worker, must not grow by what it handles; a child stays below its limit."""
    before = psutil.Process().memory_info().rss
    yield
    assert psutil.Process().memory_info().rss - before < 200 * 2**20
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 1100 * 1024


async def refusal(data: bytes) -> Refusal:
    started = time.monotonic()
    with pytest.raises(spare.PictureRefused) as refused:
        await pictures.decode(data, BOUNDS)
    assert time.monotonic() - started < PATIENCE
    assert SENTENCES[refused.value.refusal]
    return refused.value.refusal


@pytest.mark.parametrize("name", CORPUS)
async def test_it_is_refused(name: str) -> None:
    found = await refusal(CORPUS[name]())
    assert found == NAMED.get(name, found)


@pytest.mark.parametrize("name", POLYGLOTS)
async def test_nothing_of_a_polyglot_comes_through(name: str) -> None:
    data = POLYGLOTS[name]()
    assert b"alert('polyglot')" in data
    for variant in (await pictures.decode(data, BOUNDS)).variants:
        assert b"polyglot" not in variant.data and b"script" not in variant.data and b"PK\x03" not in variant.data
        assert pictures.opened(variant.data).format == "WEBP"


@pytest.mark.parametrize("name", BOMBS_INSIDE)
async def test_a_bomb_inside_goes_off_within_bounds(name: str) -> None:
    data = BOMBS_INSIDE[name]()
    started = time.monotonic()
    try:
        decoded = await pictures.decode(data, BOUNDS)
        assert decoded.peak_mb < BOUNDS.memory_mb
    except spare.PictureRefused as refused:
        assert refused.refusal in SENTENCES
    assert time.monotonic() - started < PATIENCE


@pytest.mark.parametrize("kind", hostile_pictures.KINDS)
async def test_damage_at_random_is_survived(kind: str) -> None:
    refused = 0
    for data in itertools.islice(hostile_pictures.damaged(kind, seed=7), 17):
        try:
            decoded = await pictures.decode(data, BOUNDS)
            assert all(pictures.opened(variant.data).format == "WEBP" for variant in decoded.variants)
        except spare.PictureRefused:
            refused += 1
    assert refused > 0
    honest = await pictures.decode(hostile_pictures.honest(kind), BOUNDS)
    assert honest.width == 240, "the next picture is served as ever"


async def test_rubbish_behind_a_good_start_is_survived() -> None:
    chance = random.Random(3)
    for kind in hostile_pictures.KINDS:
        head = hostile_pictures.honest(kind)[:32]
        for size in (64, 5000):
            await refusal(head + chance.randbytes(size))


async def test_a_decoder_that_never_ends_is_stopped() -> None:
    hasty = spare.Bounds(memory_mb=1024, seconds=1, max_pixels=10**9)
    started = time.monotonic()
    with pytest.raises(spare.PictureRefused) as refused:
        await pictures.decode(hostile_pictures.png_bomb(30_000, 30_000, interlaced=True), hasty)
    assert refused.value.refusal in ("picture-timeout", "picture-too-large")
    assert time.monotonic() - started < 5


async def test_memory_ends_at_the_limit() -> None:
    narrow = spare.Bounds(memory_mb=400, seconds=20, max_pixels=10**9)
    with pytest.raises(spare.PictureRefused) as refused:
        await pictures.decode(hostile_pictures.png_bomb(20_000, 20_000, bits=8, interlaced=True), narrow)
    assert refused.value.refusal in ("picture-too-large", "picture-unreadable")
    assert refused.value.peak_mb < 400


@pytest.mark.parametrize("kind", hostile_pictures.KINDS)
async def test_twelve_megapixels_take_little_memory(kind: str) -> None:
    photo = pictures.noise_photo(1000, 750).resize(4)
    # The quickest way to make each: what is asked is how it is read.
    if kind == "heic":
        hasty = {"preset": "ultrafast"}
        data = pictures.saved(pictures.opened(photo.jpegsave_buffer(Q=85)), "heic", quality=50, enc_params=hasty)
    elif kind == "gif":
        data = pictures.saved(pictures.opened(photo.jpegsave_buffer(Q=85)).convert("P"), "gif")
    elif kind == "avif":
        data = photo.heifsave_buffer(compression="av1", effort=0)
    else:
        data = photo.write_to_buffer(f".{kind}", **({"effort": 1} if kind == "webp" else {}))
    decoded = await pictures.decode(data)
    assert (decoded.width, decoded.height) == (4000, 3000)
    assert 0 < decoded.peak_mb <= 300


PROBE = """
import ctypes, os, socket, subprocess, sys, threading
sys.path.insert(0, sys.argv[1])
import server.media.decoder.child
from server.media.decoder import confine
confine.limit(512, 20)
confine.confine(os.getppid())

def denied():
    raise OSError(ctypes.get_errno(), "refused")

def attempt(name, action):
    try:
        action()
        print(name, "done")
    except (OSError, MemoryError, ValueError) as error:
        print(name, type(error).__name__)

attempt("read", lambda: open("/etc/passwd"))
attempt("list", lambda: os.listdir("/"))
attempt("write", lambda: open("/tmp/vitrine-probe", "w"))
attempt("settings", lambda: open(f"/proc/{os.getppid()}/environ"))
attempt("socket", lambda: socket.socket())
attempt("program", lambda: os.execv("/bin/true", ["true"]))
attempt("child", lambda: subprocess.run(["/bin/true"]))
attempt("fork", lambda: os.fork())
attempt("kill", lambda: os.kill(os.getppid(), 0))
tgkill = lambda pid: ctypes.CDLL(None, use_errno=True).syscall(234, pid, pid, 0)
if sys.platform == "linux" and os.uname().machine == "x86_64":
    attempt("signal", lambda: tgkill(os.getppid()) and denied())
attempt("memory", lambda: bytearray(2**30))
attempt("grow", lambda: __import__("resource").setrlimit(9, (2**40, 2**40)))
thread = threading.Thread(target=lambda: print("thread done"))
thread.start(); thread.join()
print("secrets", sorted(k for k in os.environ if "VITRINE" in k or "TOKEN" in k or "SECRET" in k))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="Landlock and seccomp are Linux's")
def test_whoever_takes_over_the_decoder_can_do_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VITRINE_SECRET", "not for children")
    probe = [sys.executable, "-I", "-c", PROBE, str(spare.ROOT)]
    answer = subprocess.run(probe, stdout=subprocess.PIPE, env=spare.ENVIRONMENT, cwd="/", check=True, timeout=60)
    said = dict(line.split(" ", 1) for line in answer.stdout.decode().splitlines())
    assert said.pop("thread") == "done" and said.pop("secrets") == "[]"
    assert said.pop("memory") == "MemoryError" and said.pop("grow") == "ValueError"
    assert set(said.values()) == {"PermissionError"}, said


async def test_a_child_sees_no_setting_and_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VITRINE_SECRET", "not for children")
    spare.close()
    spare.prepare(BOUNDS)
    assert spare._spare is not None
    seen = psutil.Process(spare._spare.process.pid).environ()
    assert set(seen) <= set(spare.ENVIRONMENT) | {"LC_CTYPE"}


def test_bundled_decoders_are_newer_than_their_known_holes() -> None:
    import pillow_heif
    import pyvips
    from PIL import features

    # CVE-2023-4863: libwebp before 1.3.2. CVE-2023-44271: Pillow before 10.
    assert version(str(features.version("webp"))) >= (1, 3, 2)
    assert version(str(features.version("pil"))) >= (10, 0)
    assert version(pillow_heif.libheif_version()) >= (1, 19)
    assert tuple(pyvips.version(part) for part in range(3)) >= (8, 17, 0)


def version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".") if part.isdecimal())


async def test_the_whole_way_through_the_api(world: World) -> None:
    """Named `.jpg` and sent as such, each ends as a failed media with a sentence; nothing is stored."""
    ann = await world.person("ann")
    worker = psutil.Process()
    before = worker.memory_info().rss
    sent: dict[str, str] = {}
    for name, make in CORPUS.items():
        data = make()
        if not data:
            with pytest.raises(ApiError, match="nothing in this file"):
                await ann.direct_upload(0, "holiday.jpg")
            continue
        link = await ann.direct_upload(len(data), "holiday.jpg")
        answer = await world.http("PUT", link.url, content=data, headers={"Content-Type": "image/jpeg"})
        assert answer.status_code in (204, 415), name
        sent[name] = link.media_id
    await world.drain()
    for name, media_id in sent.items():
        media = await ann.media(media_id)
        assert media.state == "failed" and media.problem in SENTENCES and media.reason and not media.picture, name
    assert await database.fetchval("SELECT count(*) FROM dead_letters") == 0
    assert blob_files(world.settings) == []
    assert worker.memory_info().rss - before < 200 * 2**20
    honest = await ann.upload(hostile_pictures.honest("jpeg"))
    await world.drain()
    assert (await ann.media(honest)).state == "ready"


async def test_a_post_with_a_hostile_picture_fails_and_says_why(world: World) -> None:
    ann = await world.person("ann")
    media_id = await ann.upload(CORPUS["50000 x 50000 png"](), filename="holiday.jpg")
    post = await ann.create_post(media_id, "my holiday")
    await ann.publish(post.id)
    await world.drain()
    failed = await ann.own_post(post.id)
    assert (failed.state, failed.problem) == ("failed", "picture-too-large") and failed.reason
