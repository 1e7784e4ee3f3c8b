"""The pages of hashtags and places, what leads to them, and how a post gets its place."""

from collections.abc import Callable
from typing import Any

import flet as ft
import pytest

from client.state import draft as drafts
from shared.posts import PostChange
from tests.client.conftest import Visit
from tests.client.harness import Driver
from tests.client.test_posting import arrive, calls, details, pick
from tests.client.town import OFFLINE, Town
from tests.client.town_search import GAZETTEER, PAGE

PORTO, GAIA = GAZETTEER[0], GAZETTEER[2]


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drafts are kept without the second's pause."""
    monkeypatch.setattr(drafts, "PAUSE", 0.01)


async def press_word(app: Driver, words: str) -> None:
    """One word in the middle of others, as with a finger."""
    spans = [span for one in app.all(ft.Text) for span in one.spans or [] if span.text == words and span.on_click]
    assert spans, f"{words} leads nowhere"
    await app.session.dispatch_event(spans[0]._i, "click", None)
    await app.settle()


async def test_hashtag_page_has_two_orders_and_goes_on(visit: Visit, town: Town) -> None:
    for at in range(PAGE + 3):
        town.post("bo", f"number {at} #river", hours=at, likes=at)
    app = await visit("/tags/river", who="ann")
    await app.until(lambda: app.shows("#river") and app.shows(f"{PAGE + 3} posts"))
    assert len(app.identifiers("tile-")) == PAGE
    best = app.identifiers("tile-")[0]
    await app.scroll(800, left=100)
    assert len(app.identifiers("tile-")) == PAGE + 3
    await app.press("topic-recent")
    await app.until(lambda: app.identifiers("tile-") and app.identifiers("tile-")[0] != best)
    await app.press("topic-top")
    assert app.identifiers("tile-")[0] == best and len(app.identifiers("tile-")) == PAGE + 3


async def test_hashtag_of_any_script_has_a_page(visit: Visit, town: Town) -> None:
    town.post("bo", "#горы")
    app = await visit("/search?q=горы&in=hashtags", who="ann")
    await app.press("hit-tag-горы")
    await app.until(lambda: app.shows("1 post"))
    assert app.shows("#горы") and len(app.identifiers("tile-")) == 1


async def test_unknown_hashtag_and_place_are_said_plainly(visit: Visit, town: Town) -> None:
    app = await visit("/tags/nobodysaid", who="ann")
    await app.until(lambda: app.has("topic-missing"))
    assert app.shows("No #nobodysaid yet")
    await app.go("/places/1")
    await app.until(lambda: app.shows("No such place"))
    town.refusals["place"] = OFFLINE
    await app.go(f"/places/{PORTO.id}")
    await app.until(lambda: app.has("topic-failed"))
    town.refusals.clear()
    await app.press("topic-retry")
    await app.until(lambda: app.has("topic-empty"))


async def test_place_page_says_where_it_is_and_what_is_near(visit: Visit, town: Town) -> None:
    post = town.post("bo", "Low tide", place="Porto", place_id=PORTO.id)
    app = await visit(f"/places/{PORTO.id}", who="ann", width=900)
    await app.until(lambda: app.has(f"tile-{post.id}"))
    assert app.shows("Porto, Portugal · 1 post")
    await app.until(lambda: app.has(f"near-{GAIA.id}"))
    assert not app.has(f"near-{PORTO.id}") and app.label(f"near-{GAIA.id}") == "Vila Nova de Gaia · 3 km"
    await app.press(f"near-{GAIA.id}")
    assert app.route == f"/places/{GAIA.id}"
    await app.press("back")
    assert app.route == f"/places/{PORTO.id}" and app.has(f"tile-{post.id}")


async def test_words_of_a_post_lead_to_its_hashtags_and_its_place(visit: Visit, town: Town) -> None:
    post = town.post("bo", "Low tide #river", place="Porto", place_id=PORTO.id)
    app = await visit("/", who="ann")
    await press_word(app, "#river")
    assert app.route == "/tags/river"
    await app.go("/")
    await press_word(app, "Porto")
    assert app.route == f"/places/{PORTO.id}"
    await app.go(f"/p/{post.id}")
    await app.press(f"hashtag-{post.id}-river")
    assert app.route == "/tags/river"
    await app.press("back")
    await app.press(f"place-{post.id}")
    assert app.route == f"/places/{PORTO.id}"


