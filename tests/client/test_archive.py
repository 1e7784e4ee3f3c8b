"""Download your data: the screen asks for an archive, follows it by itself, and hands out its link."""

from datetime import timedelta

import flet as ft
import pytest

from client.state import archive as state
from client.state.archive import ArchiveNow
from shared.archive import Archive
from shared.ui.toast import Toasts
from tests.client.conftest import Visit
from tests.client.town import NOW, OFFLINE, Town, refusal
from tests.client.town_api import TownApi

READY = Archive(
    state="ready",
    size=12_400_000,
    made_at=NOW,
    expires_at=NOW + timedelta(days=7),
    url="http://town.test/api/v1/archives/first",
    next_at=NOW + timedelta(hours=23, minutes=40),
)


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("client.screens.archive.LOOK_SECONDS", 0.05)


@pytest.mark.usefixtures("soon")
async def test_an_archive_is_asked_for_and_appears_by_itself(visit: Visit, town: Town) -> None:
    app = await visit("/settings", who="ann")
    await app.press("open-archive")
    assert app.route == "/settings/archive" and app.has("archive-none") and app.shows("What is in it")
    await app.press("archive-make")
    await app.until(lambda: app.has("archive-waiting"))
    assert app.shows("In line") and not app.has("archive-make")
    town.archive = Archive(state="making")
    await app.until(lambda: app.shows("Being made"))
    town.archive = READY
    await app.until(lambda: app.has("archive-ready"))
    assert app.shows("12.4 MB") and app.shows("make another one in 2") and not app.has("archive-make")
    action = app.below("archive-download", ft.TextButton).action
    assert isinstance(action, ft.OpenUrl) and action.url == READY.url


@pytest.mark.usefixtures("soon")
async def test_a_screen_that_waits_for_nothing_asks_nothing(visit: Visit, town: Town) -> None:
    town.archive = READY
    app = await visit("/settings/archive", who="ann")
    await app.settle(0.3)
    assert [verb for verb, _ in town.calls].count("archive") == 1


async def test_a_link_on_screen_is_renewed_before_it_ends(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    town.archive = READY
    api = TownApi(town)
    now = ArchiveNow(api, Toasts())
    await now.load()
    await now.look()
    assert len(town.calls) == 1
    later = state.time.monotonic() + state.FRESH_SECONDS + 1
    monkeypatch.setattr(state.time, "monotonic", lambda: later)
    await now.look()
    assert len(town.calls) == 2


async def test_one_that_failed_is_tried_again(visit: Visit, town: Town) -> None:
    town.archive = Archive(state="failed")
    app = await visit("/settings/archive", who="ann")
    assert app.shows("It couldn’t be made")
    await app.press("archive-retry")
    await app.until(lambda: app.has("archive-waiting"))


async def test_a_new_one_may_be_made_a_day_later_and_too_soon_says_when(visit: Visit, town: Town) -> None:
    town.archive = Archive(state="ready", size=5_000, made_at=NOW, expires_at=NOW, url=READY.url)
    town.refusals["make_archive"] = refusal(429, "The next can be made from 14:05 on, UTC.", "archive-too-soon")
    app = await visit("/settings/archive", who="ann")
    await app.press("archive-make")
    await app.until(lambda: app.shows("from 14:05 on"))
    assert app.has("archive-ready") and app.has("archive-download")


async def test_what_does_not_load_is_said_and_loads_when_asked_again(visit: Visit, town: Town) -> None:
    town.refusals["archive"] = OFFLINE
    app = await visit("/settings/archive", who="ann")
    await app.until(lambda: app.has("archive-unloaded"))
    town.refusals.clear()
    await app.press("archive-reload")
    await app.until(lambda: app.has("archive-make"))
