"""Settings: each change shows at once, is kept where it belongs, and is taken back when refused."""

from datetime import timedelta

import flet as ft

from shared.accounts import Session as SignedIn
from tests.client.conftest import Visit
from tests.client.harness import MemoryStorage
from tests.client.town import NOW, OFFLINE, Town, refusal


async def test_theme_is_chosen_and_remembered_on_this_device(visit: Visit) -> None:
    device = MemoryStorage()
    app = await visit("/settings", who="ann", storage=device)
    assert app.page.theme_mode == ft.ThemeMode.SYSTEM
    await app.press("theme-dark")
    assert app.page.theme_mode == ft.ThemeMode.DARK and device.kept["theme"] == "dark"
    again = await visit("/", storage=device)
    assert again.page.theme_mode == ft.ThemeMode.DARK


async def test_private_switch_turns_at_once_and_back_when_refused(visit: Visit, town: Town) -> None:
    app = await visit("/settings", who="ann")
    assert not app.all(ft.Semantics, identifier="private-account")[0].toggled
    await app.press("private-account")
    assert app.all(ft.Semantics, identifier="private-account")[0].toggled and town.people["ann"].private
    town.refusals["change_profile"] = OFFLINE
    await app.press("private-account")
    await app.until(lambda: app.shows("Couldn’t change that"))
    assert app.all(ft.Semantics, identifier="private-account")[0].toggled


async def test_device_is_ended_at_once_and_returns_when_refused(visit: Visit, town: Town) -> None:
    here = SignedIn(id="1", device="Here", address="::1", created_at=NOW, last_used_at=NOW, current=True)
    there = SignedIn(
        id="2", device="There", address="::2", created_at=NOW, last_used_at=NOW - timedelta(days=2), current=False
    )
    town.devices = [here, there]
    town.refusals["end_session"] = OFFLINE
    app = await visit("/settings/devices", who="ann")
    assert app.shows("There") and not app.has("end-1")
    await app.press("end-2")
    await app.until(lambda: app.shows("Couldn’t end it"))
    assert app.shows("There")
    town.refusals.clear()
    await app.press("end-2")
    await app.until(lambda: not app.has("end-2"))
    assert [one.id for one in town.devices] == ["1"]


async def test_blocked_and_muted_people_can_be_taken_back(visit: Visit, town: Town) -> None:
    town.tie("cy", blocked=True)
    town.tie("bo", muted=True)
    app = await visit("/settings/hidden", who="ann")
    await app.press("block-cy")
    assert app.label("block-cy") == "Block cy" and not town.people["cy"].relationship.blocked
    await app.press("hidden-muted")
    await app.until(lambda: app.has("mute-bo"))
    await app.press("mute-bo")
    assert not town.people["bo"].relationship.muted


async def test_name_and_words_are_saved_and_show_on_the_profile(visit: Visit, town: Town) -> None:
    app = await visit("/u/ann", who="ann")
    await app.press("edit-profile")
    await app.type("profile-name", "Ann of the Hill")
    await app.type("profile-bio", "Stones.")
    await app.press("save-profile")
    await app.until(lambda: app.route == "/u/ann")
    await app.until(lambda: app.shows("Ann of the Hill"))
    assert app.shows("Stones.")


async def test_refused_profile_keeps_the_form_with_the_words_of_the_server(visit: Visit, town: Town) -> None:
    app = await visit("/settings/profile", who="ann")
    town.refusals["change_profile"] = refusal(422, "Not acceptable", bio="No links here, please")
    await app.type("profile-bio", "http://x")
    await app.press("save-profile")
    assert app.error("profile-bio") == "No links here, please"
    assert app.below("profile-bio", ft.TextField).value == "http://x"


async def test_a_wrong_current_password_is_answered_at_its_field(visit: Visit, town: Town) -> None:
    app = await visit("/settings", who="ann")
    await app.press("open-password")
    await app.press("save-password")
    assert app.error("password-current") and app.error("password-new")
    await app.type("password-current", "not this one")
    await app.type("password-new", "a new one that is long enough")
    await app.press("save-password")
    assert app.error("password-current") == "This is not the current password." and app.route == "/settings/password"
    await app.type("password-current", "correct horse battery")
    await app.press("save-password")
    assert town.passwords["ann"] == "a new one that is long enough"
    assert app.route == "/settings" and app.shows("Password changed. Other devices are signed out")


async def test_what_one_is_told_is_chosen_per_kind_and_taken_back_when_refused(visit: Visit, town: Town) -> None:
    app = await visit("/settings/notifications", who="ann")
    await app.press("tell-likes-following")
    assert town.told.likes == "following"
    town.refusals["change_notification_settings"] = OFFLINE
    await app.press("tell-likes-nobody")
    await app.until(lambda: app.shows("Couldn’t change that"))
    node = app.node("tell-likes-following")
    assert node and node.selected


async def test_all_notifications_pause_and_are_turned_on_again(visit: Visit, town: Town) -> None:
    app = await visit("/settings/notifications", who="ann")
    await app.press("pause-all")
    await app.press("pause-480")
    assert town.told.paused_until and app.shows("8 h more")
    await app.press("pause-end")
    assert town.told.paused_until is None and app.has("pause-all")
    await app.press("pause-all")
    await app.press("pause-on")
    assert app.shows("Until you turn it on")
