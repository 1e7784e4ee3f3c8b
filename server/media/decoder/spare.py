"""The parent's side: one child is always started ahead, so that nobody waits for an interpreter to start."""

import asyncio
import atexit
import contextlib
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterable, Callable
from pathlib import Path
from typing import IO, Final

import msgspec

from server.media.decoder.wire import ANSWER_BYTES_MAX, PICTURES_BYTES_MAX, Answer, StoredName, Task
from server.media.kinds import HEAD_BYTES, PictureKind, picture_kind_of
from server.media.refusals import Refusal
from shared.looks import PLAIN, Look

ROOT: Final = Path(__file__).resolve().parents[3]
BOOT: Final = (
    "import sys; sys.path.insert(0, sys.argv[1]); from server.media.decoder.child import main;"
    " main(*map(int, sys.argv[2:]))"
)
ENVIRONMENT: Final = {"VIPS_CONCURRENCY": "1", "MALLOC_ARENA_MAX": "2", "LANG": "C.UTF-8"}
"""All that a child sees of ours: no setting, no secret."""
READ_BYTES: Final = 256 * 1024


class DecoderBroken(Exception):
    """The machine's fault, not the picture's: no process to be had, no memory, no room. Worth another try."""


class PictureRefused(Exception):
    def __init__(self, refusal: Refusal, peak_mb: int = 0) -> None:
        super().__init__(refusal)
        self.refusal = refusal
        self.peak_mb = peak_mb


class Bounds(msgspec.Struct, frozen=True):
    memory_mb: int
    seconds: int
    max_pixels: int


class Variant(msgspec.Struct, frozen=True):
    name: StoredName
    width: int
    height: int
    data: bytes


class Decoded(msgspec.Struct, frozen=True):
    """A picture in all its sizes; `width` and `height` are what its look leaves of the upright original, in pixels."""

    width: int
    height: int
    blurhash: str
    variants: list[Variant]
    peak_mb: int
    """Most memory that the child held, in MiB."""


_spare: "_Child | None" = None


async def decode(source: AsyncIterable[bytes], bounds: Bounds, look: Look = PLAIN, ratio: float = 0) -> Decoded:
    """Decodes one picture in a child of its own. Raises `PictureRefused` or `DecoderBroken`."""
    answer, rest = await _served(source, bounds, lambda kind: Task(kind, bounds.max_pixels, look, ratio))
    try:
        return _decoded(answer, rest)
    except ValueError:
        raise PictureRefused("picture-unreadable") from None


async def position(source: AsyncIterable[bytes], bounds: Bounds) -> tuple[float, float] | None:
    """Where a picture says that it was taken: latitude and longitude in degrees, on the globe. Raises as `decode`."""
    answer, _ = await _served(source, bounds, lambda kind: Task(kind, bounds.max_pixels, position=True))
    return answer.position


async def _served(
    source: AsyncIterable[bytes], bounds: Bounds, task: Callable[[PictureKind], Task]
) -> tuple[Answer, bytes]:
    """What a child of its own answers, which is no refusal, and the bytes behind it."""
    child = await _take(bounds)
    try:
        head = await _fill(child.source, source)
        kind = picture_kind_of(head)
        if kind is None:
            raise PictureRefused("picture-type")
        answer, rest = await asyncio.to_thread(child.serve, task(kind))
        if answer.refusal:
            raise PictureRefused(answer.refusal, answer.peak_mb)
        return answer, rest
    finally:
        child.end()
        prepare(bounds)


def prepare(bounds: Bounds) -> None:
    """Starts the spare child unless there is one, from a thread that stays: a child dies with the one it came from."""
    global _spare
    if _spare is not None and (_spare.bounds != bounds or not _spare.alive):
        close()
    if _spare is None:
        with contextlib.suppress(DecoderBroken):
            _spare = _Child(bounds)


def close() -> None:
    """Ends the spare child. It is also ended when this process ends, however that happens."""
    global _spare
    if _spare is not None:
        _spare.end()
        _spare = None


atexit.register(close)


