import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from server.engines import Engines, supervisor
from server.engines.process import Process
from server.engines.supervisor import Supervisor

SLEEPER = "import time; time.sleep(60)"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('on', flush=True); time.sleep(60)"


def python(name: str, program: str, folder: Path) -> Process:
    return Process(name, [sys.executable, "-c", program], log=folder / "logs" / f"{name}.log")


def until(true: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.02)


class Watching:
    """A supervisor at work in a thread, and what it said."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.supervisor = Supervisor(self.lines.append)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self.supervisor.watch, args=[self._stopping])

    def start(self) -> None:
        self._thread.start()

    def end(self) -> None:
        self._stopping.set()
        if self._thread.ident:
            self._thread.join()
        self.supervisor.stop()


@pytest.fixture
def watching(monkeypatch: pytest.MonkeyPatch) -> Iterator[Watching]:
    monkeypatch.setattr(supervisor, "FIRST_PAUSE", 0.05)
    monkeypatch.setattr(supervisor, "LOOK_SECONDS", 0.02)
    made = Watching()
    yield made
    made.end()


def test_killed_process_comes_back_and_one_line_says_so(watching: Watching, tmp_path: Path) -> None:
    process = python("api", SLEEPER, tmp_path)
    watching.supervisor.add(process)
    watching.start()
    first = process.pid
    os.kill(first, signal.SIGKILL)
    until(lambda: process.alive() and process.pid != first)
    assert len(watching.lines) == 1
    assert watching.lines[0].startswith("api ended (SIGKILL); starting it again in 0.05 s")
    assert str(process.log) in watching.lines[0]


def test_pause_doubles_with_every_crash(watching: Watching, tmp_path: Path) -> None:
    watching.supervisor.add(python("worker", "raise SystemExit(3)", tmp_path))
    watching.start()
    until(lambda: len(watching.lines) >= 3)
    said = [line.split(";")[1] for line in watching.lines[:3]]
    assert said == [
        f" starting it again in {pause} s, its log is {tmp_path}/logs/worker.log" for pause in (0.05, 0.1, 0.2)
    ]
    assert "exit code 3" in watching.lines[0]


def test_killed_engines_are_noticed_and_serve_again(
    watching: Watching, shared_engines: Engines, ask: Callable[[str, str], object]
) -> None:
    assert shared_engines.postgres is not None
    watching.supervisor.add(shared_engines.postgres)
    watching.start()
    first = shared_engines.postgres.pid
    os.kill(first, signal.SIGKILL)
    until(lambda: len(watching.lines) == 1)
    until(lambda: shared_engines.postgres.pid != first and shared_engines.postgres._ready())
    assert ask(shared_engines.postgres.url, "SELECT 1") == 1


def test_processes_end_in_reverse_order(tmp_path: Path) -> None:
    program = (
        "import signal, sys, time\n"
        "def end(*_): print(sys.argv[1], time.monotonic(), flush=True); sys.exit()\n"
        "signal.signal(signal.SIGTERM, end); print('on', flush=True); time.sleep(60)"
    )
    made = Supervisor(print)
    processes = [Process(n, [sys.executable, "-c", program, n], log=tmp_path / "logs" / n) for n in ("first", "second")]
    for process in processes:
        made.add(process)
        until(lambda process=process: process.said() == ["on"])
    made.stop()
    ends = [float(process.said()[1].split()[1]) for process in processes]
    assert ends[1] < ends[0]


def test_process_that_does_not_listen_is_killed_after_its_grace(tmp_path: Path) -> None:
    process = python("deaf", STUBBORN, tmp_path)
    process.grace = 0.2
    process.start()
    until(lambda: process.said() == ["on"])
    process.stop()
    assert process.exit_code == -signal.SIGKILL


def test_what_a_process_started_goes_with_it(tmp_path: Path) -> None:
    program = (
        "import subprocess, sys, time\n"
        f"child = subprocess.Popen([sys.executable, '-c', {SLEEPER!r}]); print(child.pid, flush=True); time.sleep(60)"
    )
    process = python("parent", program, tmp_path)
    process.start()
    until(lambda: bool(process.said()))
    grandchild = psutil.Process(int(process.said()[0]))
    process.stop()
    until(lambda: not grandchild.is_running() or grandchild.status() == psutil.STATUS_ZOMBIE)


def test_log_is_for_the_owner_only_and_put_aside_when_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.engines.process.LOG_BYTES", 10)
    process = python("talker", "print('0123456789abcdef')", tmp_path)
    for _ in range(2):
        process.start()
        until(lambda: not process.alive())
        process.kill()
    assert process.log.stat().st_mode & 0o777 == 0o600
    assert process.log.with_name("talker.log.1").read_text() == process.log.read_text() == "0123456789abcdef\n"


@pytest.mark.skipif(sys.platform != "linux", reason="the parent-death signal is Linux's")
def test_children_end_when_the_supervisor_is_killed(tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from server.engines.process import Process; "
        f"child = Process('child', [sys.executable, '-c', {SLEEPER!r}], log=Path(sys.argv[1]) / 'child.log'); "
        "child.start(); print(child.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE) as starter:
        assert starter.stdout is not None
        child = psutil.Process(int(starter.stdout.readline()))
        starter.kill()
    child.wait(5)
