"""The app by keyboard: from post to post, what is done about them, and letters that are only letters."""

import gc

import flet as ft
import pytest

from tests.client.conftest import Visit
from tests.client.harness import Driver
from tests.client.town import Town

HEIGHT = 700.0


async def press(app: Driver, key: str, *, shift: bool = False) -> None:
    event = {"key": key, "shift": shift, "ctrl": False, "alt": False, "meta": False}
    await app.session.dispatch_event(app.page._i, "keyboard_event", event)
    await app.settle()


async def measure(app: Driver) -> None:
    """The client tells how high everything has become."""
    rows = max(app.all(ft.ListView), key=lambda one: len(one.controls))
    boxes = [row for row in app.all(ft.Container) if row.on_size_change]
    assert rows and boxes
    for box in boxes:
        height = HEIGHT if box.key is None else 0.0
        await app.session.dispatch_event(box._i, "size_change", {"w": 520.0, "h": height})


def scrolled_to(app: Driver) -> list[float]:
    return [call["offset"] for name, call in app.connection.calls if name == "scroll_to"]


async def _feed(visit: Visit, town: Town, number: int = 4) -> tuple[Driver, list[str]]:
    posts = [town.post("bo", f"number {at}", hours=1 + at) for at in range(number)]
    app = await visit("/", who="ann", width=1280)
    await measure(app)
    return app, [post.id for post in posts]


async def test_j_and_k_go_from_post_to_post_and_take_the_keyboard_there(visit: Visit, town: Town) -> None:
    app, _ = await _feed(visit, town)
    for key in ("J", "J", "J", "K"):
        await press(app, key)
    assert scrolled_to(app) == [0, HEIGHT - 12, 2 * HEIGHT - 12, HEIGHT - 12]
    assert [name for name, _ in app.connection.calls if name == "focus"] == ["focus"] * 4


async def test_who_opens_the_comments_by_key_finds_the_keyboard_at_that_post_again(visit: Visit, town: Town) -> None:
    app, ids = await _feed(visit, town)
    await app.scroll(HEIGHT, left=2000)
    await app.press(f"comments-{ids[1]}")
    await app.go("/")
    assert _focused(app) == 0
    await press(app, "Enter")
    await app.press(f"comments-{ids[1]}")
    before = _focused(app)
    await app.go("/")
    await app.until(lambda: _focused(app) > before)
    await press(app, "J")
    assert scrolled_to(app)[-1] == 2 * HEIGHT - 12


async def test_who_loads_the_page_anew_goes_on_from_the_post_that_had_the_keyboard(visit: Visit, town: Town) -> None:
    app, _ = await _feed(visit, town)
    for _ in range(2):
        await press(app, "J")
    before = _focused(app)
    await app.session.dispatch_event(app.page._i, "connect", None)
    await app.until(lambda: _focused(app) == before + 1)
    await press(app, "J")
    assert scrolled_to(app)[-1] == 2 * HEIGHT - 12


def _focused(app: Driver) -> int:
    return [name for name, _ in app.connection.calls].count("focus")


async def test_who_scrolled_by_hand_goes_on_from_there(visit: Visit, town: Town) -> None:
    app, ids = await _feed(visit, town)
    await press(app, "J")
    await app.scroll(1.5 * HEIGHT, left=2000)
    await press(app, "J")
    assert scrolled_to(app)[-1] == 2 * HEIGHT - 12
    await app.scroll(0.5 * HEIGHT, left=2000)
    await app.scroll(3.2 * HEIGHT, left=100)
    await press(app, "K")
    assert scrolled_to(app)[-1] == 3 * HEIGHT - 12
    await press(app, "L")
    assert app.label(f"like-{ids[3]}") == "Unlike, 1 like"


async def test_l_s_and_c_act_on_the_post_in_front(visit: Visit, town: Town) -> None:
    app, ids = await _feed(visit, town)
    await press(app, "J")
    await press(app, "J")
    await press(app, "L")
    await press(app, "S")
    assert app.label(f"like-{ids[1]}") == "Unlike, 1 like"
    assert any(verb == "save" and given[0] == ids[1] for verb, given in town.calls)
    await press(app, "C")
    assert app.route == f"/p/{ids[1]}/comments"


@pytest.mark.parametrize(
    ("key", "shift", "route"), [("/", False, "/search"), ("/", True, "/search"), ("N", False, "/create")]
)
async def test_keys_of_the_whole_app(visit: Visit, key: str, shift: bool, route: str) -> None:
    app = await visit("/u/bo", who="ann", width=1280)
    await press(app, key, shift=shift)
    assert app.route == route


async def test_escape_goes_back_and_a_question_mark_lists_the_keys(visit: Visit, town: Town) -> None:
    post = town.post("bo", "hello")
    app = await visit("/u/bo", who="ann", width=1280)
    await app.press(f"tile-{post.id}")
    await press(app, "?", shift=True)
    assert app.has("keys") and app.shows("Next and previous post")
    await press(app, "N")
    assert app.route == f"/p/{post.id}"
    await press(app, "Escape")
    assert not app.has("keys") and app.route == f"/p/{post.id}"
    await press(app, "Escape")
    assert app.route == "/u/bo"


async def test_letters_are_letters_while_somebody_writes(visit: Visit, town: Town) -> None:
    app = await visit("/settings/profile", who="ann", width=1280)
    field = app.below("profile-name", ft.TextField)
    await app.session.dispatch_event(field._i, "focus", None)
    for key in ("N", "/", "J", "Escape"):
        await press(app, key)
    assert app.route == "/settings/profile"
    await app.leave("profile-name")
    await press(app, "N")
    assert app.route == "/create"


async def test_a_search_is_left_with_escape_even_while_one_types(visit: Visit) -> None:
    app = await visit("/", who="ann", width=1280)
    await press(app, "/")
    await app.session.dispatch_event(app.below("search", ft.TextField)._i, "focus", None)
    await press(app, "J")
    assert app.route == "/search"
    await press(app, "Escape")
    assert app.route == "/"


async def test_posts_that_stayed_while_the_list_was_drawn_anew_still_take_keys(visit: Visit, town: Town) -> None:
    app, ids = await _feed(visit, town)
    photo = app.below(f"photo-{ids[3]}", ft.TextButton)
    for event in ("focus", "blur"):
        await app.session.dispatch_event(photo._i, event, None)
        await app.settle()
    for _ in range(2):
        await press(app, "J")
        gc.collect()
    for event in ("focus", "blur", "focus"):
        await app.session.dispatch_event(app.below(f"photo-{ids[3]}", ft.TextButton)._i, event, None)
        await app.settle()
    await press(app, "L")
    assert app.label(f"like-{ids[3]}") == "Unlike, 1 like"


async def test_s_and_c_act_on_the_post_that_is_open(visit: Visit, town: Town) -> None:
    post = town.post("bo", "hello")
    app = await visit(f"/p/{post.id}", who="ann", width=1280)
    await press(app, "S")
    assert any(verb == "save" and given[0] == post.id for verb, given in town.calls)
    await press(app, "C")
    assert [name for name, _ in app.connection.calls if name == "focus"] == ["focus"]
