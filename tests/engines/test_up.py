"""The whole of `vitrine up`, as a person at a terminal meets it."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import psutil
from websockets.sync.client import connect

from server.engines import home
from server.engines.home import Running
from server.settings import Settings, environ
from tests.world import PASSWORD

Ask = Callable[[str, str], Any]
START_SECONDS = 90


class Up:
    """A running `vitrine up`: its process, what it printed, where it answers."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.terminal = settings.home.with_name("terminal.txt")
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("VITRINE_")}
        with self.terminal.open("w") as terminal:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "server", "up"],
                env=inherited | environ(settings) | {"PYTHONUNBUFFERED": "1"},
                stdout=terminal,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def printed(self) -> str:
        return self.terminal.read_text()

    @property
    def running(self) -> Running:
        found = home.read_running(self.settings.home)
        assert found is not None
        return found

    def until_printed(self, text: str, seconds: float = START_SECONDS) -> None:
        deadline = time.monotonic() + seconds
        while text not in self.printed:
            assert self.process.poll() is None, self.printed
            assert time.monotonic() < deadline, self.printed + self.logs()
            time.sleep(0.05)

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def child(self, command: str) -> psutil.Process:
        return next(process for process in self.family() if process.cmdline()[-1:] == [command])

    def logs(self) -> str:
        tails = (f"--- {path.name}\n{path.read_text()[-2000:]}" for path in (self.settings.home / "logs").glob("*.log"))
        return "\n".join(tails)

    def end(self, number: signal.Signals) -> int:
        family = self.family()
        self.process.send_signal(number)
        code = self.process.wait(45)
        _, alive = psutil.wait_procs(family, 10)
        assert not alive, alive
        return code


@contextmanager
def opened(settings: Settings) -> Iterator[Up]:
    up = Up(settings)
    try:
        up.until_printed("Vitrine is open")
        yield up
    finally:
        if up.process.poll() is None:
            up.process.send_signal(signal.SIGTERM)
            up.process.wait(45)


def get(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:
            return int(answer.status)
    except OSError as error:
        raise AssertionError(f"{url}: {error}") from error


def line_opens(api_url: str) -> None:
    """Somebody signs up, asks where the live line is, and is welcomed there."""
    body = {"handle": "ann", "password": PASSWORD}
    token = httpx.post(f"{api_url}/api/v1/accounts", json=body).json()["access_token"]
    door = httpx.get(f"{api_url}/api/v1/live", headers={"Authorization": f"Bearer {token}"}).json()
    with connect(door["url"]) as socket:
        socket.send(json.dumps({"token": token}))
        assert not json.loads(socket.recv(30))["resumed"]


def test_up_serves_recovers_stops_and_finds_its_data_again(alone: Settings, ask: Ask) -> None:
    with opened(alone) as up:
        running = up.running
        for address in (running.web_url, f"{running.web_url}/admin", f"{running.api_url}/schema"):
            assert address in up.printed
            assert get(address) == 200
        assert get(f"{running.api_url}/api/v1/health") == 200
        assert running.secret not in up.printed
        line_opens(running.api_url)
        web_process_is_told_no_secret(up)
        ask(running.database_url, "CREATE TABLE kept AS SELECT 42 AS answer")

        told = {name: value for name, value in os.environ.items() if not name.startswith("VITRINE_")} | environ(alone)
        done = subprocess.run([sys.executable, "-m", "server", "migrate"], env=told, capture_output=True, text=True)
        assert (done.returncode, done.stdout) == (0, "The schema was up to date.\n"), done.stderr

        up.child("worker").kill()
        up.until_printed("worker ended (SIGKILL)")
        assert up.end(signal.SIGTERM) == 0
        assert home.read_running(alone.home) is None

    with opened(alone) as up:
        assert ask(up.running.database_url, "SELECT answer FROM kept") == 42
        family = up.family()
        up.process.kill()
        up.process.wait()
        _, alive = psutil.wait_procs(family, 30)
        assert not alive, alive

    with opened(alone) as up:
        assert ask(up.running.database_url, "SELECT answer FROM kept") == 42
        assert up.end(signal.SIGINT) == 0


def web_process_is_told_no_secret(up: Up) -> None:
    told = up.child("web").environ()
    assert told["VITRINE_CLIENT_API_URL"] == up.running.api_url
    for name in ("VITRINE_SECRET", "VITRINE_DATABASE_URL", "VITRINE_VALKEY_URL"):
        assert name not in told
    run = up.settings.home / "run.json"
    assert json.loads(run.read_bytes())["pid"] == up.process.pid
    assert run.stat().st_mode & 0o777 == 0o600


def test_process_that_cannot_start_is_one_line_and_leaves_nothing_behind(alone: Settings) -> None:
    unstartable = {"api_port": 0, "live_port": 0, "web_port": 0, "postgres_port": 0, "valkey_port": 0}
    up = Up(Settings(home=alone.home, **unstartable, log_level="NONSENSE"))
    assert up.process.wait(START_SECONDS) == 1
    assert len(up.printed.strip().splitlines()) == 1, up.printed
    assert not home.is_held(alone.home)
