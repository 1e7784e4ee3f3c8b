"""What comes over the line while the app is open: badge, rows, chips, pill, ties; and what the line's end means."""

from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest
import pytest_asyncio

from client.screens import shell
from client.state import live
from shared.live import SESSION_OVER
from shared.posts import OwnPost
from tests.client.conftest import Visit
from tests.client.gateway import Gateway, gateway
from tests.client.harness import Driver
from tests.client.town import NOW, Town
from tests.client.town_notifications import happen


@pytest_asyncio.fixture(loop_scope="session")
async def line(town: Town, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Gateway]:
    monkeypatch.setattr(live, "GATHER_SECONDS", 0.02)
    monkeypatch.setattr(live, "FOLD_SECONDS", 0.02)
    # Whatever is seen here was pushed.
    monkeypatch.setattr(shell, "LOOK_SECONDS", 3_600)
    async with gateway() as opened:
        town.line = opened.url
        yield opened


async def _connected(app: Driver, line: Gateway) -> Driver:
    await app.until(lambda: bool(line.lines))
    return app


def _calls(town: Town, verb: str) -> int:
    return [one for one, _ in town.calls].count(verb)


async def test_badge_follows_what_the_server_counts(visit: Visit, town: Town, line: Gateway) -> None:
    app = await _connected(await visit("/", who="ann"), line)
    await line.push("unread", {"count": 4}, "1")
    await app.until(lambda: app.label("nav-activity") == "Activity, 4 new")
    await line.push("unread", {"count": 0}, "2")
    await app.until(lambda: app.label("nav-activity") == "Activity")


async def test_a_row_slips_in_at_the_top_and_is_seen_at_once(visit: Visit, town: Town, line: Gateway) -> None:
    post = town.post("ann", "Mine")
    old = happen(town, "follow", "bo", hours=3, seen=True)
    app = await _connected(await visit("/notifications", who="ann"), line)
    told = happen(town, "like", "cy", post=post)
    await line.push("notification", told, "1")
    await line.push("notification", told, "1")
    await app.until(lambda: app.identifiers("notification-1")[:2] == [f"notification-{one.id}" for one in (told, old)])
    await app.until(lambda: _calls(town, "seen_up_to") > 0 and town.happened[0].seen)
    grown = happen(town, "like", "bo", "cy", post=post, id=told.id, hours=0)
    await line.push("notification", grown, "2")
    await app.until(lambda: "bo and cy liked your photo" in app.label(f"notification-{told.id}"))
    assert len(app.identifiers("notification-1")) == 2


async def test_nothing_moves_under_who_reads_further_down(visit: Visit, town: Town, line: Gateway) -> None:
    for at in range(12):
        happen(town, "accepted", "bo", hours=at + 1, seen=True)
    app = await _connected(await visit("/notifications", who="ann"), line)
    before = app.identifiers("notification-")
    await app.scroll(400, left=900)
    await line.push("notification", happen(town, "follow", "cy"), "1")
    await app.until(lambda: app.has("new-posts"))
    assert app.identifiers("notification-") == before and app.label("new-posts") == "Show 1 new"
    await app.press("new-posts")
    await app.until(lambda: len(app.identifiers("notification-")) == 13)
    assert not app.has("new-posts")


async def test_new_posts_are_announced_and_not_asked_for(visit: Visit, town: Town, line: Gateway) -> None:
    town.post("bo", "old", hours=2)
    app = await _connected(await visit("/", who="ann"), line)
    town.post("bo", "fresh", hours=0)
    for number in range(3):
        await line.push("new_posts", {}, str(number))
    await app.until(lambda: app.has("new-posts"))
    assert app.label("new-posts") == "Show 1 new post" and _calls(town, "new_posts") == 1


async def test_counts_of_a_post_on_screen_follow_its_notifications(visit: Visit, town: Town, line: Gateway) -> None:
    post = town.post("ann", "Mine")
    app = await _connected(await visit("/", who="ann"), line)
    post.likes, post.comments = 1, 1
    await line.push("notification", happen(town, "like", "bo", post=post), "1")
    await app.until(lambda: app.label(f"like-{post.id}") == "Like, 1 like")
    assert app.label(f"comments-{post.id}") == "Comment, 1 comment"


