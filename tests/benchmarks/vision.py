"""What machine vision costs for one picture of 640 x 800 pixels on one core: each model, and the perceptual hash.

Everything counts from the stored WebP on: decoding, scaling, the model, and reading its answer.
"""

import statistics
import time
from collections.abc import Callable
from typing import Any, Final

import psutil

from server.media.decoder import variants
from server.media.vision import frames, models, pdq
from server.media.vision.frames import Source
from server.seed import pictures
from tests.benchmarks import cores
from tests.benchmarks.report import Bar, Report, percentile

ROUNDS = 25
SCENE = f"houses/{next(iter(pictures.SCENES['houses'].moods))}"
NAMES: Final[dict[models.Model, str]] = {
    "nsfw": "NSFW (Open NSFW)",
    "faces": "faces (CenterFace, 640 px)",
    "content": "tags and embedding (EfficientNet-Lite0)",
}
BARS: Final[dict[str, float]] = {
    NAMES["nsfw"]: 60,
    NAMES["faces"]: 120,
    NAMES["content"]: 30,
}
"""Milliseconds of processor time at most: about what the slower of our machines took when the models were chosen."""


def measure() -> Report:
    with cores.measured_here():
        return _measured()


def _measured() -> Report:
    small, wide = (variants.encode(pictures.take(SCENE, 4, "tall", width).image) for width in (640, 1440))
    source = Source(b"")
    before = psutil.Process().memory_info().rss

    def looking(*names: models.Model) -> Callable[[], object]:
        return lambda: models.look(names, frames.decoded(source, small, b""))

    tasks: dict[str, Callable[[], object]] = {
        **{NAMES[model]: looking(model) for model in models.MODELS},
        "all three": looking(*models.MODELS),
    }
    hashes: dict[str, Callable[[], object]] = {
        "PDQ of 640 x 800": lambda: pdq.of(small),
        "PDQ of 1440 x 1800": lambda: pdq.of(wide),
    }
    rows = [_timed(name, task) for name, task in tasks.items()]
    grown = (psutil.Process().memory_info().rss - before) / 2**20
    rows += [_timed(name, task) for name, task in hashes.items()]
    spent = {row["what"]: row["CPU ms"] for row in rows}
    return Report(
        {"One picture, one core": rows},
        [
            Bar(name, f"<= {bar:.0f} ms of CPU", f"{spent[name]:.0f} ms", spent[name] <= bar)
            for name, bar in BARS.items()
        ],
        [f"The models and what they need while they look take {grown:.0f} MiB of memory."],
    )


def _timed(name: str, task: Callable[[], object]) -> dict[str, Any]:
    task()
    wall: list[float] = []
    spent: list[float] = []
    for _ in range(ROUNDS):
        began, used = time.perf_counter(), time.process_time()
        task()
        wall.append((time.perf_counter() - began) * 1000)
        spent.append((time.process_time() - used) * 1000)
    return {
        "what": name,
        "ms": round(statistics.median(wall), 1),
        "p95 ms": round(percentile(wall, 0.95), 1),
        "CPU ms": round(statistics.median(spent), 1),
    }
