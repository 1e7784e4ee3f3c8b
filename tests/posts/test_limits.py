"""The limits of what people write beside posts: kept at the limit, refused above it with a word on the field."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.kit.problems import Refused
from server.kit.text import clean
from shared.limits import COLLECTION_NAME_MAX, QUERY_MAX, SHARE_NOTE_MAX, SHARE_PEOPLE_MAX
from tests.world import World

WORLD = st.text(st.sampled_from("aé漢字عربيहिन्दी🌸👩‍👧🇨🇭e\u0301\u200d"), min_size=1)
BODY = {"Content-Type": "application/json"}


async def answer(
    world: World, person: Any, method: str, path: str, body: dict[str, Any] | None
) -> tuple[int, set[str]]:
    content = None if body is None else json.dumps(body).encode()
    found = await world.http(method, f"/api/v1{path}", person, content=content, headers=BODY if body else {})
    return found.status_code, set(found.json().get("fields", ())) if found.content else set()


async def test_above_each_limit_the_field_is_named(world: World) -> None:
    ann, fan = await world.person("ann"), await world.person("fan")
    await fan.follow("ann")
    post_id = await world.quick_post(ann.user_id)
    shares, heaps = f"/posts/{post_id}/shares", "/me/collections"
    crowd = ["fan"] * SHARE_PEOPLE_MAX
    fitting = (
        ("POST", heaps, {"name": "n" * COLLECTION_NAME_MAX}, 201),
        ("POST", shares, {"to": crowd, "note": "é" * SHARE_NOTE_MAX}, 204),
        ("GET", f"/people/ann/followers?q={'q' * QUERY_MAX}", None, 200),
        ("GET", f"/posts/{post_id}/share-targets?q={'q' * QUERY_MAX}", None, 200),
        ("PUT", f"/posts/{post_id}/hide", {"why": "hidden"}, 409),
    )
    for method, path, body, status in fitting:
        assert (await answer(world, ann, method, path, body))[0] == status, path
    beyond = (
        ("POST", heaps, {"name": "n" * (COLLECTION_NAME_MAX + 1)}, "name"),
        ("POST", heaps, {"name": ""}, "name"),
        ("POST", heaps, {"name": "\u0000"}, "name"),
        ("POST", shares, {"to": ["fan"], "note": "n" * (SHARE_NOTE_MAX + 1)}, "note"),
        ("POST", shares, {"to": ["fan"], "note": "\u0000"}, "note"),
        ("POST", shares, {"to": [*crowd, "fan"]}, "to"),
        ("POST", shares, {"to": []}, "to"),
        ("POST", shares, {"to": ["fan\u0000"]}, "to"),
        ("GET", f"/people/ann/followers?q={'q' * (QUERY_MAX + 1)}", None, "q"),
        ("GET", f"/people/ann/following?q={'q' * (QUERY_MAX + 1)}", None, "q"),
        ("GET", f"/posts/{post_id}/share-targets?q=%00", None, "q"),
        ("PUT", f"/posts/{post_id}/hide", {"why": "boredom"}, "why"),
        ("PUT", "/people/fan/mute", {"posts": "yes"}, "posts"),
    )
    for method, path, body, field in beyond:
        status, fields = await answer(world, ann, method, path, body)
        assert status in (400, 422) and fields == {field}, (path, body, status, fields)
    assert await answer(world, ann, "POST", heaps, {"name": "\ud800"}) == (400, set())  # no JSON at all


@settings(max_examples=60)
@given(WORLD)
def test_text_of_the_world_is_kept_as_a_name_or_leaves_nothing(text: str) -> None:
    assert clean(clean(text, "name"), "name") == clean(text, "name")
    for bad in ("\0", "\ud83d"):
        with pytest.raises(Refused) as refusal:
            clean(text + bad, "name")
        assert list(refusal.value.fields) == ["name"]
