"""The whole of Vitrine as child processes of the tests, on ports of its own: to be used, and to be killed in parts."""

import asyncio
import os
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import asyncpg
import httpx
import msgspec

from server import engines
from server.engines import Engines
from server.engines.process import Process
from server.migrate import migrate
from server.settings import Settings, environ
from shared.accounts import ProfileChange
from shared.api import Api
from shared.problems import ApiError
from tests import ports
from tests.world import PASSWORD, Person

ROOT = Path(__file__).parents[1]
PATIENCE = 120.0
"""Seconds after which a condition that does not come true is a failure; nothing here is measured."""
WORKERS = {name: ("--tier", name) for name in ("relay", "fanout", "media", "video", "ml", "archive")}


class Installation:
    """Engines, API, and one process for each tier, so that each can be killed alone; or `worker` for all of them, as
    `up` has it. `web` only when asked for.
    """

    def __init__(self, started: Engines) -> None:
        self.engines = started
        self.settings = started.settings
        self.processes = {
            "api": self._process("api"),
            "live": self._process("live"),
            "web": self._process("web", told=self._for_web()),
        }
        self.processes |= {name: self._process("worker", *words, name=name) for name, words in WORKERS.items()}
        self.processes["worker"] = self._process("worker")

    @property
    def url(self) -> str:
        return self.settings.api_url

    @property
    def _api(self) -> str:
        """Where it listens, which `public_api_url` may hide behind something else."""
        return f"http://{self.settings.api_host}:{self.settings.api_port}"

    def start(self, *names: str) -> None:
        """Starts these processes; returns when those that serve answer."""
        for name in names:
            self.processes[name].start()
        for name in names:
            if page := self._page_of(name):
                until(lambda page=page: _answers(page), f"{name} answers", self.processes[name])  # type: ignore[misc]

    def _page_of(self, name: str) -> str | None:
        """What answers once the process serves."""
        live = f"http://{self.settings.live_host}:{self.settings.live_port}/health"
        return {"api": f"{self._api}/api/v1/health", "live": live, "web": self.settings.web_url}.get(name)

    def kill(self, name: str) -> None:
        """kill -9, to the process and to what it started."""
        self.processes[name].kill()

    def stop(self) -> None:
        for process in reversed(self.processes.values()):
            process.stop()

    def anonymous(self) -> Api:
        return Api(self.url)

    async def person(self, handle: str, *, private: bool = False) -> Person:
        """Signs up somebody new."""
        person = Person(self.url)
        tokens = await person.sign_up(handle, PASSWORD, name=handle.title(), device="tests")
        person.handle, person.user_id = handle, int(tokens.me.id)
        if private:
            await person.change_profile(ProfileChange(private=True))
        return person

    async def sql(self, statement: str, *arguments: object) -> list[asyncpg.Record]:
        """Asks PostgreSQL over a connection of its own."""
        connection = await asyncpg.connect(self.settings.database_url, timeout=10)
        try:
            return await connection.fetch(statement, *arguments)
        finally:
            await connection.close()

    def _for_web(self) -> dict[str, str]:
        """The web process is a client like any other and knows no secret."""
        told = {"WEB_PORT": self.settings.web_port, "PUBLIC_API_URL": self.url, "CLIENT_API_URL": self.url}
        told["CLIENT_LIVE_URL"] = self.settings.live_url
        return {f"VITRINE_{name}": str(value) for name, value in told.items()}

    def _process(self, command: str, *words: str, name: str = "", told: dict[str, str] | None = None) -> Process:
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("VITRINE_")}
        return Process(
            name or command,
            [sys.executable, "-m", "server", command, *words],
            log=self.settings.home / "logs" / f"{name or command}.log",
            environ=inherited | (told or environ(self.settings)) | {"PYTHONUNBUFFERED": "1"},
            folder=ROOT,
        )


@contextmanager
def installed(home: Path, *names: str, **changes: object) -> Iterator[Installation]:
    """A migrated installation in that folder, with these of its processes running. `changes` are settings."""
    # Where nobody looks at pictures, nobody shall wait for it.
    chosen = {
        "postgres_port": 0,
        "valkey_port": 0,
        "rate_limits": False,
        "not_found_ms": 0,
        "vision": bool({"ml", "worker"} & set(names)),
    } | changes
    free = {name: ports.free() for name in ("api_port", "live_port", "web_port")}
    settings = msgspec.structs.replace(Settings(home=home), **(free | chosen))
    with engines.start(settings) as started:
        asyncio.run(migrate(started.settings))
        installation = Installation(started)
        try:
            installation.start(*names)
            yield installation
        finally:
            installation.stop()


def until(true: Callable[[], bool], what: str, process: Process | None = None) -> None:
    """Waits for a condition. Fails with the process's last words when that has ended."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert process is None or process.alive(), f"{process.name} ended: {process.said()[-5:]}"
        assert time.monotonic() < deadline, f"still not so: {what}"
        time.sleep(0.05)


async def eventually(true: Callable[[], Awaitable[bool]], what: str) -> None:
    """Waits for a condition; while a part of the installation is away it is not met."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with suppress(OSError, ApiError):
            if await true():
                return
        await asyncio.sleep(0.05)
    raise AssertionError(f"still not so: {what}")


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5).status_code == 200
    except httpx.TransportError:
        return False
