"""A whole installation for one benchmark: engines on free ports, a temporary home, the real processes of the server."""

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx

from server.engines import ports
from server.engines.process import Process
from server.settings import environ
from tests.benchmarks import cores
from tests.installation import ROOT, Installation, installed, until

HOST = "127.0.0.1"
GRANIAN = "--interface asgi --workers 1 --runtime-mode st --loop uvloop --backlog 4096 --no-access-log"
"""As `server/cli.py` serves the API."""


class House:
    def __init__(self, installation: Installation, *, pinned: bool) -> None:
        engines = installation.engines
        self._pinned = pinned
        self.settings = engines.settings
        self.valkey_pid = engines.valkey.pid if engines.valkey else None
        self.postgres_pid = engines.postgres.pid if engines.postgres else None
        self._installation = installation

    @contextlib.contextmanager
    def api(self) -> Iterator[int]:
        """The API as `vitrine api` runs it, alone on the measured core if `pinned`. Gives its process id."""
        self._installation.start("api")
        process = self._installation.processes["api"]
        if self._pinned:
            cores.measure(process.pid)
        try:
            yield process.pid
        finally:
            process.stop()

    @contextlib.contextmanager
    def app(self, target: str, path: str, told: Mapping[str, str]) -> Iterator[tuple[int, int]]:
        """Another ASGI application under the same Granian and on the same core. Gives (process id, port)."""
        port = ports.claim(HOST, 0, "a benchmark", "")
        words = ("-m", "granian", *GRANIAN.split(), "--host", HOST, "--port", str(port), target)
        with self.process("app", *words, told=told) as process:
            until(lambda: answers(f"http://{HOST}:{port}{path}"), f"{target} answers", process)
            cores.measure(process.pid)
            yield process.pid, port

    @contextlib.contextmanager
    def process(self, name: str, *words: str, told: Mapping[str, str] | None = None) -> Iterator[Process]:
        """Python with these arguments and the installation's settings."""
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("VITRINE_")}
        process = Process(
            name,
            [sys.executable, *words],
            log=self.settings.home / "logs" / f"{name}.log",
            environ=inherited | environ(self.settings) | dict(told or {}),
            folder=ROOT,
        )
        process.start()
        try:
            yield process
            if not process.alive():
                raise RuntimeError(f"{name} ended: {process.said()[-5:]}")
        finally:
            process.stop()


def answers(url: str) -> bool:
    """Whether there is a good answer now."""
    with contextlib.suppress(httpx.TransportError):
        return httpx.get(url, timeout=5).status_code == 200
    return False


@contextlib.contextmanager
def opened(*, pinned: bool = True, **changes: Any) -> Iterator[House]:
    """An empty, migrated installation that is gone after the block. `changes` are settings.

    When `pinned`, what is measured has a core of its own, and engines and load generator have the others.
    """
    (cores.keep_off_the_measured if pinned else cores.spread_out)()
    with empty_home() as home:
        chosen = {"rate_limits": True, "valkey_memory_mb": 4096} | changes
        with installed(home, **chosen) as installation:
            yield House(installation, pinned=pinned)


@contextlib.contextmanager
def empty_home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="vitrine-bench-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)  # PostgreSQL gives up root's rights and must still pass
        yield Path(folder) / "home"
