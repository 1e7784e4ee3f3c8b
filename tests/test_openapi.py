"""The OpenAPI document tells what the API does."""

import re
from typing import Any

import msgspec
import pytest

from shared.accounts import Me, SignUp, Tokens
from shared.engagement import Comment, CommentPage, Like, NewComment
from shared.feed import FeedPage
from shared.graph import People, Profile
from shared.media import DirectUpload, Media, NewDirectUpload
from shared.posts import NewPost, OwnPost, Post, PostChange
from tests.authorization.rows import ROWS
from tests.world import World

STRUCTS = (
    Me, SignUp, Tokens, FeedPage, People, Profile, DirectUpload, NewDirectUpload, Media, NewPost, PostChange, OwnPost,
    Post, Like, Comment, CommentPage, NewComment,
)  # fmt: skip
ANSWERS: dict[str, type[msgspec.Struct]] = {
    "get /api/v1/me": Me,
    "post /api/v1/accounts": Tokens,
    "get /api/v1/feed/following": FeedPage,
    "get /api/v1/people/{handle}": Profile,
    "get /api/v1/posts/{post_id}": Post,
    "post /api/v1/posts": OwnPost,
    "get /api/v1/media/{media_id}": Media,
    "put /api/v1/posts/{post_id}/like": Like,
    "get /api/v1/posts/{post_id}/likes": People,
    "get /api/v1/posts/{post_id}/comments": CommentPage,
    "post /api/v1/posts/{post_id}/comments": Comment,
}
BODIES: dict[str, type[msgspec.Struct]] = {
    "post /api/v1/accounts": SignUp,
    "post /api/v1/posts": NewPost,
    "patch /api/v1/posts/{post_id}": PostChange,
    "post /api/v1/posts/{post_id}/comments": NewComment,
    "post /api/v1/uploads/direct": NewDirectUpload,
}


@pytest.fixture
async def document(long_world: World) -> dict[str, Any]:
    answer = await long_world.http("GET", "/schema/openapi.json")
    assert answer.status_code == 200
    found: dict[str, Any] = msgspec.json.decode(answer.content)
    return found


async def test_every_route_is_in_the_document(document: dict[str, Any]) -> None:
    told = {f"{method.upper()} {path}" for path, item in document["paths"].items() for method in item}
    for row in ROWS:
        method, _, path = row.route.partition(" ")
        if not path.startswith("/schema"):
            assert f"{method} {row.prefix}{path}" in told


async def test_operations_have_names_of_their_own(document: dict[str, Any]) -> None:
    names = [operation["operationId"] for item in document["paths"].values() for operation in item.values()]
    assert len(names) == len(set(names))


async def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    text = msgspec.json.encode(document).decode()
    for name in set(re.findall(r'"#/components/schemas/([^"]+)"', text)):
        assert name in document["components"]["schemas"]


@pytest.mark.parametrize("struct", STRUCTS, ids=lambda struct: struct.__name__)
async def test_the_document_knows_the_fields_of(document: dict[str, Any], struct: type[msgspec.Struct]) -> None:
    schema = document["components"]["schemas"][component(document, struct)]
    own = msgspec.json.schema_components([struct])[1][struct.__name__]
    assert set(schema["properties"]) == set(own["properties"])
    assert set(schema.get("required", [])) == set(own.get("required", []))


@pytest.mark.parametrize("operation", ANSWERS)
async def test_the_answer_of(document: dict[str, Any], operation: str) -> None:
    method, _, path = operation.partition(" ")
    [answer] = [a for status, a in document["paths"][path][method]["responses"].items() if status.startswith("2")]
    named = answer["content"]["application/json"]["schema"]["$ref"]
    assert named == f"#/components/schemas/{component(document, ANSWERS[operation])}"


@pytest.mark.parametrize("operation", BODIES)
async def test_the_body_of(document: dict[str, Any], operation: str) -> None:
    method, _, path = operation.partition(" ")
    named = document["paths"][path][method]["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    assert named == f"#/components/schemas/{component(document, BODIES[operation])}"


def component(document: dict[str, Any], struct: type[msgspec.Struct]) -> str:
    """Its name among the components: that of the struct, longer where two structs share one."""
    ends = re.compile(rf"(?:.*_)?{struct.__name__}")
    [name] = [name for name in document["components"]["schemas"] if ends.fullmatch(name)]
    return name
