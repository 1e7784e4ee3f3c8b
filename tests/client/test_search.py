"""Searching: what is asked and when, what is shown meanwhile, what is remembered, and what there is to explore."""

import asyncio

import flet as ft

from shared.search import RecentSearch
from tests.client.conftest import Visit
from tests.client.harness import Driver
from tests.client.town import OFFLINE, Town
from tests.client.town_search import GAZETTEER, PAGE

PORTO = GAZETTEER[0]


async def put(app: Driver, words: str) -> None:
    """Types without waiting for anything."""
    field = app.below("search", ft.TextField)
    app.session.apply_patch(field._i, {"value": words})
    await app.session.dispatch_event(field._i, "change", words)


def asked(town: Town, verb: str) -> list[tuple[object, ...]]:
    return [details for name, details in town.calls if name == verb]


async def test_box_asks_once_typing_pauses_and_remembers_what_was_opened(visit: Visit, town: Town) -> None:
    app = await visit("/search", who="ann")
    for words in ("d", "di", "di."):
        await put(app, words)
    await app.until(lambda: app.has("hit-di.dot"))
    assert asked(town, "search") == [("di.",)]
    await app.press("hit-di.dot")
    assert app.route == "/u/di.dot" and asked(town, "note_search") == [("person", "di.dot")]
    await app.go("/search")
    await app.press("search-clear")
    await app.until(lambda: app.has("recent-di.dot"))


async def test_top_mixes_people_hashtags_and_places(visit: Visit, town: Town) -> None:
    town.person("porto.paulo", "Paulo")
    town.post("cy", "Low tide #portoribeira")
    app = await visit("/search", who="ann")
    await app.type("search", "porto")
    await app.until(lambda: app.has("hit-porto.paulo"))
    assert app.has("hit-tag-portoribeira") and app.label(f"hit-place-{PORTO.id}") == "Porto, Porto, Portugal"
    await app.press("hit-tag-portoribeira")
    assert app.route == "/tags/portoribeira" and asked(town, "note_search") == [("hashtag", "portoribeira")]


async def test_late_answer_never_replaces_a_newer_one(visit: Visit, town: Town) -> None:
    app = await visit("/search", who="ann")
    town.gate = asyncio.Event()
    await put(app, "b")
    await app.until(lambda: asked(town, "search") == [("b",)])
    slow, town.gate = town.gate, None
    await put(app, "cy")
    await app.until(lambda: app.has("hit-cy"))
    slow.set()
    await app.settle()
    assert app.has("hit-cy") and not app.has("hit-bo")


async def test_results_stay_on_screen_until_better_ones_have_come(visit: Visit, town: Town) -> None:
    app = await visit("/search", who="ann")
    await app.type("search", "c")
    await app.until(lambda: app.has("hit-cy"))
    town.gate = asyncio.Event()
    await put(app, "bo")
    await app.until(lambda: ("bo",) in asked(town, "search"))
    assert app.has("hit-cy")
    town.gate.set()
    await app.until(lambda: app.has("hit-bo"))
    assert not app.has("hit-cy")


async def test_tabs_look_in_one_place_and_remember_their_answers(visit: Visit, town: Town) -> None:
    town.post("bo", "cycling #cycle")
    app = await visit("/search", who="ann")
    await app.type("search", "cy")
    await app.press("search-in-hashtags")
    await app.until(lambda: app.has("hit-tag-cycle"))
    assert not app.has("hit-cy")
    await app.press("search-in-posts")
    await app.until(lambda: app.identifiers("tile-"))
    await app.press("search-in-hashtags")
    assert app.has("hit-tag-cycle") and len(asked(town, "search_hashtags")) == 1
    await app.press("search-in-people")
    await app.until(lambda: app.has("hit-cy"))


async def test_people_and_posts_go_on_by_pages(visit: Visit, town: Town) -> None:
    for at in range(PAGE + 5):
        town.person(f"zoe{at:02}")
        town.post("bo", f"zoe, number {at}", hours=at)
    app = await visit("/search?q=zoe&in=people", who="ann")
    await app.until(lambda: len(app.identifiers("hit-")) == PAGE)
    await app.scroll(900, left=100)
    assert len(app.identifiers("hit-")) == PAGE + 5
    await app.press("search-in-posts")
    await app.until(lambda: len(app.identifiers("tile-")) == PAGE)
    await app.scroll(900, left=100)
    assert len(app.identifiers("tile-")) == PAGE + 5


