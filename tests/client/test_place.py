"""The feed keeps its place: over a detail, over a reload, over a new visit; and when it does not."""

import msgspec
import pytest

from client.state import kept_place
from client.state.feed import PAGES_BACK
from client.state.feed_pages import PAGE
from client.state.kept_place import KeptPlace
from client.state.reading import Reading
from tests.client.conftest import Visit
from tests.client.harness import Driver, MemoryStorage
from tests.client.test_keys import HEIGHT, measure, scrolled_to
from tests.client.town import Town


def _posts(town: Town, number: int) -> list[str]:
    return [town.post("bo", f"number {at}", hours=1 + at).id for at in range(number)]


@pytest.fixture(autouse=True)
def haste(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_place, "_SETTLE_SECONDS", 0.01)


@pytest.fixture(autouse=True)
def following(town: Town) -> None:
    town.feed_preferences.first = "following"


def _kept(memory: MemoryStorage) -> KeptPlace:
    return msgspec.json.decode(memory.kept["place"], type=KeptPlace)


async def _read_down(visit: Visit, town: Town, memory: MemoryStorage, width: int = 1280) -> tuple[Driver, list[str]]:
    ids = _posts(town, 3 * PAGE)
    app = await visit("/", who="ann", storage=memory, width=width)
    await app.scroll(4000, left=900)
    await measure(app)
    await app.scroll(14.25 * HEIGHT, left=5000)
    await app.until(lambda: "place" in memory.kept and _kept(memory).offset == 14.25 * HEIGHT)
    return app, ids


async def test_coming_back_from_a_post_shows_the_same_one_at_the_top(visit: Visit, town: Town) -> None:
    app, ids = await _read_down(visit, town, MemoryStorage())
    await app.press(f"photo-{ids[14]}")
    await app.press("back")
    assert scrolled_to(app)[-1] == 14.25 * HEIGHT


async def test_reload_of_the_page_scrolls_back(visit: Visit, town: Town) -> None:
    app, _ = await _read_down(visit, town, MemoryStorage())
    await app.session.dispatch_event(app.page._i, "connect", None)
    await app.until(lambda: scrolled_to(app)[-1:] == [14.25 * HEIGHT])


async def test_a_new_visit_loads_as_much_as_leads_there_and_announces_what_is_newer(visit: Visit, town: Town) -> None:
    memory = MemoryStorage()
    _, ids = await _read_down(visit, town, memory)
    kept = _kept(memory)
    assert (kept.first, kept.top, kept.within) == (ids[0], ids[14], 0.25 * HEIGHT)
    for _ in range(2):
        town.post("bo", "newer", hours=0)
    again = await visit("/", who="ann", storage=memory, width=1280)
    await again.until(lambda: scrolled_to(again) == [14.25 * HEIGHT])
    assert again.identifiers("photo-")[:15] == [f"photo-{one}" for one in ids[:15]]
    assert again.label("new-posts") == "Show 2 new posts"
    await again.press("new-posts")
    assert len(again.identifiers("photo-")) == PAGE


async def test_in_a_window_of_another_size_the_post_is_found_by_its_height(visit: Visit, town: Town) -> None:
    memory = MemoryStorage()
    _, _ = await _read_down(visit, town, memory)
    again = await visit("/", who="ann", storage=memory, width=420)
    await measure(again)
    await again.until(lambda: scrolled_to(again) == [14.25 * HEIGHT])


async def test_what_is_too_far_away_begins_at_the_top(visit: Visit, town: Town) -> None:
    memory = MemoryStorage()
    app, _ = await _read_down(visit, town, memory)
    for at in range(PAGE * PAGES_BACK):
        town.post("bo", f"flood {at}", hours=0.5)
    again = await visit("/", who="ann", storage=memory, width=1280)
    assert len(again.identifiers("photo-")) == PAGE and not scrolled_to(again)
    assert app.connection is not again.connection


@pytest.mark.parametrize("fact", ["who", "at"])
async def test_place_of_somebody_else_or_of_yesterday_is_not_taken(visit: Visit, town: Town, fact: str) -> None:
    memory = MemoryStorage()
    await _read_down(visit, town, memory)
    other = {"who": "99", "at": 0.0}[fact]
    memory.kept["place"] = msgspec.json.encode(msgspec.structs.replace(_kept(memory), **{fact: other})).decode()
    again = await visit("/", who="ann", storage=memory, width=1280)
    assert len(again.identifiers("photo-")) == PAGE and not scrolled_to(again)


async def test_at_the_top_there_is_nothing_to_come_back_to(visit: Visit, town: Town) -> None:
    memory = MemoryStorage()
    app, _ = await _read_down(visit, town, memory)
    await app.scroll(0, left=9000)
    await app.until(lambda: "place" not in memory.kept)


def test_rows_that_were_never_seen_count_as_the_others() -> None:
    reading = Reading()
    reading.rows, reading.cards = ["head", "a", "b", "c"], {"a", "b", "c"}
    reading.measured("head", 80)
    reading.measured("a", 600)
    assert reading.start("a") == 80 and reading.start("c") == 1280
    reading.scrolled(700, 800)
    assert reading.top() == ("b", 20) and reading.shows("a") is False and reading.shows("c")


async def test_grid_of_a_profile_keeps_its_place_over_a_post(visit: Visit, town: Town) -> None:
    ids = [town.post("cy", str(at), hours=at + 1).id for at in range(30)]
    app = await visit("/u/cy", who="ann")
    await app.scroll(2000, left=100)
    await app.press(f"tile-{ids[20]}")
    await app.press("back")
    assert len(app.identifiers("tile-")) == 24 and scrolled_to(app) == [2000]