async def test_chip_goes_on_when_the_server_says_so(visit: Visit, town: Town, line: Gateway) -> None:
    town.media_state = "processing"
    town.own["1"] = OwnPost(
        id="1",
        state="processing",
        items=[],
        caption="A film",
        aspect="original",
        audience="everyone",
        place="",
        created_at=NOW,
    )
    app = await _connected(await visit("/", who="ann"), line)
    await app.until(lambda: app.shows("Posting “A film”"))
    await line.push("posting", {"post_id": "1", "state": "processing", "percent": 40.0})
    await app.until(lambda: app.shows("Preparing, 40 %"))
    town.own["1"] = msgspec.structs.replace(town.own["1"], state="held", reason="A person looks at it first")
    await line.push("posting", {"post_id": "1", "state": "held"})
    await app.until(lambda: app.shows("Held: “A film”"))


async def test_profile_shows_that_somebody_follows_now(visit: Visit, town: Town, line: Gateway) -> None:
    app = await _connected(await visit("/u/cy", who="ann"), line)
    assert app.label("follow-cy") == "Follow cy"
    town.tie("cy", follows_you=True)
    town.people["cy"].following += 1
    await line.push("relationship", {"handle": "cy"}, "1")
    await app.until(lambda: app.label("follow-cy") == "Follow back cy")
    assert app.label("figure-following") == "8 following"


async def test_request_stands_there_the_moment_it_is_made(visit: Visit, town: Town, line: Gateway) -> None:
    app = await _connected(await visit("/requests", who="ann"), line)
    town.asking.append("cy")
    town.tie("cy", asked_you=True)
    await line.push("notification", happen(town, "request", "cy"), "1")
    await app.until(lambda: app.has("request-accept-cy"))


async def test_after_a_gap_what_is_on_screen_is_read_again(visit: Visit, town: Town, line: Gateway) -> None:
    town.post("bo", "old", hours=2)
    app = await _connected(await visit("/", who="ann"), line)
    line.forgetful = True
    town.post("bo", "fresh", hours=0)
    before = _calls(town, "notifications")
    happen(town, "follow", "cy")
    line.cut()
    await app.until(lambda: app.has("new-posts") and app.label("nav-activity") == "Activity, 1 new")
    assert _calls(town, "notifications") == before


async def test_a_gap_while_the_list_is_open_fills_the_list(visit: Visit, town: Town, line: Gateway) -> None:
    app = await _connected(await visit("/notifications", who="ann"), line)
    line.forgetful = True
    told = happen(town, "follow", "cy")
    line.cut()
    await app.until(lambda: app.has(f"notification-{told.id}"))


async def test_ended_session_leads_to_the_door_with_a_word(visit: Visit, town: Town, line: Gateway) -> None:
    app = await _connected(await visit("/", who="ann"), line)
    await line.close(SESSION_OVER)
    await app.until(lambda: app.has("sign-in"))
    assert app.shows("You were signed out. Sign in to go on.")


@pytest.mark.parametrize("data", [{"count": "many"}, [], None])
async def test_what_cannot_be_read_is_passed_over(visit: Visit, town: Town, line: Gateway, data: Any) -> None:
    app = await _connected(await visit("/", who="ann"), line)
    await line.push("unread", data, "1")
    await line.push("unread", {"count": 2}, "2")
    await app.until(lambda: app.label("nav-activity") == "Activity, 2 new")


async def test_rows_that_moved_down_still_follow_their_ties(visit: Visit, town: Town, line: Gateway) -> None:
    post = town.post("ann", "Mine")
    town.tie("cy", follows_you=True)
    happen(town, "follow", "cy", hours=3, seen=True)
    app = await _connected(await visit("/notifications", who="ann"), line)
    await line.push("notification", happen(town, "like", "bo", post=post), "1")
    await app.until(lambda: len(app.identifiers("notification-1")) == 2)
    await line.push("notification", happen(town, "comment", "bo", post=post, text="Oh"), "2")
    await app.until(lambda: len(app.identifiers("notification-1")) == 3)
    await app.press("follow-cy")
    await app.until(lambda: app.label("follow-cy") == "Unfollow cy")
