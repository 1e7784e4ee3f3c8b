"""What was seen is told: which cards, for how long, what was done about them; and when nothing is told."""

from typing import Any

import pytest

from client.state import viewing
from client.state.reading import Reading
from client.state.spot import Spot
from client.state.viewing import Viewing
from shared.feed import FeedEvents
from tests.client.conftest import Visit
from tests.client.harness import Driver
from tests.client.test_keys import HEIGHT, measure
from tests.client.town import OFFLINE, Town, refusal

Told = list[tuple[str, str, float]]


class _Server:
    """Takes events as the API client does."""

    def __init__(self) -> None:
        self.batches: list[FeedEvents] = []
        self.refuses: Exception | None = None

    async def feed_events(self, events: FeedEvents) -> None:
        if self.refuses:
            raise self.refuses
        self.batches.append(events)

    @property
    def told(self) -> Told:
        return [(one.post_id, one.kind, one.seconds) for batch in self.batches for one in batch.events]


class _Feed:
    """Cards a, b, c, each 600 pixels high, in a window of 800."""

    def __init__(self, snapshot: str = "77") -> None:
        self.reading = Reading()
        self.reading.rows = ["head", "a", "b", "c"]
        self.reading.cards = {"a", "b", "c"}
        for card in "abc":
            self.reading.measured(card, 600)
        self.reading.scrolled(0, 800)
        self.snapshot = snapshot

    def spot(self, _: str) -> Spot:
        return Spot(self.reading, "home", self.snapshot)


class _Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def server() -> _Server:
    return _Server()


@pytest.fixture
def clock() -> _Clock:
    return _Clock()


@pytest.fixture
def seen(server: _Server, clock: _Clock) -> Viewing:
    made: Any = Viewing(server, clock)  # type: ignore[arg-type]
    made.at("/")
    made.enter(_Feed())
    return made  # type: ignore[no-any-return]


def _scroll(seen: Viewing, offset: float) -> None:
    feed: Any = seen._feed
    feed.reading.scrolled(offset, 800)
    seen.moved()


def test_half_a_card_is_in_sight_and_less_is_not() -> None:
    reading = _Feed().reading
    assert reading.in_sight() == {"a"}
    reading.scrolled(100, 800)
    assert reading.in_sight() == {"a", "b"}
    reading.scrolled(301, 800)
    assert reading.in_sight() == {"b"}
    reading.measured("c", 4_000)
    reading.scrolled(1_500, 800)
    assert reading.in_sight() == {"c"}


async def test_what_was_passed_by_is_not_seen_and_what_leaves_tells_how_long(
    seen: Viewing, server: _Server, clock: _Clock
) -> None:
    clock.now += 2
    await seen.send()
    await seen.send()
    assert server.told == [("a", "seen", 0)]
    _scroll(seen, 700)
    clock.now += 0.2
    _scroll(seen, 1_200)
    clock.now += 3
    _scroll(seen, 0)
    await seen.send()
    assert server.told[1:] == [("a", "dwell", 2), ("c", "seen", 0), ("c", "dwell", 3.2)]
    clock.now += 4
    _scroll(seen, 1_200)
    await seen.send()
    assert server.told[-1] == ("a", "dwell", 6)
    assert all(one.snapshot == "77" and one.surface == "home" for batch in server.batches for one in batch.events)


async def test_opened_post_is_looked_at_until_it_is_left(seen: Viewing, server: _Server, clock: _Clock) -> None:
    clock.now += 1
    feed: Any = seen._feed
    seen.leave(feed)
    for location in ("/p/a", "/p/a/view", "/p/a/comments"):
        seen.at(location)
        clock.now += 5
    seen.did("a", "comment")
    seen.at("/p/a/likes")
    clock.now += 60
    seen.did("a", "like")
    await seen.send()
    assert server.told == [("a", "seen", 0), ("a", "dwell", 16), ("a", "comment", 0)]


async def test_deeds_count_where_the_post_was_met_in_a_feed(seen: Viewing, server: _Server) -> None:
    seen.did("a", "like")
    seen.did("elsewhere", "save")
    seen.at("/u/somebody")
    seen.did("a", "share")
    seen.at("/p/a")
    seen.did("a", "hide")
    await seen.send()
    assert server.told == [("a", "like", 0)]


