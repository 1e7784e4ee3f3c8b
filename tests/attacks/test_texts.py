"""Every text that people can send: at its limit, one over it, in every script, and with what no store can hold."""

import importlib
import json
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any, get_args, get_type_hints

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import Meta, Struct

import shared
from server.kit.text import clean
from shared import limits
from shared.posts import NewItem, NewPost
from tests import pictures
from tests.world import World

CLUSTERS = ("👩\u200d👩\u200d👧\u200d👦", "🏳️\u200d🌈", "👍🏽", "🇺🇦", "e\u0301", "n\u0303\u0323", "\u05d0\u0301")
SCRIPTS = st.sampled_from([*"aZ9 .,#@é漢字かな한국עבריתالعربيةहिन्दीไทยქარßﬁİ", *CLUSTERS])
WORDS = st.lists(SCRIPTS, max_size=24).map("".join)
few = settings(max_examples=12, suppress_health_check=list(HealthCheck), deadline=None, database=None)


class Field(Struct, frozen=True):
    """Where a text is sent, and where it stands in the answer."""

    name: str
    limit: int
    method: str
    path: str
    body: Callable[[str], dict[str, Any]]
    read: Callable[[Any], str]
    lines: bool = False
    least: int = 0

    def cleaned(self, text: str) -> str:
        return clean(text, self.name, lines=self.lines)


FIELDS = [
    Field("name", limits.NAME_MAX, "PATCH", "/me", lambda t: {"name": t}, lambda a: a["name"]),
    Field("bio", limits.BIO_MAX, "PATCH", "/me", lambda t: {"bio": t}, lambda a: a["bio"], lines=True),
    Field("caption", limits.CAPTION_MAX, "PATCH", "/posts/{draft}", lambda t: {"caption": t},
          lambda a: a["caption"], True),
    Field("place", limits.PLACE_MAX, "PATCH", "/posts/{draft}", lambda t: {"place": t}, lambda a: a["place"]),
    Field("alt", limits.ALT_MAX, "PATCH", "/posts/{draft}", lambda t: {"items": [{"media_id": "{media}", "alt": t}]},
          lambda a: a["items"][0]["alt"], True),
    Field("text", limits.COMMENT_MAX, "POST", "/posts/{post}/comments", lambda t: {"text": t},
          lambda a: a["text"], True, 1),
    Field("name", limits.COLLECTION_NAME_MAX, "PATCH", "/me/collections/{collection}", lambda t: {"name": t},
          lambda a: a["name"], least=1),
]  # fmt: skip
ELSEWHERE = {"handle", "password", "current", "new", "device", "filter", "note", "value"}
"""Tried where their rules are tested: handles, passwords, looks, shares, searches."""
UNBOUND = {
    "token",
    "last",
    "refresh_token",
    "media_id",
    "picture_id",
    "post_id",
    "reply_to",
    "filename",
    "place_id",
    "handle",
}
"""Names of things, checked by looking for the thing."""


@pytest.fixture(scope="module")
async def ground(long_world: World) -> dict[str, str]:
    """Somebody and what their texts stand on, by the names used in `FIELDS`."""
    writer = await long_world.person("writer")
    post = await long_world.quick_post(writer.user_id, "by the water")
    draft = await writer.draft(NewPost(items=[NewItem(media_id=await writer.upload(pictures.jpeg(16, 12)))]))
    collection = await writer.new_collection("walks")
    known = {"draft": draft.id, "post": str(post), "media": draft.items[0].media_id, "collection": collection.id}
    assert writer.tokens
    return known | {"token": writer.tokens.access_token}


async def send(world: World, ground: dict[str, str], field: Field, text: str) -> httpx.Response:
    path = field.path.format(**ground)
    body = json.dumps(field.body(text)).replace("{media}", ground["media"]).encode()
    headers = {"Authorization": f"Bearer {ground['token']}", "Content-Type": "application/json"}
    return await world.http(field.method, f"/api/v1{path}", headers=headers, content=body)


@few
@pytest.mark.parametrize("field", FIELDS, ids=lambda field: f"{field.path} {field.name}")
@given(words=WORDS)
async def test_the_scripts_of_the_world_come_back_as_they_were(
    long_world: World, ground: dict[str, str], field: Field, words: str
) -> None:
    wanted = field.cleaned(words[: field.limit])
    if len(wanted) < field.least:
        return
    answer = await send(long_world, ground, field, words[: field.limit])
    assert answer.status_code in (200, 201), answer.text
    assert field.read(answer.json()) == wanted


@pytest.mark.parametrize("letter", ["a", "漢", "👍", "e\u0301", "א"])
@pytest.mark.parametrize("field", FIELDS, ids=lambda field: f"{field.path} {field.name}")
async def test_the_limit_is_where_it_is_said_to_be(
    long_world: World, ground: dict[str, str], field: Field, letter: str
) -> None:
    longest = (letter * field.limit)[: field.limit]
    answer = await send(long_world, ground, field, longest)
    assert answer.status_code in (200, 201), answer.text
    over = await send(long_world, ground, field, longest + letter[:1])
    assert over.status_code == 422
    assert over.json()["type"] == "/problems/validation"
    assert field.name in str(over.json())


@pytest.mark.parametrize("bad", ["\0", "\ud800", "\udfff"], ids=ascii)
@pytest.mark.parametrize("field", FIELDS, ids=lambda field: f"{field.path} {field.name}")
async def test_what_no_store_can_hold_is_refused(
    long_world: World, ground: dict[str, str], field: Field, bad: str
) -> None:
    answer = await send(long_world, ground, field, f"by the{bad} water")
    assert answer.status_code in (400, 422), answer.text
    assert answer.json()["type"].startswith("/problems/")


def test_every_limited_text_of_the_contract_is_tried() -> None:
    """A struct that people send may not gain a text that nothing here knows."""
    tried = {field.name for field in FIELDS}
    for struct in _sent():
        for name, hint in get_type_hints(struct, include_extras=True).items():
            bound = next((m.max_length for m in getattr(hint, "__metadata__", ()) if isinstance(m, Meta)), None)
            if hint is str or (bound is not None and get_args(hint)[0] is str):
                assert bound is not None or name in UNBOUND, f"{struct.__name__}.{name} has no limit"
                assert name in tried | ELSEWHERE | UNBOUND, f"{struct.__name__}.{name}"


def _sent() -> Iterator[type[Struct]]:
    """The structs of the contract that come from people: those that refuse fields they do not know."""
    for found in pkgutil.iter_modules(shared.__path__):
        if found.name in ("ui", "api"):
            continue
        for thing in vars(importlib.import_module(f"shared.{found.name}")).values():
            if isinstance(thing, type) and issubclass(thing, Struct) and thing.__struct_config__.forbid_unknown_fields:
                yield thing
