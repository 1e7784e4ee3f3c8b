"""The parent's side of looking at a video: one confined child for each."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Final

import msgspec

from server.media.decoder.spare import ROOT
from server.media.refusals import Refusal
from server.media.video.wire import ANSWER_BYTES_MAX, ProbeAnswer, Probed, ProbeTask

BOOT: Final = (
    "import sys; sys.path.insert(0, sys.argv[1]); from server.media.video.child import main;"
    " main(*map(int, sys.argv[2:]))"
)
ENVIRONMENT: Final = {"MALLOC_ARENA_MAX": "2", "LANG": "C.UTF-8"}
CRASHES: Final = frozenset(
    -number for number in (signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGILL, signal.SIGFPE, signal.SIGTRAP)
)


class VideoRefused(Exception):
    """The video is at fault."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


class MachineBroken(Exception):
    """No process to be had, no memory, no room. Worth another try."""


async def probe(path: Path, task: ProbeTask, memory_mb: int, seconds: int) -> Probed:
    """Raises `VideoRefused` and `MachineBroken`. `seconds` bound the child's processor and wall-clock time."""
    with path.open("rb") as file:
        number = file.fileno()
        try:
            child = await asyncio.create_subprocess_exec(
                *(sys.executable, "-I", "-c", BOOT),
                *map(str, (ROOT, number, memory_mb, seconds, os.getpid())),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=ENVIRONMENT,
                cwd="/",
                pass_fds=(number,),
                start_new_session=True,
            )
        except OSError as error:
            raise MachineBroken(f"no child process: {error}") from error
        try:
            async with asyncio.timeout(seconds):
                said, _ = await child.communicate(msgspec.json.encode(task))
        except TimeoutError:
            raise VideoRefused("video-timeout") from None
        finally:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
            code = await child.wait()
    return _judge(said, code)


def _judge(said: bytes, code: int) -> Probed:
    if code == -signal.SIGXCPU:
        raise VideoRefused("video-timeout")
    if code in CRASHES or (code == 0 and len(said) > ANSWER_BYTES_MAX):
        raise VideoRefused("video-unreadable")
    if code:
        raise MachineBroken(f"the probing child ended with {code}")
    try:
        answer = msgspec.json.decode(said, type=ProbeAnswer)
    except msgspec.DecodeError:
        raise VideoRefused("video-unreadable") from None
    if answer.found is None:
        raise VideoRefused(answer.refusal or "video-unreadable")
    return answer.found
