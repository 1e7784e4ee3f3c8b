"""Following and its kin: at once on screen, taken back with a reason when the server refuses."""

from tests.client.conftest import Visit
from tests.client.town import OFFLINE, Town, refusal


async def test_follow_shows_at_once_and_counts(visit: Visit, town: Town) -> None:
    app = await visit("/u/cy", who="ann")
    assert app.label("follow-cy") == "Follow cy" and app.label("figure-followers") == "12 followers"
    await app.press("follow-cy")
    assert app.label("follow-cy") == "Unfollow cy"
    assert app.label("figure-followers") == "13 followers"


async def test_refused_follow_is_taken_back_with_the_reason(visit: Visit, town: Town) -> None:
    town.refusals["follow"] = refusal(403, "You follow too many people already")
    app = await visit("/u/cy", who="ann")
    await app.press("follow-cy")
    await app.until(lambda: app.shows("Couldn’t follow cy. You follow too many people already"))
    assert app.label("follow-cy") == "Follow cy" and app.label("figure-followers") == "12 followers"


async def test_private_account_is_asked_and_shows_its_wall(visit: Visit, town: Town) -> None:
    town.people["cy"].private, town.people["cy"].visible = True, False
    app = await visit("/u/cy", who="ann")
    assert app.has("wall-private")
    await app.press("follow-cy")
    assert app.label("follow-cy") == "Take back the request to cy"


async def test_block_asks_first_and_builds_a_wall(visit: Visit, town: Town) -> None:
    town.post("cy", "hello")
    app = await visit("/u/cy", who="ann")
    assert app.identifiers("tile-")
    await app.press("profile-more")
    await app.press("menu-block")
    await app.press("block-confirm")
    await app.until(lambda: app.has("wall-blocked"))
    assert not app.identifiers("tile-") and app.label("follow-cy") == "Unblock cy"


async def test_one_follow_button_knows_what_another_did(visit: Visit, town: Town) -> None:
    app = await visit("/search", who="ann")
    await app.type("search", "cy")
    await app.until(lambda: app.has("follow-cy"))
    await app.press("follow-cy")
    await app.press("hit-cy")
    await app.until(lambda: app.has("figure-followers"))
    assert app.label("follow-cy") == "Unfollow cy"


async def test_request_is_accepted_from_its_row_and_the_badge_goes(visit: Visit, town: Town) -> None:
    town.asking.append("cy")
    town.tie("cy", asked_you=True)
    app = await visit("/notifications", who="ann")
    await app.until(lambda: app.label("open-requests") == "Follow requests, 1 waiting")
    await app.press("open-requests")
    await app.press("request-accept-cy")
    await app.press("back")
    assert app.route == "/notifications" and not app.has("open-requests")
    await app.go("/requests")
    assert app.has("requests-empty") and ("accept_request", ("cy",)) in town.calls


async def test_refused_answer_keeps_the_request(visit: Visit, town: Town) -> None:
    town.asking.append("cy")
    town.tie("cy", asked_you=True)
    town.refusals["accept_request"] = OFFLINE
    app = await visit("/requests", who="ann")
    await app.until(lambda: app.has("request-accept-cy"))
    await app.press("request-accept-cy")
    assert app.has("request-accept-cy") and app.shows("Couldn’t accept cy")


async def test_nobody_of_that_name_is_said_plainly(visit: Visit) -> None:
    app = await visit("/u/ghost", who="ann")
    assert app.has("profile-missing")


async def test_profile_grid_grows_by_pages(visit: Visit, town: Town) -> None:
    for at in range(30):
        town.post("cy", str(at), hours=at)
    app = await visit("/u/cy", who="ann")
    assert len(app.identifiers("tile-")) == 12
    await app.scroll(2000, left=100)
    assert len(app.identifiers("tile-")) == 24


async def test_going_from_one_profile_to_another_shows_the_other(visit: Visit) -> None:
    app = await visit("/u/bo", who="ann")
    assert app.shows("Bo Berg")
    await app.go("/u/di.dot")
    await app.until(lambda: app.has("follow-di.dot"))
    assert not app.shows("Bo Berg")