async def _take(bounds: Bounds) -> "_Child":
    global _spare
    child, _spare = _spare, None
    if child is not None and (child.bounds != bounds or not child.alive):
        child.end()
        child = None
    return child or _Child(bounds)


async def _fill(file: IO[bytes], source: AsyncIterable[bytes]) -> bytes:
    head = b""
    async for chunk in source:
        if len(head) < HEAD_BYTES:
            head += chunk[:HEAD_BYTES]
        try:
            await asyncio.to_thread(file.write, chunk)
        except OSError as error:
            raise DecoderBroken(f"no room for the picture: {error}") from error
    return head


class _Child:
    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds
        # No name in any folder: gone with the last process that holds it, even after kill -9.
        self.source: IO[bytes] = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - closed by `end`
        number = self.source.fileno()
        arguments = [ROOT, number, bounds.memory_mb, bounds.seconds, os.getpid()]
        try:
            self.process = subprocess.Popen(
                [sys.executable, "-I", "-c", BOOT, *map(str, arguments)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=ENVIRONMENT,
                cwd="/",
                pass_fds=(number,),
                start_new_session=True,
            )
        except OSError as error:
            self.source.close()
            raise DecoderBroken(f"no child process: {error}") from error

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def serve(self, task: Task) -> tuple[Answer, bytes]:
        """Blocks until the child has answered, has died, or its time is over."""
        assert self.process.stdin and self.process.stdout
        deadline = time.monotonic() + self.bounds.seconds
        try:
            self.process.stdin.write(msgspec.json.encode(task) + b"\n")
            self.process.stdin.close()
        except OSError as error:
            raise DecoderBroken(f"the child was gone before its task: {self._ended()}") from error
        said = b"".join(self._read(deadline))
        line, newline, rest = said.partition(b"\n")
        if not newline or len(line) > ANSWER_BYTES_MAX:
            raise self._died()
        try:
            return msgspec.json.decode(line, type=Answer), rest
        except (msgspec.DecodeError, ValueError):
            raise PictureRefused("picture-unreadable") from None

    def _read(self, deadline: float) -> list[bytes]:
        assert self.process.stdout
        chunks: list[bytes] = []
        size = 0
        number = self.process.stdout.fileno()
        while True:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([number], [], [], left)[0]:
                raise PictureRefused("picture-timeout")
            chunk = os.read(number, READ_BYTES)
            if not chunk:
                return chunks
            chunks.append(chunk)
            size += len(chunk)
            if size > ANSWER_BYTES_MAX + PICTURES_BYTES_MAX:
                raise PictureRefused("picture-unreadable")

    def _died(self) -> Exception:
        """A child that died without a word: by its limits or a crash of the decoder (the picture's doing), or not."""
        code = self._ended()
        if code == -signal.SIGXCPU:
            return PictureRefused("picture-timeout")
        if code in (-signal.SIGSEGV, -signal.SIGABRT, -signal.SIGBUS, -signal.SIGILL, -signal.SIGFPE, -signal.SIGTRAP):
            return PictureRefused("picture-unreadable")
        return DecoderBroken(f"the child ended with {code}")

    def _ended(self) -> int | None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self.process.wait(1)
        return None

    def end(self) -> None:
        """Kills the child unless it has exited, and leaves no zombie."""
        self.source.close()
        self.process.kill()
        for stream in (self.process.stdin, self.process.stdout):
            if stream:
                with contextlib.suppress(OSError):
                    stream.close()
        self.process.wait()


def _decoded(answer: Answer, rest: bytes) -> Decoded:
    variants: list[Variant] = []
    at = 0
    for made in answer.made:
        data = rest[at : at + made.size]
        at += made.size
        if not data.startswith(b"RIFF"):
            raise ValueError("not WebP")
        variants.append(Variant(made.name, made.width, made.height, data))
    if at != len(rest) or not variants:
        raise ValueError("bytes missing or left over")
    return Decoded(answer.width, answer.height, answer.blurhash, variants, answer.peak_mb)
