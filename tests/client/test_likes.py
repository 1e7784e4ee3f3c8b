"""Likes: shown at once, taken back when refused, the last of many presses wins."""

import asyncio

import flet as ft

from tests.client.conftest import Visit
from tests.client.harness import Driver
from tests.client.town import OFFLINE, Town, refusal


def _verbs(town: Town) -> list[str]:
    return [verb for verb, _ in town.calls if verb in ("like", "unlike")]


async def _key(app: Driver, name: str) -> None:
    event = {"key": name, "shift": False, "ctrl": False, "alt": False, "meta": False}
    await app.session.dispatch_event(app.page._i, "keyboard_event", event)
    await app.settle()


async def _tap_twice(app: Driver) -> None:
    await app.session.dispatch_event(app.all(ft.GestureDetector)[0]._i, "double_tap", None)
    await app.settle()


async def test_a_like_shows_before_the_server_has_answered_and_stands_in_every_place(visit: Visit, town: Town) -> None:
    post = town.post("bo", likes=41)
    town.gate = asyncio.Event()
    app = await visit("/", who="ann")
    assert app.label(f"like-{post.id}") == "Like, 41 likes"
    pressing = asyncio.create_task(app.press(f"like-{post.id}"))
    await app.until(lambda: app.label(f"like-{post.id}") == "Unlike, 42 likes")
    node = app.node(f"like-{post.id}")
    assert node and node.toggled and app.shows("42")
    town.gate.set()
    await pressing
    await app.press(f"photo-{post.id}")
    assert app.label(f"like-{post.id}") == "Unlike, 42 likes"


async def test_a_refused_like_is_taken_back_with_the_reason(visit: Visit, town: Town) -> None:
    post = town.post("bo", likes=3)
    town.refusals["like"] = refusal(429, "Slow down")
    app = await visit("/", who="ann")
    await app.press(f"like-{post.id}")
    await app.until(lambda: app.shows("Couldn’t like it. Too many at once. Wait a moment"))
    assert app.label(f"like-{post.id}") == "Like, 3 likes"


async def test_many_presses_become_one_wish(visit: Visit, town: Town) -> None:
    post = town.post("bo")
    town.gate = asyncio.Event()
    app = await visit("/", who="ann")
    presses = [asyncio.create_task(app.press(f"like-{post.id}"))]
    await app.until(lambda: _verbs(town) == ["like"])
    for times in range(4):
        presses.append(asyncio.create_task(app.press(f"like-{post.id}")))
        liked = times % 2 == 1
        await app.until(lambda liked=liked: app.label(f"like-{post.id}").startswith("Unlike" if liked else "Like"))
    town.gate.set()
    await asyncio.gather(*presses)
    await app.settle()
    assert _verbs(town) == ["like"] and post.liked and app.label(f"like-{post.id}") == "Unlike, 1 like"


async def test_a_wish_taken_back_under_way_is_sent_after_the_answer(visit: Visit, town: Town) -> None:
    post = town.post("bo")
    town.gate = asyncio.Event()
    app = await visit("/", who="ann")
    presses = [asyncio.create_task(app.press(f"like-{post.id}"))]
    await app.until(lambda: _verbs(town) == ["like"])
    presses.append(asyncio.create_task(app.press(f"like-{post.id}")))
    await app.until(lambda: app.label(f"like-{post.id}") == "Like, 0 likes")
    town.gate.set()
    await asyncio.gather(*presses)
    await app.until(lambda: _verbs(town) == ["like", "unlike"])
    assert not post.liked and not app.has(f"likers-{post.id}")


async def test_two_taps_on_the_photo_like_and_never_unlike(visit: Visit, town: Town) -> None:
    post = town.post("bo")
    app = await visit("/", who="ann")
    await _tap_twice(app)
    assert app.label(f"like-{post.id}") == "Unlike, 1 like" and app.route == "/"
    await _tap_twice(app)
    assert app.label(f"like-{post.id}") == "Unlike, 1 like" and _verbs(town) == ["like"]


async def test_l_likes_the_open_post_but_is_a_letter_while_somebody_writes(visit: Visit, town: Town) -> None:
    post = town.post("bo")
    app = await visit(f"/p/{post.id}", who="ann", width=1280)
    await _key(app, "L")
    assert app.label(f"like-{post.id}") == "Unlike, 1 like"
    field = app.below("comment", ft.TextField)
    await app.session.dispatch_event(field._i, "focus", None)
    await _key(app, "L")
    assert app.label(f"like-{post.id}") == "Unlike, 1 like"
    await app.session.dispatch_event(app.below("comment", ft.TextField)._i, "blur", None)
    await _key(app, "L")
    assert app.label(f"like-{post.id}") == "Like, 0 likes"


async def test_the_count_leads_to_who_likes_it_page_by_page(visit: Visit, town: Town) -> None:
    for number in range(30):
        town.person(f"fan{number:02}")
    post = town.post("bo", likes=18_432)
    app = await visit("/", who="ann")
    assert app.shows("18.4k")
    await app.press(f"likers-{post.id}")
    assert app.route == f"/p/{post.id}/likes" and len(app.identifiers("person-")) == 20
    await app.press("follow-cy")
    assert app.label("follow-cy") == "Unfollow cy"
    await app.scroll(900, left=300)
    assert len(app.identifiers("person-")) == 33
    await app.press("back")
    assert app.route == "/"


async def test_likers_that_do_not_load_offer_a_way_on(visit: Visit, town: Town) -> None:
    post = town.post("bo", likes=2)
    town.refusals["likers"] = OFFLINE
    app = await visit(f"/p/{post.id}/likes", who="ann")
    assert app.has("people-failed")
    town.refusals.clear()
    await app.press("people-retry")
    assert app.has("person-bo")
