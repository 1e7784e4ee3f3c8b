"""An empty folder for each video that is being made, gone afterwards whatever happens."""

import contextlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

if sys.platform != "win32":
    import fcntl

NOBODY: Final = 65534
"""As which children of root run."""
PREFIX: Final = "video-"
LOCK: Final = ".lock"
YOUNG_SECONDS: Final = 60
"""A folder without a lock may be just about to get one."""


@contextlib.contextmanager
def opened(home: Path) -> Iterator[Path]:
    """A folder that only the encoding child and this process use. Raises `OSError` when there is no room."""
    place = home / "work"
    place.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=place))
    try:
        with (folder / LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            hand_over(folder)
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def hand_over(path: Path) -> None:
    """To the user as which an encoding child runs when this process is root."""
    if os.geteuid() == 0:
        with contextlib.suppress(OSError):
            os.chown(path, NOBODY, NOBODY)


def sweep(home: Path) -> int:
    """Removes folders whose process was killed, for its lock went with it. Returns how many."""
    swept = 0
    for folder in (home / "work").glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            if _abandoned(folder):
                shutil.rmtree(folder, ignore_errors=True)
                swept += 1
    return swept


def _abandoned(folder: Path) -> bool:
    lock = folder / LOCK
    if not lock.exists():
        return time.time() - folder.stat().st_mtime > YOUNG_SECONDS
    with lock.open("r") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True
