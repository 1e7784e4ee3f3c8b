"""What an encoding child does: confine itself to its own empty folder and become ffmpeg.

Started as `python -I -c BOOT root binary memory_mb seconds file_bytes parent -- arguments` by `encoder.py`, in that
folder.
"""

import contextlib
import os
import stat
from typing import Final

from server.media.decoder import confine

NICE: Final = 10
OPEN_FILES: Final = 256
LOADERS: Final = ("/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1", "/lib/ld-musl-x86_64.so.1")
LIBRARIES: Final = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache", "/dev/null")
ENVIRONMENT: Final = {"MALLOC_ARENA_MAX": "2", "LANG": "C.UTF-8", "HOME": "/nonexistent"}
CALLS: Final = frozenset({"execveat"})
"""ffmpeg is started from its open file: a call with a path could start any program."""


def main(arguments: list[str]) -> None:
    binary, *numbers = arguments[: arguments.index("--")]
    memory_mb, seconds, file_bytes, parent = map(int, numbers)
    program = os.open(binary, os.O_RDONLY | os.O_CLOEXEC)
    os.nice(NICE)
    confine.offer_to_oom_killer()
    confine.limit(memory_mb, seconds, file_bytes=file_bytes, open_files=OPEN_FILES)
    confine.confine(parent, files=_files(binary), calls=CALLS)
    os.execve(program, ["ffmpeg", *arguments[arguments.index("--") + 1 :]], ENVIRONMENT)


def _files(binary: str) -> dict[int, int]:
    """Open files and folders with what is allowed there."""
    wanted = {".": confine.WORK, binary: confine.EXECUTE}
    wanted |= dict.fromkeys(LOADERS, confine.EXECUTE) | dict.fromkeys(LIBRARIES, confine.READ)
    found: dict[int, int] = {}
    for path, rights in wanted.items():
        with contextlib.suppress(OSError):
            number = os.open(path, getattr(os, "O_PATH", 0) | os.O_CLOEXEC)
            folder = stat.S_ISDIR(os.fstat(number).st_mode)
            found[number] = rights if folder else rights & confine.FILE
    return found
