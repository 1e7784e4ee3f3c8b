"""The Following feed: pages, the pill, keeping what is there, and what leaves it at once."""

import asyncio

import flet as ft
import pytest

from client.screens import shell
from client.state.feed_pages import PAGE
from shared.graph import Relationship
from tests.client.conftest import Visit
from tests.client.town import OFFLINE, Town
from tests.client.town_api import TownApi


@pytest.fixture(autouse=True)
def following(town: Town) -> None:
    town.feed_preferences.first = "following"


def _posts(town: Town, number: int) -> None:
    for at in range(number):
        town.post("bo", f"number {at}", hours=1 + at)


async def test_feed_loads_further_pages_as_its_end_comes_near(visit: Visit, town: Town) -> None:
    _posts(town, PAGE * 2 + 3)
    app = await visit("/", who="ann")
    assert len(app.identifiers("photo-")) == PAGE
    await app.scroll(4000, left=9000)
    assert len(app.identifiers("photo-")) == PAGE
    await app.scroll(8000, left=900)
    assert len(app.identifiers("photo-")) == PAGE * 2
    await app.scroll(14000, left=900)
    assert len(app.identifiers("photo-")) == PAGE * 2 + 3
    assert app.has("feed-end")


async def test_first_paint_is_bones_and_not_a_spinner(visit: Visit, town: Town) -> None:
    _posts(town, 3)
    app = await visit("/", who="ann")
    assert not app.all(ft.ProgressRing)


async def test_new_posts_are_announced_and_moved_to_only_on_request(
    visit: Visit, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shell, "LOOK_SECONDS", 0.05)
    _posts(town, 5)
    app = await visit("/", who="ann")
    before = app.identifiers("photo-")
    town.post("bo", "fresh", hours=0)
    town.post("bo", "fresher", hours=0)
    await app.until(lambda: app.has("new-posts"))
    assert app.identifiers("photo-") == before
    assert app.label("new-posts") == "Show 2 new posts"
    await app.press("new-posts")
    assert app.shows("fresher") and not app.has("new-posts")
    assert len(app.identifiers("photo-")) == 7


async def test_offline_keeps_what_was_on_screen_and_retry_brings_the_rest(visit: Visit, town: Town) -> None:
    _posts(town, 4)
    app = await visit("/", who="ann")
    town.refusals["everything"] = OFFLINE
    await app.press("refresh")
    assert app.shows("The server cannot be reached. Showing what was here just now")
    assert len(app.identifiers("photo-")) == 4
    town.refusals.clear()
    town.post("bo", "back again", hours=0)
    await app.press("offline-action")
    assert app.shows("back again") and not app.has("offline")


async def test_first_load_that_fails_offers_one_way_on(visit: Visit, town: Town) -> None:
    _posts(town, 2)
    town.refusals["following_feed"] = OFFLINE
    app = await visit("/", who="ann")
    assert app.has("feed-failed")
    town.refusals.clear()
    await app.press("feed-retry")
    assert len(app.identifiers("photo-")) == 2


async def test_pulling_down_refreshes(visit: Visit, town: Town) -> None:
    _posts(town, 2)
    app = await visit("/", who="ann")
    town.post("bo", "pulled in", hours=0)
    for _ in range(4):
        await app.scroll(0, left=900, kind="overscroll", overscroll=-30)
    await app.scroll(0, left=900, kind="end")
    assert app.shows("pulled in")


async def test_empty_feed_points_to_people(visit: Visit, town: Town) -> None:
    town.tie("bo", tie="none")
    app = await visit("/", who="ann")
    assert app.has("feed-empty")
    await app.press("find-people")
    assert app.route == "/search"


