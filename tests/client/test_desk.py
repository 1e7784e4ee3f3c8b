"""The moderators' desk: who may enter, and how the engines are shown."""

from tests.client.conftest import Visit
from tests.client.town import OFFLINE, Town


async def test_moderator_sees_the_health_of_every_engine_and_queue(visit: Visit, town: Town) -> None:
    town.moderators.add("ann")
    desk = await visit("/", who="ann", desk=True, width=1280)
    await desk.until(lambda: desk.has("engine-postgresql"))
    assert desk.label("engine-blob-store") == "Blob store: Down, no answer. The folder cannot be written"
    assert desk.label("queue-media").startswith("media: 14 waiting")
    assert desk.label("figure-engines") == "Engines up: 3 of 4, 1 is down"
    assert desk.label("queue-fanout") == "fanout: 3 waiting, oldest under 1 s, half within 84 ms, 99 of 100 within 2 s"


async def test_moderator_sees_what_ranks_home_and_how_its_pages_were_made(visit: Visit, town: Town) -> None:
    town.moderators.add("ann")
    desk = await visit("/", who="ann", desk=True, width=1280)
    await desk.press("desk-feed")
    await desk.until(lambda: desk.has("model-8"))
    assert desk.label("figure-ranker") == "Home is ranked by: Learned, Trained on what people do here"
    assert desk.label("model-9").startswith("Model 9, shadow: network of")
    assert desk.label("model-9").endswith("NDCG 0.410, calibration 1.40")
    assert desk.label("page-formula") == "Home, by the formula: 3" and desk.label("event-bare").endswith(": 1")
    town.refusals["feed_health"] = OFFLINE
    await desk.press("feed-ask")
    assert desk.has("feed-old") and desk.has("model-8")


async def test_everyone_else_is_told_plainly_and_signed_out(visit: Visit, town: Town) -> None:
    desk = await visit("/", desk=True, width=1280)
    await desk.type("desk-handle", "bo")
    await desk.type("desk-password", "correct horse battery")
    await desk.press("desk-sign-in")
    await desk.until(lambda: desk.shows("This desk is for moderators, and this account is not one."))
    assert desk.has("desk-sign-in") and ("sign_out", ()) in town.calls


async def test_health_that_cannot_be_asked_stays_with_its_time(visit: Visit, town: Town) -> None:
    town.moderators.add("ann")
    desk = await visit("/", who="ann", desk=True, width=1280)
    await desk.until(lambda: desk.has("engine-postgresql"))
    town.refusals["admin_health"] = OFFLINE
    await desk.press("health-ask")
    assert desk.has("health-old") and desk.has("engine-postgresql")
