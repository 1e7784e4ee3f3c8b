"""Home beside Following: the switch, an order that stays, labels, why, less of it, hashtags and settings."""

import flet as ft
import msgspec
import pytest

from client.screens import shell
from client.state import kept_place
from client.state.feed_pages import PAGE
from client.state.kept_place import KeptPlace
from shared.feed import FeedPreferences
from tests.client.conftest import Visit
from tests.client.harness import Driver, MemoryStorage
from tests.client.test_keys import HEIGHT, measure, press, scrolled_to
from tests.client.town import OFFLINE, Town
from tests.client.town_feed import bring


def _posts(town: Town, number: int) -> list[str]:
    """Of bo, the newest first; the oldest one is the best liked."""
    return [town.post("bo", f"number {at}", hours=1 + at, likes=at).id for at in range(number)]


def _order(app: Driver) -> list[str]:
    return [name.removeprefix("photo-") for name in app.identifiers("photo-")]


def _asked(town: Town, verb: str) -> int:
    return [one for one, _ in town.calls].count(verb)


def _chosen(app: Driver, which: str) -> bool:
    node = app.node(f"feed-{which}")
    return bool(node and node.selected)


async def test_home_opens_first_and_one_press_leads_to_following(visit: Visit, town: Town) -> None:
    ids = _posts(town, 3)
    app = await visit("/", who="ann")
    assert _order(app) == ids[::-1] and _chosen(app, "home")
    await app.press("feed-following")
    assert _order(app) == ids and _chosen(app, "following") and not _chosen(app, "home")
    assert town.feed_preferences == FeedPreferences(first="following")


async def test_the_choice_is_there_on_another_device_before_anything_is_drawn(visit: Visit, town: Town) -> None:
    ids = _posts(town, 3)
    town.feed_preferences = FeedPreferences(first="following")
    app = await visit("/", who="ann")
    assert _order(app) == ids and _chosen(app, "following")


async def test_without_an_answer_this_device_opens_what_it_opened_last(visit: Visit, town: Town) -> None:
    ids, memory = _posts(town, 3), MemoryStorage()
    app = await visit("/", who="ann", storage=memory)
    await app.press("feed-following")
    town.refusals["feed_preferences"] = OFFLINE
    again = await visit("/", who="ann", storage=memory)
    assert _order(again) == ids and _chosen(again, "following")


async def test_choice_that_cannot_be_kept_holds_for_now_and_says_so(visit: Visit, town: Town) -> None:
    ids = _posts(town, 3)
    town.refusals["change_feed_preferences"] = OFFLINE
    app = await visit("/", who="ann")
    await app.press("feed-following")
    assert _order(app) == ids and app.shows("Couldn’t keep that. The server cannot be reached")


async def test_each_feed_keeps_its_own_place_and_pages(visit: Visit, town: Town) -> None:
    ids = _posts(town, 2 * PAGE)
    app = await visit("/", who="ann", width=1280)
    await app.scroll(4000, left=900)
    await measure(app)
    await app.scroll(14 * HEIGHT, left=5000)
    assert len(_order(app)) == 2 * PAGE
    await press(app, "F")
    assert _order(app) == ids[:PAGE] and not scrolled_to(app)
    await press(app, "F")
    assert len(_order(app)) == 2 * PAGE and scrolled_to(app) == [14 * HEIGHT]


async def test_new_posts_come_into_home_by_the_pill_alone(
    visit: Visit, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shell, "LOOK_SECONDS", 0.05)
    ids = _posts(town, 3)
    app = await visit("/", who="ann")
    fresh = town.post("bo", "fresh", hours=0, likes=9)
    await app.until(lambda: app.has("new-posts"))
    await app.session.dispatch_event(app.page._i, "connect", None)
    await app.settle()
    assert _order(app) == ids[::-1] and app.label("new-posts") == "Show 1 new post"
    await app.press("new-posts")
    assert _order(app) == [fresh.id, *ids[::-1]] and not app.has("new-posts")


async def test_who_returns_finds_the_same_order_without_what_is_gone(visit: Visit, town: Town) -> None:
    ids = _posts(town, 2 * PAGE)
    app = await visit("/", who="ann")
    await app.scroll(4000, left=900)
    town.posts = [post for post in town.posts if post.id != ids[-2]]
    for post in town.posts:
        post.likes = -post.likes
    await app.session.dispatch_event(app.page._i, "connect", None)
    await app.until(lambda: not app.has(f"photo-{ids[-2]}"))
    assert _order(app) == [ids[-1], *ids[-3::-1]]


async def test_new_visit_finds_the_same_order_and_the_same_place(
    visit: Visit, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_place, "_SETTLE_SECONDS", 0.01)
    memory = MemoryStorage()
    _posts(town, 3 * PAGE)
    app = await visit("/", who="ann", width=1280, storage=memory)
    await app.scroll(4000, left=900)
    await measure(app)
    await app.scroll(14.25 * HEIGHT, left=5000)
    await app.until(lambda: "home-place" in memory.kept)
    before = _order(app)
    for post in town.posts:
        post.likes = -post.likes
    again = await visit("/", who="ann", width=1280, storage=memory)
    await again.until(lambda: scrolled_to(again) == [14.25 * HEIGHT])
    assert _order(again) == before
    kept = msgspec.json.decode(memory.kept["home-place"], type=KeptPlace)
    del town.orders[kept.snapshot]
    anew = await visit("/", who="ann", width=1280, storage=memory)
    await anew.until(lambda: len(_order(anew)) == PAGE)
    assert _order(anew)[0] != before[0] and not scrolled_to(anew)


