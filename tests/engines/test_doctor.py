import asyncio
import socket
from pathlib import Path

from msgspec.structs import replace

from server.engines import Engines, doctor, home
from server.engines.up import migrate
from server.settings import Settings


def examine(settings: Settings) -> tuple[bool, str]:
    lines: list[str] = []
    healthy = asyncio.run(doctor.examine(settings, lines.append))
    return healthy, "\n".join(lines)


def test_installation_that_was_never_started_is_healthy(alone: Settings) -> None:
    healthy, said = examine(alone)
    assert healthy, said
    assert "the first start makes it" in said
    assert "✗" not in said
    assert not alone.home.exists()


def test_running_installation_is_healthy_and_no_password_is_shown(alone: Settings, shared_engines: Engines) -> None:
    up = replace(shared_engines.settings, home=alone.home)
    with home.held(alone.home), home.announced(up):
        healthy, said = examine(alone)
        assert "lacks migrations\n     → ./just migrate" in said
        assert not healthy
        migrate(up)
        healthy, said = examine(alone)
    assert healthy, said
    assert "✓ PostgreSQL 18" in said
    assert "✓ Valkey 9" in said
    assert "is not evicted" in said
    for secret in (up.secret, up.database_url.split(":")[2].split("@")[0], up.valkey_url.split(":")[2].split("@")[0]):
        assert secret not in said


def test_taken_port_is_found_with_what_helps(alone: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        healthy, said = examine(replace(alone, api_port=taken.getsockname()[1]))
    assert not healthy
    assert "✗ the API cannot have port" in said
    assert "VITRINE_API_PORT" in said


def test_servers_that_do_not_answer_are_found(alone: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as socket_:
        dead = socket_.getsockname()[1]
    away = f"127.0.0.1:{dead}"
    healthy, said = examine(
        replace(alone, database_url=f"postgresql://u:hunter2@{away}/x", valkey_url=f"valkey://:hunter2@{away}/0")
    )
    assert not healthy
    assert said.count("✗") == 3
    assert "VITRINE_DATABASE_URL" in said and "VITRINE_VALKEY_URL" in said
    assert "hunter2" not in said


def test_home_that_is_a_file_is_found(alone: Settings) -> None:
    alone.home.write_text("")
    healthy, said = examine(alone)
    assert not healthy
    assert "is no folder" in said


def test_blob_store_of_an_unknown_kind_is_found(alone: Settings, tmp_path: Path) -> None:
    healthy, said = examine(replace(alone, home=tmp_path, blob_url="ftp://somewhere/"))
    assert not healthy
    assert "VITRINE_BLOB_URL" in said
