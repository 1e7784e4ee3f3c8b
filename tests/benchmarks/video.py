"""A 15-second 1080p video, from its file to the whole ladder, beside one bare ffmpeg command for the same ladder.

They take turns in one run. The bare command decodes once, scales each rendition from the source and encodes the sound
for each; it makes nothing playable before all of it is done. Ours is everything from the probe to the progressive file,
poster and strip included, in confined processes.
"""

import asyncio
import resource
import statistics
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import skimage.data
from PIL import Image

from server.media.decoder import spare
from server.media.decoder.spare import Bounds as PictureBounds
from server.media.video import command, encoder, finished, ladder, launch, originals, workshop
from server.media.video.ladder import Plan
from server.media.video.probe import probe
from server.media.video.wire import ProbeTask
from server.settings import Settings
from shared.looks import PLAIN
from tests.benchmarks.report import Bar, Report

SECONDS = 15
ROUNDS = 3
SETTINGS = Settings()
TASK = ProbeTask("mp4", SETTINGS.video_max_seconds, 0.5, SETTINGS.video_max_pixels)
BOUNDS = encoder.Bounds(SETTINGS.encode_memory_mb, 3600, 1800)


class Run(NamedTuple):
    """Processor seconds of the ladder, and of the poster in its sizes, which the bare command does not make.

    Seconds on the wall until the first rendition with its poster can be seen, and until the end.
    """

    processor: float
    poster: float
    viewable: float
    whole: float


def measure() -> Report:
    ours, bare, plan = asyncio.run(run())
    # The least of all rounds: neighbours on the machine only ever add to it.
    ratio = min(one.processor for one in ours) / min(one.processor for one in bare)
    rows = [_row("Vitrine", ours), _row("bare, one command", bare)]
    first = statistics.median(o.viewable / o.whole for o in ours)
    sizes = ", ".join(f"{one.width}x{one.height}" for one in plan.renditions)
    return Report(
        {f"{SECONDS} s of 1080p, 30 frames a second, to {sizes}": rows},
        [
            Bar("processor time of the ladder, to the bare command", "<= 1.1x", f"{ratio:.2f}x", ratio <= 1.1),
            Bar("viewable before the whole is done, share of the time", "< 100 %", f"{first:.0%}", first < 1),
        ],
        ["The preview strip and the progressive MP4 are counted too, though the bare command makes neither."],
    )


async def run(rounds: int = ROUNDS) -> tuple[list[Run], list[Run], Plan]:
    """Ours and the bare command in turns."""
    ours: list[Run] = []
    bare: list[Run] = []
    with tempfile.TemporaryDirectory() as name:
        source = Path(name) / "phone.mp4"
        await asyncio.to_thread(make_source, source)
        found = await probe(source, TASK, SETTINGS.decode_memory_mb, SETTINGS.decode_seconds)
        plan = ladder.plan(found, PLAIN, 0)
        for _ in range(rounds):
            ours.append(await ours_once(source, Path(name)))
            bare.append(await asyncio.to_thread(bare_once, plan, source, Path(name) / "bare"))
    spare.close()
    return ours, bare, plan


def make_source(target: Path) -> None:
    """Like a phone's: pans over photographs, with a sensor's noise, at 16 Mbit/s."""
    words: list[str] = []
    for number, picture in enumerate((skimage.data.coffee(), skimage.data.chelsea(), skimage.data.astronaut())):
        path = target.with_name(f"{number}.png")
        Image.fromarray(picture).resize((2600, 1700), Image.Resampling.BICUBIC).save(path)
        words += ["-loop", "1", "-framerate", "30", "-t", str(SECONDS / 3), "-i", str(path)]
    pan = "crop=1920:1080:x='300+200*sin(t*1.3)':y='300+200*cos(t*1.1)',noise=alls=9:allf=t"
    graph = f"[0:v][1:v][2:v]concat=n=3,{pan},format=yuv420p[v]"
    words += ["-f", "lavfi", "-i", f"anoisesrc=c=pink:a=0.2:r=48000:d={SECONDS}", "-filter_complex", graph]
    words += ["-map", "[v]", "-map", "3:a", "-c:v", "libx264", "-preset", "medium", "-b:v", "16M", "-ac", "2"]
    _ffmpeg([*words, "-c:a", "aac", "-b:a", "128k", str(target)])