async def test_what_is_not_of_followed_people_says_why_it_is_there(visit: Visit, town: Town) -> None:
    plain = town.post("bo", "plain")
    liked = bring(town, town.post("cy", "liked"), "liked", "bo")
    tagged = bring(town, town.post("cy", "tagged #clay"), "hashtag", "clay")
    strange = bring(town, town.post("di.dot", "strange"), "suggested")
    app = await visit("/", who="ann")
    assert not app.has(f"source-{plain.id}")
    labels = [app.label(f"source-{one.id}") for one in (liked, tagged, strange)]
    assert labels == ["Liked by bo", "#clay", "Suggested for you"]
    await app.press("feed-following")
    assert _order(app) == [plain.id] and not app.identifiers("source-")


async def test_stranger_is_followed_from_the_card_and_nothing_moves(visit: Visit, town: Town) -> None:
    bo = town.post("bo", "known", likes=3)
    strange = bring(town, town.post("di.dot", "strange", likes=5), "suggested")
    app = await visit("/", who="ann")
    await app.press(f"follow-author-{strange.id}")
    assert app.label(f"follow-author-{strange.id}") == "Unfollow di.dot"
    assert _order(app) == [strange.id, bo.id] and _asked(town, "home_feed") == 1
    await app.press(f"follow-author-{strange.id}")
    assert _order(app) == [strange.id, bo.id]


async def test_suggested_post_is_dismissed_and_comes_back_on_request(visit: Visit, town: Town) -> None:
    strange = bring(town, town.post("di.dot", "strange"), "suggested")
    app = await visit("/", who="ann")
    await app.press(f"dismiss-{strange.id}")
    await app.until(lambda: not app.has(f"photo-{strange.id}"))
    assert ("hide_post", (strange.id, "not-interested")) in town.calls
    await app.press("toast-action")
    await app.until(lambda: app.has(f"photo-{strange.id}"))


async def test_why_tells_reasons_and_what_ranks_and_less_takes_the_card_away(visit: Visit, town: Town) -> None:
    post = town.post("bo", "hello")
    app = await visit("/", who="ann")
    town.refusals["why"] = OFFLINE
    await app.press(f"more-{post.id}")
    await app.press("menu-why")
    await app.until(lambda: app.has("why-failed"))
    town.refusals.clear()
    await app.press("why-retry")
    assert app.has("why-reasons") and app.shows("You often like this author’s posts")
    assert app.shows("Ranked by the model that comes with Vitrine, trained on a simulated town.")
    await app.press("why-less")
    await app.until(lambda: not app.has(f"photo-{post.id}"))
    assert app.shows("You will see less like it") and not app.has("why-sheet")


async def test_time_alone_needs_no_question_and_following_no_explanation(visit: Visit, town: Town) -> None:
    town.ranker = "newest"
    post = town.post("bo", "hello")
    app = await visit("/", who="ann")
    await app.press(f"more-{post.id}")
    await app.press("menu-why")
    assert app.shows("You follow bo") and app.shows("Newest first for the moment") and not _asked(town, "why")
    await app.press("why-settings")
    await app.until(lambda: app.route == "/settings/home")
    await app.go("/")
    await app.press("feed-following")
    await app.press(f"more-{post.id}")
    assert app.has("menu-share") and not app.has("menu-why")


async def test_hashtag_is_followed_on_its_page_and_left_in_the_settings(visit: Visit, town: Town) -> None:
    town.post("bo", "wheel #clay")
    app = await visit("/tags/clay", who="ann")
    await app.press("follow-tag-clay")
    assert app.label("follow-tag-clay") == "Unfollow #clay" and town.followed_tags == ["clay"]
    await app.go("/settings/home")
    await app.press("follow-tag-clay")
    assert app.label("follow-tag-clay") == "Follow #clay" and town.followed_tags == []
    town.refusals["follow_hashtag"] = OFFLINE
    await app.press("follow-tag-clay")
    assert app.label("follow-tag-clay") == "Follow #clay" and app.shows("Couldn’t follow #clay")


async def test_settings_say_what_ranks_and_turn_suggestions_off_for_the_next_home(visit: Visit, town: Town) -> None:
    _posts(town, 2)
    app = await visit("/settings/home", who="ann")
    assert app.label("home-ranker").startswith("Ranked by the model that comes with Vitrine")
    assert not _asked(town, "home_feed")
    await app.press("suggested-posts")
    await app.press("first-following")
    assert town.feed_preferences == FeedPreferences(first="following", suggested=False)
    asked = _asked(town, "home_feed")
    await app.go("/")
    assert _chosen(app, "following")
    await app.press("feed-home")
    await app.until(lambda: _asked(town, "home_feed") == asked + 1)


async def test_newcomer_sees_suggested_posts_and_an_empty_home_leads_to_people(visit: Visit, town: Town) -> None:
    town.tie("bo", tie="none")
    strange = bring(town, town.post("bo", "strange"), "suggested")
    app = await visit("/", who="ann")
    assert _order(app) == [strange.id]
    await app.press("feed-following")
    assert app.has("feed-empty") and app.shows("newest first")
    town.brought.clear()
    await app.press("feed-home")
    await app.press("refresh")
    assert app.has("feed-empty") and app.shows("people or hashtags")


async def test_keyboard_stays_on_the_switch(visit: Visit, town: Town) -> None:
    _posts(town, 2)
    app = await visit("/", who="ann", width=1280)
    await app.press("feed-following")
    assert "focus" not in [name for name, _ in app.connection.calls]
    await app.session.dispatch_event(app.below("feed-home", ft.TextButton)._i, "focus", None)
    await app.press("feed-home")
    await app.until(lambda: [name for name, _ in app.connection.calls if name == "focus"] == ["focus"])
