import os
import socket
import subprocess
import sys

import pytest

from server.engines import home
from server.engines.up import masked
from server.settings import Settings, environ


def run(*words: str, told: dict[str, str]) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("VITRINE_")}
    return subprocess.run(
        [sys.executable, "-m", "server", *words], env=inherited | told, text=True, capture_output=True, timeout=60
    )


def refusal(done: subprocess.CompletedProcess[str]) -> str:
    """The one line on standard error of a command that refused."""
    assert done.returncode == 1, done
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0]


def test_unknown_setting_is_refused_by_name() -> None:
    assert "VITRINE_TYPO is not a setting" in refusal(run("up", told={"VITRINE_TYPO": "1"}))


def test_second_up_on_the_same_home_is_refused(alone: Settings) -> None:
    with home.held(alone.home):
        line = refusal(run("up", told=environ(alone)))
    assert f"{alone.home} is in use by process {os.getpid()}" in line


@pytest.mark.parametrize(
    "variable", ["VITRINE_POSTGRES_PORT", "VITRINE_VALKEY_PORT", "VITRINE_API_PORT", "VITRINE_WEB_PORT"]
)
def test_taken_port_is_one_line_naming_port_and_variable(variable: str, alone: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        line = refusal(run("up", told=environ(alone) | {variable: port}))
    assert port in line
    assert variable in line


def test_home_without_a_parent_is_refused(alone: Settings) -> None:
    assert "VITRINE_HOME" in refusal(run("up", told=environ(alone) | {"VITRINE_HOME": str(alone.home / "a" / "b")}))


def test_database_that_does_not_answer_is_refused_without_its_password(alone: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as socket_:
        dead = socket_.getsockname()[1]
    told = environ(alone) | {"VITRINE_DATABASE_URL": f"postgresql://u:hunter2@127.0.0.1:{dead}/x"}
    line = refusal(run("migrate", told=told))
    assert "VITRINE_DATABASE_URL" in line
    assert "hunter2" not in line


def test_process_on_real_servers_without_the_common_secret_is_refused(alone: Settings) -> None:
    told = environ(alone) | {"VITRINE_DATABASE_URL": "postgresql://db/x", "VITRINE_VALKEY_URL": "valkey://cache"}
    assert "VITRINE_SECRET is not set" in refusal(run("worker", told=told))


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://me:p@ss:w@rd@db:5432/x", "postgresql://me:…@db:5432/x"),
        ("valkey://:secret@cache:6379/0", "valkey://:…@cache:6379/0"),
        ("valkey://cache:6379/0", "valkey://cache:6379/0"),
        ("/srv/blobs", "/srv/blobs"),
    ],
)
def test_passwords_are_masked(url: str, shown: str) -> None:
    assert masked(url) == shown
