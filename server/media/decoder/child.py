"""What a child process does: confine itself, wait for one picture, answer, exit.

Started as `python -I -c BOOT root source memory_mb seconds parent` by `spare.py`; `source` is the number of the open
file that the parent fills. The task comes on stdin, the answer and the pictures leave on stdout.
"""

import contextlib
import os
import sys
from io import FileIO

import msgspec

from server.media.decoder import confine, position, variants
from server.media.decoder.opening import Refused, allow_listed_loaders_only, refusal_of
from server.media.decoder.wire import Answer, Task


def main(source: int, memory_mb: int, seconds: int, parent: int) -> None:
    allow_listed_loaders_only()
    confine.offer_to_oom_killer()
    confine.limit(memory_mb, seconds)
    confine.confine(parent)
    line = sys.stdin.buffer.readline()
    if not line:
        return
    answer, pictures = _serve(FileIO(source), msgspec.json.decode(line, type=Task))
    out = sys.stdout.buffer
    out.write(msgspec.json.encode(answer) + b"\n")
    out.writelines(pictures)
    out.flush()
    # Nothing is left to tidy up, and the parent is waiting.
    os._exit(0)


def _serve(file: FileIO, task: Task) -> tuple[Answer, list[bytes]]:
    try:
        if task.position:
            return Answer(peak_mb=peak_mb(), position=position.read(file, task)), []
        answer, pictures = variants.make(file, task)
        return msgspec.structs.replace(answer, peak_mb=peak_mb()), pictures
    except Refused as refused:
        return Answer(refusal=refused.refusal, peak_mb=peak_mb()), []
    except Exception as error:
        return Answer(refusal=refusal_of(error), peak_mb=peak_mb()), []


def peak_mb() -> int:
    """This process's largest resident size so far, in MiB; 0 where there is no `/proc`."""
    if _status < 0:
        return 0
    lines = os.pread(_status, 8192, 0).splitlines()
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith(b"VmHWM:")), 0)


# Opened while files may still be opened. rusage would tell the size of the parent, from before the exec.
_status = -1
with contextlib.suppress(OSError):
    _status = os.open("/proc/self/status", os.O_RDONLY)