async def ours_once(source: Path, home: Path) -> Run:
    """What the worker does, without the stores."""
    used, began = _used(), time.perf_counter()
    viewable = poster = 0.0
    with workshop.opened(home) as shop:
        original = shop / command.ORIGINAL
        original.hardlink_to(source)
        plan = ladder.plan(await probe(original, TASK, SETTINGS.decode_memory_mb, SETTINGS.decode_seconds), PLAIN, 0)
        for one in plan.passes:
            if viewable:
                _join(shop, plan.renditions[0].name, command.SOUND)
            for rendition in one:
                (shop / rendition.name).mkdir()
                workshop.hand_over(shop / rendition.name)
            words = command.of_pass(
                plan, one, threads=SETTINGS.encode_threads, preset=SETTINGS.encode_preset, tonemap=False
            )
            await encoder.run(shop, words, BOUNDS)
            if not viewable:
                before = _used()
                await encoder.run(shop, command.of_poster(plan, tonemap=False, thorough=False), BOUNDS)
                bounds = PictureBounds(SETTINGS.decode_memory_mb, SETTINGS.decode_seconds, SETTINGS.photo_max_pixels)
                await spare.decode(originals.chunks(shop / command.POSTER), bounds)
                viewable, poster = time.perf_counter() - began, _used() - before
        _join(shop, plan.for_file.name, command.WHOLE)
        await encoder.run(shop, command.of_file(), BOUNDS)
    return Run(_used() - used - poster, poster, viewable, time.perf_counter() - began)


def bare_once(plan: Plan, source: Path, folder: Path) -> Run:
    """The command that most people would write, with the same rates, key frames, loudness and segments."""
    made = plan.renditions[::-1]
    graph = f"[0:v]split={len(made)}" + "".join(f"[s{one.name}]" for one in made)
    graph += "".join(f";[s{one.name}]scale={one.width}:{one.height}[v{one.name}]" for one in made)
    sounds = "".join(f"[a{one.name}]" for one in made)
    graph += f";[0:a]{command.LOUDNESS},aresample=48000,asplit={len(made)}{sounds}"
    words = ["-i", str(source), "-filter_complex", graph]
    for one in made:
        (folder / one.name).mkdir(parents=True, exist_ok=True)
        words += ["-map", f"[v{one.name}]", "-map", f"[a{one.name}]", "-c:v", "libx264"]
        words += ["-preset", SETTINGS.encode_preset, "-profile:v", "high", "-pix_fmt", "yuv420p"]
        words += ["-crf", str(command.CRF), "-maxrate", f"{one.peak}k", "-bufsize", f"{2 * one.peak}k"]
        words += ["-g", "62", "-sc_threshold", "0", "-force_key_frames", "expr:gte(t,n_forced*2)"]
        words += ["-c:a", "aac", "-b:a", f"{ladder.SOUND_KBITS}k", "-ac", "2", "-f", "hls", "-hls_time", "2"]
        words += ["-hls_segment_type", "fmp4", "-hls_playlist_type", "vod", str(folder / one.name / "index.m3u8")]
    used, began = _used(), time.perf_counter()
    # As ours: the more willing a process is to wait, the more often it finds its caches empty.
    _ffmpeg(words, "nice", "-n", str(launch.NICE))
    took = time.perf_counter() - began
    return Run(_used() - used, 0, took, took)


def _ffmpeg(words: Sequence[str], *before: str) -> None:
    subprocess.run([*before, encoder.binary(), "-y", "-v", "error", "-nostdin", *words], check=True)


def _join(shop: Path, name: str, target: str) -> None:
    finished.join(shop / name, finished.read(shop / name, sound=True).files, shop / target)


def _used() -> float:
    """Processor seconds of all children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _row(way: str, runs: Sequence[Run]) -> dict[str, Any]:
    return {
        "way": way,
        "CPU s": round(min(one.processor for one in runs), 1),
        "poster CPU s": round(min(one.poster for one in runs), 1),
        "viewable s": round(statistics.median(one.viewable for one in runs), 1),
        "whole s": round(statistics.median(one.whole for one in runs), 1),
    }
