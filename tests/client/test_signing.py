"""In and out: validation while typing, the server's words under the fields, the way back to where one wanted to go."""

import flet as ft
import msgspec

from tests.client.conftest import Visit
from tests.client.harness import MemoryStorage
from tests.client.town import Town, refusal


async def test_signed_out_visitor_sees_the_door_at_any_address_and_lands_there_after(visit: Visit) -> None:
    app = await visit("/u/bo")
    assert app.has("sign-in") and not app.has("bottom-bar")
    await app.type("sign-in-handle", "ann")
    await app.type("sign-in-password", "correct horse battery")
    await app.press("sign-in")
    await app.until(lambda: app.shows("Bo Berg"))
    assert app.route == "/u/bo"


async def test_wrong_password_is_told_under_the_field_and_keeps_what_was_typed(visit: Visit) -> None:
    app = await visit("/")
    await app.type("sign-in-handle", "ann")
    await app.type("sign-in-password", "not this one")
    await app.press("sign-in")
    assert app.error("sign-in-password") == "Handle or password is not right"
    assert app.has("sign-in")


async def test_wanted_address_survives_the_way_through_sign_up(visit: Visit, town: Town) -> None:
    app = await visit("/u/bo")
    await app.press("to-sign-up")
    assert app.route == "/sign-up"
    await app.type("sign-up-handle", "newcomer")
    await app.type("sign-up-password", "ten letters at least")
    await app.press("sign-up")
    await app.until(lambda: app.route == "/u/bo")
    assert "newcomer" in town.people


async def test_handle_is_judged_while_typing(visit: Visit) -> None:
    app = await visit("/sign-up")
    await app.type("sign-up-handle", "Bad Handle!")
    assert "Only small letters" in app.error("sign-up-handle")
    await app.type("sign-up-handle", "bo")
    assert app.error("sign-up-handle") == ""
    await app.until(lambda: app.error("sign-up-handle") == "Someone has it already")
    await app.type("sign-up-handle", "bo_2")
    await app.until(lambda: app.below("sign-up-handle", ft.TextField).helper == "bo_2 is free")


async def test_short_password_is_not_blamed_before_the_field_is_left(visit: Visit) -> None:
    app = await visit("/sign-up")
    await app.type("sign-up-password", "short")
    assert app.error("sign-up-password") == ""
    await app.leave("sign-up-password")
    assert app.error("sign-up-password") == "5 more characters, 10 in all"
    await app.type("sign-up-password", "long enough now")
    assert app.error("sign-up-password") == ""


async def test_problems_of_the_server_stand_under_their_fields(visit: Visit, town: Town) -> None:
    town.refusals["sign_up"] = refusal(
        422, "Not acceptable", handle="This handle is reserved", password="Far too common"
    )
    app = await visit("/sign-up")
    await app.type("sign-up-handle", "admin")
    await app.type("sign-up-password", "password123")
    await app.press("sign-up")
    assert app.error("sign-up-handle") == "This handle is reserved"
    assert app.error("sign-up-password") == "Far too common"
    assert app.has("sign-up")


async def test_empty_form_is_not_sent(visit: Visit, town: Town) -> None:
    app = await visit("/sign-up")
    await app.press("sign-up")
    assert app.error("sign-up-handle") == "Choose a handle"
    assert "sign_up" not in [verb for verb, _ in town.calls]


async def test_sign_in_is_remembered_and_signing_out_forgets_it(visit: Visit) -> None:
    device = MemoryStorage()
    app = await visit("/", who="ann", storage=device)
    assert app.has("bottom-bar")
    await app.go("/settings")
    await app.press("sign-out")
    await app.press("sign-out-confirm")
    await app.until(lambda: app.has("sign-in"))
    assert "tokens" not in device.kept
    again = await visit("/", storage=device)
    assert again.has("sign-in")


async def test_session_ended_elsewhere_leads_back_to_the_door_with_a_word(visit: Visit, town: Town) -> None:
    town.refusals["me"] = refusal(401, "Session is over")
    app = await visit("/", who="ann")
    await app.until(lambda: app.has("sign-in"))
    assert app.shows("You were signed out")


async def test_device_that_was_away_gets_the_renewed_sign_in_when_it_returns(visit: Visit) -> None:
    device = MemoryStorage()
    app = await visit("/", who="ann", storage=device)
    kept = device.kept["tokens"]
    device.away = True
    session = app.page.session.store.get("stores").session
    fresh = msgspec.structs.replace(session.api.tokens, refresh_token="newer")
    await session.api._signed_in(fresh)
    assert device.kept["tokens"] == kept
    device.away = False
    await app.session.dispatch_event(app.page._i, "connect", None)
    await app.until(lambda: '"newer"' in device.kept["tokens"])


async def test_pair_renewed_by_another_tab_is_taken_up_and_not_used_twice(visit: Visit, town: Town) -> None:
    device = MemoryStorage()
    app = await visit("/", who="ann", storage=device)
    session = app.page.session.store.get("stores").session
    newer = msgspec.structs.replace(session.api.tokens, refresh_token="by another tab")
    device.kept["tokens"] = msgspec.json.encode(newer).decode()
    assert await session.api.refresh() == newer and session.api.tokens == newer


async def test_a_page_that_is_loaded_anew_is_looked_at_again(visit: Visit, town: Town) -> None:
    app = await visit("/", who="ann")
    await app.session.dispatch_event(app.page._i, "app_lifecycle_state_change", {"state": "hide"})
    assert not app.page.app_visible
    await app.session.dispatch_event(app.page._i, "connect", None)
    assert app.page.app_visible
