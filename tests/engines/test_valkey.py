import socket
from pathlib import Path

import pytest
import valkey

from server.engines import Engines, Refusal
from server.engines.valkey import Valkey


def test_answers_with_its_password_only(shared_engines: Engines) -> None:
    server = shared_engines.valkey
    assert server is not None
    with valkey.Valkey.from_url(server.url) as client:
        assert client.ping()
    with valkey.Valkey(port=server.port) as stranger, pytest.raises(valkey.exceptions.AuthenticationError):
        stranger.ping()


def test_password_is_in_no_process_list_and_no_log(shared_engines: Engines) -> None:
    server = shared_engines.valkey
    assert server is not None
    password = server.url.split(":")[2].split("@")[0]
    assert password not in Path(f"/proc/{server.pid}/cmdline").read_text()
    assert password not in server.log.read_text()


def test_keeps_nothing_on_the_disk_and_never_evicts_the_queue(shared_engines: Engines) -> None:
    server = shared_engines.valkey
    assert server is not None
    with valkey.Valkey.from_url(server.url, decode_responses=True) as client:
        assert client.config_get("save") == {"save": ""}
        assert client.config_get("appendonly") == {"appendonly": "no"}
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "volatile-lru"}
        assert client.config_get("maxmemory") == {"maxmemory": str(512 * 1024 * 1024)}


def test_after_kill_9_it_starts_empty_on_the_same_address(shared_engines: Engines) -> None:
    server = shared_engines.valkey
    assert server is not None
    url = server.url
    with valkey.Valkey.from_url(url) as client:
        client.set("rebuildable", 1)
    server.kill()
    server.start()
    assert server.url == url
    with valkey.Valkey.from_url(url) as client:
        assert client.get("rebuildable") is None


def test_taken_port_is_named_with_its_variable(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Refusal, match=rf"port {port}.*VITRINE_VALKEY_PORT"):
            Valkey(tmp_path, port, 64)


def test_home_with_blanks_and_quotes_in_its_name_works(tmp_path: Path) -> None:
    folder = tmp_path / 'my "own" folder'
    folder.mkdir()
    server = Valkey(folder, 0, 64)
    server.start()
    server.stop()
    assert not server.alive()
