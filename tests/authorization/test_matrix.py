"""Every route, asked by everybody. A route without a row fails, so nobody can forget to say who may use it."""

from typing import Any

import httpx
import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from server.kit.limits import BUDGETS
from tests.authorization.rows import GIVEN, MISSING, PREFIX, ROWS, Row
from tests.authorization.scene import SECRET, VIEWERS, Scene
from tests.world import World

CELLS = [(row, viewer) for row in ROWS for viewer in VIEWERS]
PASSING = ("date", "content-length")
"""Headers that may differ between two answers that are the same."""


def routes(app: Litestar) -> dict[str, HTTPRouteHandler]:
    """`METHOD /path` -> its handler, without what the framework adds by itself (answers to OPTIONS)."""
    found = {}
    for route in app.routes:
        for handler in getattr(route, "route_handlers", []):
            if handler.handler_name.endswith("options_handler"):
                continue
            for method in handler.http_methods:
                found[f"{method} {route.path_format.removeprefix(PREFIX)}"] = handler
    return found


async def test_every_route_has_a_row(long_world: World) -> None:
    known = routes(long_world.app)
    told = {row.route for row in ROWS}
    assert not (missing := sorted(set(known) - told)), f"say in tests/authorization/rows.py who may use {missing}"
    assert not (gone := sorted(told - set(known))), f"no such routes any more: {gone}"


async def test_a_route_is_open_to_anonymous_people_on_purpose_or_not_at_all(long_world: World) -> None:
    for name, handler in routes(long_world.app).items():
        lets_in = {row.expected["anonymous"] != 401 for row in ROWS if row.route == name}
        assert lets_in == {bool(handler.opt.get("anonymous"))}, name


async def test_every_route_spends_from_a_budget(long_world: World) -> None:
    unlimited = set()
    for name, handler in routes(long_world.app).items():
        assert handler.opt.get("limit", "read") in BUDGETS, name
        if handler.opt.get("open"):
            unlimited.add(name)
    assert unlimited == {"GET /health", "GET /media/{name}", "HEAD /media/{name}"}


@pytest.mark.parametrize(("row", "viewer"), CELLS, ids=[f"{row.name} as {viewer}" for row, viewer in CELLS])
async def test_who_may_do_what(long_world: World, row: Row, viewer: str) -> None:
    scene = Scene(long_world, private=row.private)
    await scene.thing("post")
    await scene.thing("draft")
    if row.asks:
        await scene.thing(row.asks)
    answer = await ask(scene, row, viewer, row.given)
    assert answer.status_code == row.expected[viewer], answer.text
    shown = SECRET in answer.text
    assert shown == (viewer in row.shows.split()), answer.text
    if answer.status_code == 404:
        missing = await ask(scene, row, viewer, row.given, row.missing)
        assert (without_passing(answer), answer.content) == (without_passing(missing), missing.content)


async def ask(
    scene: Scene, row: Row, viewer: str, given: dict[str, str], missing: dict[str, str] | None = None
) -> httpx.Response:
    """The row's request, about the author's things, or with `missing` about things that are not there."""
    method, _, path = row.route.partition(" ")
    things = GIVEN | given
    if missing is not None:
        things = {name: MISSING.get(name, "nothing") for name in GIVEN} | missing
    path = await scene.filled(path.format_map({name: "{" + thing + "}" for name, thing in things.items()}))
    body = row.body if isinstance(row.body, bytes) else await with_things(scene, row.body, missing is not None)
    options: dict[str, Any] = {"content": body} if isinstance(body, bytes) else {"json": body} if body else {}
    headers = dict(row.headers)
    if viewer != "anonymous":
        headers["Authorization"] = f"Bearer {(await scene.someone(viewer)).tokens.access_token}"
    query = {key: await scene.filled(value) for key, value in row.query.items()}
    return await scene.world.http(method, row.prefix + path, headers=headers, params=query, **options)


async def with_things(scene: Scene, value: Any, missing: bool, name: str = "") -> Any:
    """The body with its `{names}` filled in, or with ids that nothing has."""
    match value:
        case dict():
            return {key: await with_things(scene, part, missing, key) for key, part in value.items()}
        case list():
            return [await with_things(scene, part, missing) for part in value]
        case str():
            return "1" if missing and name.endswith("_id") else await scene.filled(value)
    return value


def without_passing(answer: httpx.Response) -> list[tuple[str, str]]:
    return sorted((name, value) for name, value in answer.headers.items() if name not in PASSING)
