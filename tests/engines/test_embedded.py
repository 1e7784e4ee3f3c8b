import os
import socket
from collections.abc import Callable
from typing import Any

import psutil
import pytest
from msgspec.structs import replace

from server import engines
from server.engines import Engines, Refusal, home
from server.settings import Settings

Ask = Callable[[str, str], Any]


def test_settings_that_name_both_servers_start_nothing(alone: Settings) -> None:
    elsewhere = replace(alone, database_url="postgresql://db/x", valkey_url="valkey://cache")
    with engines.running(elsewhere) as settings:
        assert settings is elsewhere
    assert not alone.home.exists()


def test_running_starts_engines_for_the_duration_and_the_data_stays(alone: Settings, ask: Ask) -> None:
    with engines.running(alone) as settings:
        ask(settings.database_url, "CREATE TABLE kept AS SELECT 7 AS n")
        secret = settings.secret
        with pytest.raises(Refusal, match=f"in use by process {os.getpid()}"):
            engines.start(alone)
    with pytest.raises(OSError):
        ask(settings.database_url, "SELECT 1")
    with engines.running(alone) as settings:
        assert ask(settings.database_url, "SELECT n FROM kept") == 7
        assert settings.secret == secret


def test_running_borrows_the_servers_of_a_living_up(alone: Settings, shared_engines: Engines, ask: Ask) -> None:
    up = replace(shared_engines.settings, home=alone.home)
    with home.held(alone.home), home.announced(up), engines.running(alone) as settings:
        assert settings.database_url == up.database_url
        assert settings.secret == up.secret
        assert ask(settings.database_url, "SELECT 1") == 1
    assert ask(up.database_url, "SELECT 1") == 1


def test_only_the_engine_that_is_not_named_is_started(alone: Settings) -> None:
    with engines.start(replace(alone, database_url="postgresql://db/x")) as started:
        assert started.postgres is None
        assert started.valkey is not None
        assert started.settings.database_url == "postgresql://db/x"


def test_when_one_engine_is_refused_the_other_is_ended_and_the_home_let_go(alone: Settings) -> None:
    before = {child.pid for child in psutil.Process().children()}
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(Refusal, match="VITRINE_POSTGRES_PORT"):
        engines.start(replace(alone, postgres_port=taken.getsockname()[1]))
    assert {child.pid for child in psutil.Process().children()} == before
    assert not home.is_held(alone.home)
