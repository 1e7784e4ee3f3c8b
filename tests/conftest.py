"""Real engines once per run, a clean database per test, and a small world of people who speak to the API."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio
import uvloop
from hypothesis import settings as hypothesis_settings
from msgspec.structs import replace

from server import engines as embedded
from server.engines import Engines
from server.kit import valkey
from server.migrate import migrate
from server.settings import Settings
from tests import gazetteer
from tests.spread import Spread, longest_first
from tests.world import World, opened_world

SECRET = "known to these tests and to nobody else"
# Machines are shared and slow at times: an example that takes long is no failure.
hypothesis_settings.register_profile("patient", deadline=None)
hypothesis_settings.load_profile("patient")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items[:] = longest_first(items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Spread:
    # in the order of collection; xdist itself would have the file with the most tests first
    config.option.loadscopereorder = False
    return Spread(config, log)


@pytest.fixture(scope="session")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engines]:
    """PostgreSQL and Valkey on free ports, beside whatever else runs."""
    home = tmp_path_factory.mktemp("vitrine")
    settings = Settings(home=home, postgres_port=0, valkey_port=0, access_token_minutes=10, database_pool=8)
    with embedded.start(settings) as started:
        yield started


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def template(engines: Engines) -> str:
    """A migrated database with a few places, that others are copied from."""
    url = await _create(engines.settings, "vitrine_template")
    settings = replace(engines.settings, database_url=url)
    await migrate(settings)
    await gazetteer.load_some(settings)
    return "vitrine_template"


@pytest_asyncio.fixture(loop_scope="session")
async def clean_settings(engines: Engines, template: str, tmp_path: Path) -> AsyncIterator[Settings]:
    """Settings with an empty migrated database, an empty Valkey and an empty blob store."""
    async with _clean(engines, template, tmp_path) as settings:
        yield settings


@pytest_asyncio.fixture(loop_scope="session")
async def world(clean_settings: Settings) -> AsyncIterator[World]:
    async with opened_world(clean_settings) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def long_world(engines: Engines, template: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """One world for all tests of a module, which therefore make new people each. Not beside `world`."""
    async with _clean(engines, template, tmp_path_factory.mktemp("long")) as settings, opened_world(settings) as opened:
        yield opened


@asynccontextmanager
async def _clean(engines: Engines, template: str, folder: Path) -> AsyncIterator[Settings]:
    name = f"test_{os.getpid()}_{id(folder)}"
    url = await _create(engines.settings, name, template)
    blobs = folder / "blobs"
    settings = replace(engines.settings, database_url=url, blob_url=blobs.as_uri(), secret=SECRET)
    client = valkey.connect(settings.valkey_url)
    await client.flushall()
    await client.aclose()
    yield settings
    await _drop(engines.settings, name)


async def _create(settings: Settings, name: str, template: str = "template0") -> str:
    connection = await asyncpg.connect(settings.database_url)
    try:
        await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    finally:
        await connection.close()
    base, _, _ = settings.database_url.rpartition("/")
    return f"{base}/{name}"


async def _drop(settings: Settings, name: str) -> None:
    connection = await asyncpg.connect(settings.database_url)
    try:
        await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    finally:
        await connection.close()


@pytest.fixture(scope="session")
def event_loop_policy() -> asyncio.AbstractEventLoopPolicy:
    return uvloop.EventLoopPolicy()
