"""The parent's side of encoding: one confined ffmpeg at a time, watched, and ended whatever happens."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import imageio_ffmpeg
from msgspec import Struct

from server.media.decoder.spare import ROOT
from server.media.video.probe import CRASHES, ENVIRONMENT, MachineBroken, VideoRefused

BOOT: Final = (
    "import sys; sys.path.insert(0, sys.argv[1]); from server.media.video.launch import main; main(sys.argv[2:])"
)
FILE_BYTES: Final = 4 * 1024**3
"""No file of ours is larger."""
LAST_WORDS: Final = 2000
INTERRUPTED: Final = 255
"""ffmpeg catches SIGXCPU, the end of its processor time, and leaves with this."""
UNREADABLE_WORDS: Final = (b"Invalid data found", b"Error while decoding", b"exceeds max_pixels", b"Conversion failed")
MACHINE_WORDS: Final = (b"Cannot allocate memory", b"No space left", b"Resource temporarily unavailable")
Told = Callable[[int], Awaitable[None]]
"""Is told how many frames are encoded."""


class Bounds(Struct, frozen=True):
    """Of one ffmpeg: its address space, its processor time over all threads, and the time on the wall."""

    memory_mb: int
    processor_seconds: int
    seconds: float


async def run(folder: Path, arguments: Sequence[str], bounds: Bounds, told: Told | None = None) -> None:
    """Runs ffmpeg in `folder`. Raises `VideoRefused` and `MachineBroken`; no process is left in any case."""
    words = [binary(), bounds.memory_mb, bounds.processor_seconds, FILE_BYTES, os.getpid(), "--", *arguments]
    try:
        child = await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", "-c", BOOT, str(ROOT)),
            *map(str, words),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=ENVIRONMENT,
            cwd=folder,
            start_new_session=True,
        )
    except OSError as error:
        raise MachineBroken(f"no child process: {error}") from error
    assert child.stdout and child.stderr
    complaints = asyncio.create_task(_last(child.stderr))
    try:
        async with asyncio.timeout(bounds.seconds):
            async for frames in _progress(child.stdout):
                if told:
                    await told(frames)
            code = await child.wait()
    except TimeoutError:
        raise VideoRefused("video-timeout") from None
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        await child.wait()
        last_words = await complaints
    _judge(code, last_words)


def _judge(code: int, last_words: bytes) -> None:
    if code == 0:
        return
    if code in (-signal.SIGXCPU, INTERRUPTED):
        raise VideoRefused("video-timeout")
    broken = any(words in last_words for words in MACHINE_WORDS)
    if code in CRASHES or (code > 0 and not broken and any(words in last_words for words in UNREADABLE_WORDS)):
        raise VideoRefused("video-unreadable")
    raise MachineBroken(f"ffmpeg ended with {code}: {last_words.decode(errors='replace')}")


async def _progress(out: asyncio.StreamReader) -> AsyncIterator[int]:
    """Frames, for the time that ffmpeg tells stands still until the strip is written."""
    async for line in out:
        name, _, value = line.partition(b"=")
        if name == b"frame" and value.strip().isdigit():
            yield int(value)


async def _last(stream: asyncio.StreamReader) -> bytes:
    said = b""
    while chunk := await stream.read(64 * 1024):
        said = (said + chunk)[-LAST_WORDS:]
    return said


@lru_cache(maxsize=1)
def binary() -> str:
    """Path of ffmpeg."""
    return str(Path(imageio_ffmpeg.get_ffmpeg_exe()).resolve())


@lru_cache(maxsize=1)
def has_tonemap() -> bool:
    """Whether this ffmpeg can turn HDR into SDR well."""
    known = subprocess.run([binary(), "-hide_banner", "-filters"], capture_output=True, timeout=30, check=False).stdout
    return b" zscale " in known and b" tonemap " in known
