"""The whole installation and a real browser for it, once for all journeys; and what to say when there is no browser."""

import asyncio
import os
import re
import shutil
from collections.abc import AsyncIterator, Iterator
from importlib.resources import as_file, files
from pathlib import Path

import pytest
import pytest_asyncio

from tests.browser import ensure
from tests.gazetteer import load_some
from tests.installation import Installation, installed
from tests.journeys.profiles import ARTEFACTS, kept_browser
from tests.journeys.visitor import Visitor
from tests.world import PASSWORD

NO_BROWSER = (
    "No journey was made: this machine has no Chromium, Chrome or Edge, and none could be had."
    " Install one, or set VITRINE_BROWSER to its path."
)
_missing = pytest.StashKey[bool]()


@pytest.fixture(scope="session", autouse=True)
def chromium(request: pytest.FixtureRequest) -> str:
    """Path of the browser, fetched if need be."""
    path = ensure()
    if path is None:
        request.config.stash[_missing] = True
        if os.environ.get("CI"):
            pytest.fail(NO_BROWSER, pytrace=False)
        pytest.skip(NO_BROWSER)
    return path


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if config.stash.get(_missing, False):
        terminalreporter.write_sep("!", "NO BROWSER", red=True, bold=True)
        terminalreporter.write_line(NO_BROWSER, red=True, bold=True)


@pytest_asyncio.fixture(scope="session", loop_scope="session", autouse=True)
async def one_browser(chromium: str) -> AsyncIterator[None]:
    """Runs for all journeys of this process; each has profiles of its own in it."""
    async with kept_browser():
        yield


@pytest.fixture(scope="session")
def live(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Engines, API, workers and web process, all as `up` starts them, on ports of their own."""
    with installed(tmp_path_factory.mktemp("live") / "home", "api", "live", "worker", "web") as running:
        asyncio.run(load_some(running.settings))
        yield running


@pytest.fixture(scope="session")
def web_url(live: Installation) -> str:
    return live.settings.web_url


@pytest.fixture(scope="session")
def moderator(live: Installation) -> tuple[str, str]:
    """Handle and password of a moderator."""

    async def appoint() -> None:
        person = await live.person("warden")
        await live.sql("UPDATE users SET role = 'moderator' WHERE id = $1", person.user_id)
        await person.close()

    asyncio.run(appoint())
    return "warden", PASSWORD


@pytest.fixture(scope="session")
def photo() -> Iterator[Path]:
    """A real photo, as a camera makes them: 640 x 427 pixels of a temple, by scikit-learn."""
    with as_file(files("sklearn.datasets.images") / "china.jpg") as path:
        yield path


@pytest.fixture(scope="session")
def flower() -> Iterator[Path]:
    """Another one, which nobody would take for the first."""
    with as_file(files("sklearn.datasets.images") / "flower.jpg") as path:
        yield path


class Album:
    """Pictures of the steps of one journey, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._taken = 0

    async def take(self, visitor: Visitor, step: str) -> Path:
        await visitor.settle()
        self._taken += 1
        path = self.folder / f"{self._taken:02}-{_slug(step)}.png"
        await visitor.page.screenshot(path=path)
        return path


@pytest.fixture
def album(request: pytest.FixtureRequest) -> Album:
    folder = ARTEFACTS / _slug(request.node.name.removeprefix("test_"))
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return Album(folder)


def _slug(words: str) -> str:
    return re.sub(r"\W+", "-", words.replace("'", "")).strip("-")
