"""A 12-megapixel photo, from its bytes to all its variants, beside bare libvips making the same variants.

They take turns in one run and on one core. Bare libvips runs in a warm process that trusts its input: once as most
people write it, with one `thumbnail` for each variant, and once as well as it can be written, with one decode for all.
Ours takes a new confined process for each photo, started while nobody waited, and makes the placeholder as well.
"""

import asyncio
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil
import pyvips

from server.media.decoder import spare
from tests.benchmarks import cores
from tests.benchmarks.report import Bar, Report
from tests.media import pictures

ROUNDS = 11
LARGE = ("jpeg", "progressive jpeg", "png")
REST_SECONDS = 0.5
"""Between two photos: time for the next child to start, as it has in a worker that is not overrun."""
OURS, USUAL, ONE_DECODE = "Vitrine", "bare, a thumbnail each", "bare, one decode"

BARE = """
import json, resource, sys, time
import pyvips

path, options = sys.argv[1], dict(Q=82, effort=4, smart_subsample=True, keep="none")

def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime

def usual():
    sizes = [dict(width=320, height=320, crop="attention")] + [dict(width=w, height=8192) for w in (640, 1080, 1440)]
    return [
        pyvips.Image.thumbnail(path, size.pop("width"), fail_on="truncated", **size).webpsave_buffer(**options)
        for size in sizes
    ]

def one_decode():
    whole = pyvips.Image.thumbnail(path, 1440, height=8192, fail_on="truncated").copy_memory()
    smaller = [whole.thumbnail_image(w, height=8192) for w in (640, 1080)]
    square = whole.thumbnail_image(320, height=320, crop="attention")
    return [image.webpsave_buffer(**options) for image in (square, *smaller, whole)]

ways = dict(usual=usual, one_decode=one_decode)
for line in sys.stdin:
    started, used = time.perf_counter(), cpu()
    made = ways[line.strip()]()
    print(json.dumps([time.perf_counter() - started, cpu() - used, sum(map(len, made))]), flush=True)
"""


def measure() -> Report:
    with cores.measured_here():
        found = asyncio.run(run())
    rows = [
        {
            "way": way,
            "ms": found["ms"][way],
            "slowest ms": found["slowest_ms"][way],
            "CPU ms": found["cpu_ms"][way],
            "KB of variants": found["variants_bytes"][way] // 1024,
        }
        for way in (OURS, USUAL, ONE_DECODE)
    ]
    peak, large = found["child_peak_mb"], found["large"]
    worker = max(row["worker grows MB"] for row in large)
    return Report(
        {
            f"12 megapixels ({found['photo_bytes'] // 1024} KB of JPEG) to four WebP variants, one core": rows,
            "100 megapixels": large,
        },
        [
            Bar("bytes to variants, to bare libvips", "<= 1.5x", f"{found['ratio']}x", found["ratio"] <= 1.5),
            Bar("memory of the decoding child", "<= 300 MB", f"{peak} MB", 0 < peak <= 300),
            Bar("growth of the worker at 100 megapixels", "<= 100 MB", f"{worker} MB", worker <= 100),
        ],
        [
            f"To the best that can be written with libvips, one decode for all: {found['ratio_to_one_decode']}x.",
            "The CPU of Vitrine counts everything, also the start of each child, which nobody waits for.",
        ],
    )


async def run() -> dict[str, Any]:
    """Medians of all rounds; `ratio` is ours over bare libvips as usual."""
    photo = await asyncio.to_thread(pictures.photo, 4000, 3000)
    wall: dict[str, list[float]] = {OURS: [], USUAL: [], ONE_DECODE: []}
    processor: dict[str, list[float]] = {OURS: [], USUAL: [], ONE_DECODE: []}
    sizes: dict[str, int] = {}
    peak = 0
    with tempfile.TemporaryDirectory() as folder, _Bare(folder, photo) as bare:
        for way in ("usual", "one_decode"):
            await asyncio.to_thread(bare.measure, way)
        await pictures.decode(photo)
        for _ in range(ROUNDS):
            await asyncio.sleep(REST_SECONDS)
            started, used = time.perf_counter(), _of_children()
            decoded = await pictures.decode(photo)
            wall[OURS].append(time.perf_counter() - started)
            processor[OURS].append(_of_children() - used)
            sizes[OURS] = sum(len(variant.data) for variant in decoded.variants)
            peak = max(peak, decoded.peak_mb)
            await asyncio.sleep(REST_SECONDS)
            for name, way in ((USUAL, "usual"), (ONE_DECODE, "one_decode")):
                took, spent, sizes[name] = await asyncio.to_thread(bare.measure, way)
                wall[name].append(took)
                processor[name].append(spent)
    large = [await _large(kind) for kind in LARGE]
    spare.close()
    medians = {way: statistics.median(seen) for way, seen in wall.items()}
    return {
        "photo_bytes": len(photo),
        "ms": {way: round(seconds * 1000) for way, seconds in medians.items()},
        "slowest_ms": {way: round(max(seen) * 1000) for way, seen in wall.items()},
        "cpu_ms": {way: round(statistics.median(seen) * 1000) for way, seen in processor.items()},
        "variants_bytes": sizes,
        "child_peak_mb": peak,
        "large": large,
        "ratio": round(medians[OURS] / medians[USUAL], 2),
        "ratio_to_one_decode": round(medians[OURS] / medians[ONE_DECODE], 2),
    }


async def _large(kind: str) -> dict[str, Any]:
    """A picture of 100 megapixels, and what it takes."""
    data = await asyncio.to_thread(_saved, kind)
    before = psutil.Process().memory_info().rss
    started = time.perf_counter()
    decoded = await pictures.decode(data)
    grown = psutil.Process().memory_info().rss - before
    return {
        "kind": kind,
        "file MB": round(len(data) / 1e6, 1),
        "s": round(time.perf_counter() - started, 2),
        "child MB": decoded.peak_mb,
        "worker grows MB": max(grown // 2**20, 0),
    }


def _saved(kind: str) -> bytes:
    small = pyvips.Image.new_from_buffer(pictures.photo(1444, 1083), "")
    sharp = small.resize(8, kernel="linear")
    if kind == "png":
        return bytes(sharp.pngsave_buffer(compression=1))
    return bytes(sharp.jpegsave_buffer(Q=85, interlace=kind == "progressive jpeg"))


def _of_children() -> float:
    """Processor seconds of all children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class _Bare:
    def __init__(self, folder: str, photo: bytes) -> None:
        path = Path(folder) / "photo.jpg"
        path.write_bytes(photo)
        command = [sys.executable, "-c", BARE, str(path)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=spare.ENVIRONMENT, text=True
        )

    def __enter__(self) -> "_Bare":
        return self

    def measure(self, way: str) -> tuple[float, float, int]:
        """Wall and processor seconds, and bytes of all variants."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(f"{way}\n")
        self.process.stdin.flush()
        wall, used, size = json.loads(self.process.stdout.readline())
        return wall, used, size

    def __exit__(self, *_: object) -> None:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(10)
