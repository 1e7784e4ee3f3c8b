"""Homes of their own for tests that start, break and restart engines."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from server import engines
from server.engines import Engines
from server.settings import Settings


@pytest.fixture
def alone(tmp_path: Path) -> Settings:
    """Settings of an installation that shares nothing with any other: its own home, free ports."""
    return Settings(home=tmp_path / "home", api_port=0, web_port=0, live_port=0, postgres_port=0, valkey_port=0)


@pytest.fixture(scope="module")
def shared_engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engines]:
    """One pair of engines for a module's tests that leave them running."""
    home = tmp_path_factory.mktemp("engines") / "home"
    with engines.start(Settings(home=home, postgres_port=0, valkey_port=0)) as started:
        yield started


@pytest.fixture
def ask() -> Callable[..., Any]:
    """`ask(url, sql)`: the first value of the answer, over a connection of its own."""

    async def answer(url: str, sql: str) -> Any:
        connection = await asyncpg.connect(url, timeout=5)
        try:
            return await connection.fetchval(sql)
        finally:
            await connection.close()

    def run(url: str, sql: str) -> Any:
        work: Coroutine[Any, Any, Any] = answer(url, sql)
        return asyncio.run(work)

    return run