async def test_free_words_for_a_place_lead_to_a_search_of_captions(visit: Visit, town: Town) -> None:
    town.post("bo", "at home", place="The kiln café")
    town.post("cy", "the kiln café again")
    app = await visit("/", who="ann")
    await press_word(app, "The kiln café")
    await app.until(lambda: len(app.identifiers("tile-")) == 1)
    assert app.below("search", ft.TextField).value == "The kiln café" and app.route.startswith("/search?q=The+kiln")


async def written(visit: Visit, town: Town) -> Driver:
    """The composer at its details, with one photo that has arrived."""
    app = await visit("/create", who="ann")
    await pick(app)
    await arrive(app)
    await app.until(lambda: not app.below("create-next", ft.TextButton).disabled)
    await details(app)
    await app.until(lambda: app.has("place-of-photo"))
    return app


def kept(town: Town, has: Callable[[Any], bool]) -> bool:
    """Whether the draft that the server holds is like that."""
    return any(has(own) for own in town.own.values())


async def test_place_is_suggested_chosen_and_removed(visit: Visit, town: Town) -> None:
    app = await written(visit, town)
    await app.type("place", "por")
    await app.press(f"found-place-{PORTO.id}")
    assert app.label("place-chosen") == "Place: Porto, Porto, Portugal"
    await app.until(lambda: kept(town, lambda own: (own.place, own.place_id) == ("Porto", PORTO.id)))
    await app.press("place-remove")
    assert not app.has("place-chosen") and not app.below("place", ft.TextField).value
    await app.until(lambda: kept(town, lambda own: (own.place, own.place_id) == ("", None)))


async def test_words_of_ones_own_stay_a_place_without_a_page(visit: Visit, town: Town) -> None:
    app = await written(visit, town)
    await app.type("place", "my kitchen")
    await app.until(lambda: app.shows("Your words will stand as they are"))
    await app.until(lambda: kept(town, lambda own: (own.place, own.place_id) == ("my kitchen", None)))


async def test_photo_is_asked_for_its_place_only_on_request(visit: Visit, town: Town) -> None:
    town.taken_at = (41.149, -8.612)
    app = await written(visit, town)
    assert app.shows("Looks into the photo once. The position itself is neither kept nor shown.")
    assert not calls(town, "places_of_media")
    await app.press("place-of-photo")
    await app.until(lambda: app.has(f"photo-place-{PORTO.id}"))
    assert len(calls(town, "places_of_media")) == 1
    await app.press(f"photo-place-{PORTO.id}")
    assert app.has("place-chosen")
    await app.until(lambda: kept(town, lambda own: own.place_id == PORTO.id))


async def test_photo_that_says_nothing_or_cannot_be_asked_is_said_plainly(visit: Visit, town: Town) -> None:
    app = await written(visit, town)
    town.refusals["places_of_media"] = OFFLINE
    await app.press("place-of-photo")
    await app.until(lambda: app.shows("Couldn’t look. The server cannot be reached."))
    town.refusals.clear()
    await app.press("place-of-photo")
    await app.until(lambda: app.shows("The photo does not say where it was taken."))


async def test_place_of_a_published_post_is_kept_or_exchanged_by_editing(visit: Visit, town: Town) -> None:
    post = town.post("ann", "mine", place="Porto", place_id=PORTO.id)
    app = await visit(f"/p/{post.id}/edit", who="ann")
    await app.until(lambda: app.has("place-chosen"))
    assert not app.has("place-of-photo")
    await app.type("caption", "still mine")
    await app.press("save-post")
    change = calls(town, "change_post")[-1][1]
    assert isinstance(change, PostChange) and (change.place, change.place_id) == ("Porto", PORTO.id)
    await app.go(f"/p/{post.id}/edit")
    await app.press("place-remove")
    await app.type("place", "vila")
    await app.press(f"found-place-{GAIA.id}")
    await app.press("save-post")
    change = calls(town, "change_post")[-1][1]
    assert (change.place, change.place_id) == ("Vila Nova de Gaia", GAIA.id)


async def test_hashtags_and_handles_are_offered_while_a_caption_is_written(visit: Visit, town: Town) -> None:
    town.post("bo", "#riverside #river")
    app = await written(visit, town)
    await app.type("caption", "Seen by the #riv")
    await app.until(lambda: app.has("offer-riverside") and app.has("offer-river"))
    await app.press("offer-riverside")
    assert app.below("caption", ft.TextField).value == "Seen by the #riverside "
    assert not app.identifiers("offer-")
    await app.type("caption", "Seen by the #riverside with @di")
    await app.press("offer-di.dot")
    await app.until(lambda: kept(town, lambda own: own.caption == "Seen by the #riverside with @di.dot"))
