"""Deleting one's account and thinking better of it: the password, one question more, the word at the door."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.ui.words import calendar_day
from tests.client.conftest import Visit
from tests.client.harness import Driver, MemoryStorage
from tests.client.town import OFFLINE, Town

PASSWORD = "correct horse battery"


async def ask(app: Driver, password: str = PASSWORD) -> None:
    await app.type("delete-password", password)
    await app.press("delete-account")
    await app.press("delete-confirm")


async def test_the_screen_says_what_goes_and_when(visit: Visit, town: Town) -> None:
    app = await visit("/settings", who="ann")
    await app.press("open-delete-account")
    assert app.route == "/settings/delete"
    day = calendar_day(datetime.now(UTC) + timedelta(days=30))
    assert app.shows(day) and app.shows("signed out on every device") and app.shows("Your posts and drafts")
    await app.press("back")
    assert app.route == "/settings"
    town.grace = 0
    await app.go("/settings/delete")
    assert app.shows("within the hour") and not app.shows(day)


async def test_nothing_is_sent_without_a_password_or_with_second_thoughts(visit: Visit, town: Town) -> None:
    app = await visit("/settings/delete", who="ann")
    await app.press("delete-account")
    assert app.error("delete-password") == "Type your password" and not app.has("delete-dialog")
    await app.type("delete-password", PASSWORD)
    await app.press("delete-account")
    assert app.shows("Delete @ann?")
    await app.press("dialog-close")
    assert "delete_account" not in [verb for verb, _ in town.calls]


async def test_a_wrong_password_is_told_at_the_field(visit: Visit, town: Town) -> None:
    app = await visit("/settings/delete", who="ann")
    await ask(app, "not this one")
    assert app.error("delete-password") == "This is not your password." and not town.leaving
    town.refusals["delete_account"] = OFFLINE
    await ask(app)
    await app.until(lambda: app.shows("The server cannot be reached"))
    assert app.route == "/settings/delete" and not town.leaving


@pytest.mark.parametrize("width", [420, 1280])
async def test_who_leaves_stands_at_the_door_and_may_keep_the_account(visit: Visit, town: Town, width: int) -> None:
    device = MemoryStorage()
    app = await visit("/settings/delete", who="ann", storage=device, width=width)
    await ask(app)
    await app.until(lambda: app.has("sign-in"))
    assert town.leaving == {"ann"} and "tokens" not in device.kept
    assert app.shows("Sign in before that to keep it")
    await app.type("sign-in-handle", "ann")
    await app.type("sign-in-password", "not this one")
    await app.press("sign-in")
    assert app.error("sign-in-password") == "Handle or password is not right" and not app.has("keep-dialog")
    await app.type("sign-in-password", PASSWORD)
    await app.press("sign-in")
    assert app.shows("Keep your account?") and app.shows("23 December 2026")
    await app.press("dialog-close")
    assert app.has("sign-in") and town.leaving == {"ann"}
    await app.press("sign-in")
    await app.press("keep-account")
    await app.until(lambda: not app.has("sign-in"))
    assert not town.leaving and "tokens" in device.kept and app.route == "/"
