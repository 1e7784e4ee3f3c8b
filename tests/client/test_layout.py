"""The same places at every width."""

import pytest

from tests.client.conftest import Visit
from tests.client.town import Town

PLACES = ["nav-home", "nav-search", "nav-create", "nav-profile"]


@pytest.mark.parametrize(("width", "frame"), [(390, "bottom-bar"), (900, "rail"), (1280, "rail")])
async def test_same_places_in_the_same_order_at_every_width(visit: Visit, width: int, frame: str) -> None:
    app = await visit("/", who="ann", width=width)
    assert app.has(frame)
    beside = ("nav-settings", "nav-activity")
    assert [name for name in app.identifiers("nav-") if name not in beside] == PLACES and app.has("nav-activity")


async def test_every_place_leads_where_it_says(visit: Visit) -> None:
    app = await visit("/", who="ann", width=1280)
    for name, route in (("search", "/search"), ("activity", "/notifications"), ("profile", "/u/ann"), ("home", "/")):
        await app.press(f"nav-{name}")
        assert app.route == route and app.all(type(app.node("rail")), identifier=f"nav-{name}")[0].selected


async def test_side_column_stands_beside_the_feed_only(visit: Visit, town: Town) -> None:
    app = await visit("/", who="ann", width=1280)
    assert app.has("side-find")
    await app.go("/search")
    assert not app.has("side-find")


async def test_window_that_narrows_gets_the_phone_layout(visit: Visit) -> None:
    app = await visit("/", who="ann", width=1280)
    await app.session.dispatch_event(app.page._i, "resize", {"width": 390, "height": 840})
    await app.until(lambda: app.has("bottom-bar"))
    assert not app.has("rail")


async def test_address_that_leads_nowhere_says_so(visit: Visit) -> None:
    app = await visit("/nowhere/at/all", who="ann")
    assert app.has("not-found")


async def test_back_goes_to_where_one_came_from(visit: Visit, town: Town) -> None:
    post = town.post("bo", "hello")
    app = await visit("/u/bo", who="ann")
    await app.press(f"tile-{post.id}")
    assert app.route == f"/p/{post.id}"
    await app.press("back")
    assert app.route == "/u/bo"


async def test_two_visitors_do_not_see_each_others_screens(visit: Visit, town: Town) -> None:
    first = await visit("/u/bo", who="ann")
    second = await visit("/u/cy", who="bo")
    sent = len(first.connection.calls)
    await second.press("follow-cy")
    assert first.shows("Bo Berg") and len(first.connection.calls) == sent
