"""What the probing child does: confine itself, look at one video, answer, exit.

Started as `python -I -c BOOT root source memory_mb seconds parent` by `probe.py`; `source` is the number of the open
original. The task comes on stdin, the answer leaves on stdout.
"""

import os
import sys
from io import FileIO

import msgspec

from server.media.decoder import confine
from server.media.refusals import Refusal
from server.media.video.looking import Refused, look_at
from server.media.video.wire import ProbeAnswer, ProbeTask


def main(source: int, memory_mb: int, seconds: int, parent: int) -> None:
    confine.offer_to_oom_killer()
    confine.limit(memory_mb, seconds)
    confine.confine(parent)
    task = msgspec.json.decode(sys.stdin.buffer.read(), type=ProbeTask)
    sys.stdout.buffer.write(msgspec.json.encode(_answer(FileIO(source), task)))
    sys.stdout.buffer.flush()
    # Nothing is left to tidy up, and the parent is waiting.
    os._exit(0)


def _answer(file: FileIO, task: ProbeTask) -> ProbeAnswer:
    try:
        return ProbeAnswer(found=look_at(file, task))
    except Refused as refused:
        return ProbeAnswer(refusal=refused.refusal)
    except MemoryError:
        return ProbeAnswer(refusal="video-too-large")
    except Exception:
        refusal: Refusal = "video-unreadable"
        return ProbeAnswer(refusal=refusal)