async def test_back_from_a_result_shows_the_same_results_at_the_same_place(visit: Visit, town: Town) -> None:
    for at in range(PAGE):
        town.post("bo", f"harbour {at}", hours=at)
    app = await visit("/search", who="ann")
    await app.type("search", "harbour")
    await app.press("search-in-posts")
    await app.until(lambda: len(app.identifiers("tile-")) == PAGE)
    await app.scroll(1200, left=2000)
    await app.press(app.identifiers("tile-")[4])
    await app.press("back")
    assert app.route == "/search" and len(app.identifiers("tile-")) == PAGE
    assert app.below("search", ft.TextField).value == "harbour"
    await app.until(lambda: any(name == "scroll_to" for name, _ in app.connection.calls))
    assert next(given for name, given in app.connection.calls if name == "scroll_to")["offset"] == 1200
    assert len(asked(town, "search_posts")) == 1


async def test_address_holds_the_question_once_it_was_submitted(visit: Visit, town: Town) -> None:
    app = await visit("/search", who="ann")
    await app.type("search", "  cy ")
    await app.session.dispatch_event(app.below("search", ft.TextField)._i, "submit", "cy")
    await app.until(lambda: app.route == "/search?q=cy")
    assert asked(town, "note_search") == [("words", "cy")]
    other = await visit("/search?q=cy", who="ann")
    await other.until(lambda: other.has("hit-cy"))
    assert other.below("search", ft.TextField).value == "cy"


async def test_nothing_found_says_what_helps(visit: Visit, town: Town) -> None:
    town.post("bo", "an umbrella by the door")
    app = await visit("/search", who="ann")
    await app.type("search", "umbrella")
    await app.until(lambda: app.has("search-empty"))
    assert app.shows("Nothing called umbrella")
    await app.press("search-captions")
    await app.until(lambda: app.identifiers("tile-"))


async def test_failed_search_offers_one_way_on(visit: Visit, town: Town) -> None:
    town.refusals["search"] = OFFLINE
    app = await visit("/search", who="ann")
    await app.type("search", "cy")
    await app.until(lambda: app.has("search-failed"))
    town.refusals.clear()
    await app.press("search-retry")
    await app.until(lambda: app.has("hit-cy"))


async def test_recent_searches_are_forgotten_one_by_one_and_all(visit: Visit, town: Town) -> None:
    town.recent = [RecentSearch(id=str(at), kind="words", words=f"words {at}") for at in range(6)]
    town.recent.append(RecentSearch(id="9", kind="place", place=PORTO))
    app = await visit("/search", who="ann")
    await app.until(lambda: len(app.identifiers("forget-")) == 3)
    await app.press("recent-all")
    assert len(app.identifiers("forget-")) == 7
    await app.press("forget-2")
    assert not app.has("recent-words-2") and asked(town, "forget_search") == [("2",)]
    town.refusals["forget_searches"] = OFFLINE
    await app.press("recent-clear")
    await app.until(lambda: app.shows("Still remembered. The server cannot be reached"))
    assert len(app.identifiers("forget-")) == 6
    town.refusals.clear()
    await app.press("recent-words-3")
    await app.until(lambda: app.has("search-empty"))
    assert app.below("search", ft.TextField).value == "words 3"
    await app.press("search-clear")
    assert app.identifiers("forget-")[0] == "forget-3"
    await app.press("recent-clear")
    assert not app.identifiers("forget-") and not town.recent


async def test_explore_shows_strangers_in_tiles_of_two_sizes_and_goes_on(visit: Visit, town: Town) -> None:
    mine = town.post("ann", "my own")
    for at in range(PAGE + 2):
        town.post("cy", f"number {at} #walks", hours=at)
    app = await visit("/search", who="ann")
    await app.until(lambda: len(app.identifiers("tile-")) == PAGE)
    assert not app.has(f"tile-{mine.id}")
    await app.scroll(500, left=100)
    await app.until(lambda: len(app.identifiers("tile-")) == PAGE + 2)
    assert app.label("trend-walks") == "#walks"
    await app.press("trend-walks")
    assert app.route == "/tags/walks"


async def test_explore_drops_who_was_blocked_and_says_when_it_cannot_load(visit: Visit, town: Town) -> None:
    post = town.post("cy", "seen from above")
    town.refusals["explore"] = OFFLINE
    app = await visit("/search", who="ann")
    await app.until(lambda: app.has("explore-failed"))
    town.refusals.clear()
    await app.press("explore-retry")
    await app.until(lambda: app.has(f"tile-{post.id}"))
    await app.go("/u/cy")
    await app.press("profile-more")
    await app.press("menu-block")
    await app.press("block-confirm")
    await app.go("/search")
    assert not app.has(f"tile-{post.id}") and app.has("explore-empty")
