"""The nightly round of training."""

import asyncio
import logging
import os
import sys
from typing import Final

from server.kit import resources
from server.settings import environ

ONE_THREAD: Final = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
log = logging.getLogger(__name__)


async def train() -> None:
    """Runs `vitrine train feed` as a process of its own, which is nice to others and gives back its memory."""
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "server", "train", "feed"),
        env=os.environ | environ(resources.settings()) | ONE_THREAD,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        said, _ = await child.communicate()
    except asyncio.CancelledError:
        child.kill()
        await child.wait()
        raise
    for line in said.decode(errors="replace").splitlines():
        log.info("training: %s", line)
    if child.returncode:
        raise RuntimeError(f"training ended with {child.returncode}")