async def test_hidden_page_stops_the_clock_and_sends_what_there_is(
    seen: Viewing, server: _Server, clock: _Clock
) -> None:
    clock.now += 2
    await seen.pause()
    assert server.told == [("a", "seen", 0), ("a", "dwell", 2)]
    clock.now += 500
    await seen.send()
    seen.resume()
    clock.now += 1
    await seen.close()
    assert server.told[2:] == [("a", "dwell", 3)]


async def test_who_keeps_still_for_long_is_not_looking(seen: Viewing, server: _Server, clock: _Clock) -> None:
    clock.now += 4_000
    await seen.pause()
    assert server.told[-1] == ("a", "dwell", viewing.STILL_SECONDS)


async def test_events_wait_while_nobody_answers_and_are_dropped_in_the_end(
    seen: Viewing, server: _Server, clock: _Clock
) -> None:
    clock.now += 1
    server.refuses = OFFLINE
    await seen.send()
    server.refuses = None
    await seen.send()
    assert server.told == [("a", "seen", 0)]
    server.refuses = OFFLINE
    for at in range(2_000):
        seen._spots[str(at)] = seen._spots["a"]
        seen.did(str(at), "like")
    assert len(seen._waiting) == viewing._KEPT
    for _ in range(viewing._PATIENCE):
        await seen.send()
    assert not seen._waiting
    seen.did("a", "save")
    server.refuses = refusal(422, "Not so")
    await seen.send()
    assert not seen._waiting


async def test_batches_are_as_large_as_the_server_takes(seen: Viewing, server: _Server) -> None:
    for at in range(450):
        seen._spots[str(at)] = seen._spots["a"]
        seen.did(str(at), "like")
    await seen.send()
    assert [len(batch.events) for batch in server.batches] == [200, 200, 50]


def _told(town: Town) -> list[tuple[str, str]]:
    return [(one.post_id, one.kind) for one in town.events]


async def _home(visit: Visit, town: Town) -> tuple[Driver, list[str]]:
    ids = [town.post("bo", str(at), hours=at + 1).id for at in range(6)]
    app = await visit("/", who="ann", width=1280)
    await measure(app)
    await app.scroll(0, left=3_000)
    return app, ids


async def test_app_tells_what_was_done_from_home_when_its_page_is_hidden(
    visit: Visit, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(viewing, "SEEN_SECONDS", 0.0)
    app, ids = await _home(visit, town)
    await app.press(f"more-{ids[0]}")
    await app.press("menu-copy-link")
    await app.scroll(HEIGHT, left=2_000)
    await app.press(f"like-{ids[1]}")
    await app.press(f"save-{ids[1]}")
    await app.press(f"share-{ids[1]}")
    await app.press("share-copy-link")
    await app.press(f"author-{ids[1]}")
    await app.session.dispatch_event(app.page._i, "app_lifecycle_state_change", {"state": "hide"})
    await app.until(lambda: (ids[1], "profile") in _told(town))
    told = _told(town)
    assert {(ids[0], "seen"), (ids[0], "dwell"), (ids[1], "seen"), (ids[1], "dwell")} <= set(told)
    assert {(ids[1], "like"), (ids[1], "save"), (ids[1], "share"), (ids[0], "share")} <= set(told)
    assert (ids[5], "seen") not in told
    assert all(one.surface == "home" and one.snapshot in town.orders for one in town.events)
    [batch] = [given[0] for verb, given in town.calls if verb == "feed_events"]
    assert batch.device == "desktop"


async def test_hiding_is_told_and_signing_out_sends_what_waits(visit: Visit, town: Town) -> None:
    app, ids = await _home(visit, town)
    await app.press(f"more-{ids[0]}")
    await app.press("menu-hide")
    await app.go("/settings")
    await app.press("sign-out")
    await app.press("sign-out-confirm")
    await app.until(lambda: app.has("sign-in"))
    assert (ids[0], "hide") in _told(town)
    assert [verb for verb, _ in town.calls].index("feed_events") < [verb for verb, _ in town.calls].index("sign_out")
