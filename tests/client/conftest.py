"""A town with a few people, and visitors who open the app in it."""

from collections.abc import AsyncIterator, Awaitable, Callable

import flet as ft
import msgspec
import pytest
import pytest_asyncio

from admin.app import run as run_desk
from client.app import run as run_app
from tests.client.harness import Driver, MemoryStorage
from tests.client.town import Town
from tests.client.town_api import TownApi

Visit = Callable[..., Awaitable[Driver]]


@pytest.fixture
def town() -> Town:
    town = Town()
    town.person("ann", "Ann Lee", you=True)
    for handle, name in (("bo", "Bo Berg"), ("cy", "Cy"), ("di.dot", "Di")):
        town.person(handle, name)
    town.tie("bo", tie="following")
    return town


@pytest_asyncio.fixture(loop_scope="session")
async def visit(town: Town) -> AsyncIterator[Visit]:
    """Opens the app (or the desk) at a route, signed in as `who` when given. `width` decides the layout."""
    drivers: list[Driver] = []

    async def open_it(
        route: str = "/",
        who: str = "",
        *,
        desk: bool = False,
        width: int = 420,
        storage: MemoryStorage | None = None,
    ) -> Driver:
        memory = storage or MemoryStorage()
        if who:
            kept = TownApi(town).tokens_of(who)
            memory.kept["tokens"] = msgspec.json.encode(kept).decode()

        async def start(page: ft.Page) -> None:
            await (run_desk if desk else run_app)(page, TownApi(town), memory)

        driver = await Driver.open(start, route, width=width)
        drivers.append(driver)
        return driver

    yield open_it
    for driver in drivers:
        await driver.close()