async def test_own_post_is_deleted_after_a_question_and_returns_when_refused(visit: Visit, town: Town) -> None:
    post = town.post("ann", "mine", hours=0)
    app = await visit("/", who="ann")
    town.refusals["delete_post"] = OFFLINE
    await app.press(f"more-{post.id}")
    await app.press("menu-delete")
    await app.press("delete-confirm")
    await app.until(lambda: app.has("toast"))
    assert app.shows("Couldn’t delete") and app.has(f"photo-{post.id}")
    town.refusals.clear()
    await app.press(f"more-{post.id}")
    await app.press("menu-delete")
    await app.press("delete-confirm")
    await app.until(lambda: not app.has(f"photo-{post.id}"))


async def test_muted_author_leaves_the_feed_at_once_and_undo_brings_the_posts_back(visit: Visit, town: Town) -> None:
    post = town.post("bo", "chatty")
    app = await visit("/", who="ann")
    await app.press(f"more-{post.id}")
    await app.press("menu-mute")
    await app.until(lambda: not app.has(f"photo-{post.id}"))
    await app.press("toast-action")
    await app.until(lambda: app.has(f"photo-{post.id}"))


async def test_refused_mute_brings_the_posts_back_with_the_reason(visit: Visit, town: Town) -> None:
    post = town.post("bo", "chatty")
    app = await visit("/", who="ann")
    town.refusals["mute"] = OFFLINE
    await app.press(f"more-{post.id}")
    await app.press("menu-mute")
    await app.until(lambda: app.shows("Couldn’t mute bo. The server cannot be reached"))
    assert app.has(f"photo-{post.id}")


async def test_long_caption_opens_on_request_and_mentions_lead_to_profiles(visit: Visit, town: Town) -> None:
    post = town.post("bo", "Seen with @cy " + "and then we walked on " * 10)
    app = await visit("/", who="ann")
    assert not app.has(f"mention-{post.id}-cy")
    await app.press(f"more-caption-{post.id}")
    await app.press(f"mention-{post.id}-cy")
    assert app.route == "/u/cy"


async def test_edited_words_show_in_the_feed_without_a_reload(visit: Visit, town: Town) -> None:
    post = town.post("ann", "before", hours=0)
    app = await visit("/", who="ann")
    await app.press(f"more-{post.id}")
    await app.press("menu-edit")
    await app.until(lambda: app.has("caption"))
    await app.type("caption", "after")
    await app.type("alt-1", "A cup on a sill")
    await app.press("save-post")
    await app.until(lambda: app.route == "/")
    assert app.shows("after") and app.label(f"photo-{post.id}") == "Photo by ann. A cup on a sill"


async def test_reader_comes_back_to_where_the_feed_was_left(visit: Visit, town: Town) -> None:
    _posts(town, 9)
    app = await visit("/", who="ann")
    await app.scroll(2400, left=5000)
    await app.go("/search")
    await app.go("/")
    await app.until(lambda: any(name == "scroll_to" for name, _ in app.connection.calls))
    moved = next(details for name, details in app.connection.calls if name == "scroll_to")
    assert moved["offset"] == 2400


async def test_returning_reader_sees_what_is_there_now(visit: Visit, town: Town) -> None:
    _posts(town, 2)
    app = await visit("/", who="ann")
    town.post("bo", "while you were away", hours=0)
    await app.session.dispatch_event(app.page._i, "connect", None)
    await app.until(lambda: app.shows("while you were away"))
    assert not app.has("new-posts")


async def test_feed_takes_in_who_was_followed_though_the_answer_came_late(
    visit: Visit, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = asyncio.Event()
    follow = TownApi.follow

    async def slow(api: TownApi, handle: str) -> Relationship:
        await answer.wait()
        return await follow(api, handle)

    monkeypatch.setattr(TownApi, "follow", slow)
    town.post("cy", "by cy", hours=1)
    app = await visit("/", who="ann")
    await app.go("/u/cy")
    pressing = asyncio.create_task(app.press("follow-cy"))
    await app.until(lambda: app.label("follow-cy") == "Unfollow cy")
    await app.go("/")
    assert not app.shows("by cy")
    answer.set()
    await pressing
    await app.until(lambda: app.shows("by cy"))
