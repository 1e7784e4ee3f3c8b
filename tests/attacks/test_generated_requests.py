"""Requests made up from the OpenAPI document, fitting and not: whatever comes, no answer blames the server."""

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.schemas import BaseSchema

from shared.problems import ProblemDetails
from tests import pictures
from tests.authorization.rows import OUTSIDE, PREFIX, ROWS
from tests.installation import Installation, eventually, installed
from tests.world import PASSWORD, Person

METHODS = ("OPTIONS", "HEAD", "GET", "POST", "PUT", "PATCH", "DELETE")
"""In this order, so that what the paths name is deleted last."""
OPERATIONS = sorted(
    {row.route for row in ROWS if not row.route.partition(" ")[2].startswith(OUTSIDE)},
    key=lambda route: (METHODS.index(route.partition(" ")[0]), route),
)
EXAMPLES = 25
"""Of each kind for each operation that takes words or a query."""
PATHS = 10
"""Where nothing but the path can vary, and that by what all such operations share: handles, tags and ids."""
bounded = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


class Target:
    """A running API, its document, and real things to name in paths beside made-up ones."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.http = httpx.Client(base_url=installation.url, timeout=60)
        document = self.http.get("/schema/openapi.json").json()
        self.schema: BaseSchema = schemathesis.openapi.from_dict(document)
        self.known: dict[str, list[str]] = asyncio.run(self._populate())

    async def _populate(self) -> dict[str, list[str]]:
        alice, bob = [await self.installation.person(handle) for handle in ("alice", "bob")]
        posts = [await self._post(person) for person in (alice, bob)]
        comment = await alice.comment(posts[1], "a fine day")
        collection = await alice.new_collection("walks")
        await alice.note_search("words", "harbour")
        await bob.follow("alice")
        draft = await alice.create_post(await alice.upload(pictures.jpeg(32, 24)))
        known = {
            "handle": ["alice", "bob", "nobody"],
            "post_id": [*posts, draft.id],
            "comment_id": [comment.id],
            "collection_id": [collection.id],
            "media_id": [draft.items[0].media_id],
            "search_id": [search.id for search in (await alice.recent_searches()).items],
            "tag": ["sea"],
            "session_id": [session.id for session in (await alice.sessions()).items],
        }
        for person in (alice, bob):
            await person.close()
        return known

    async def _post(self, person: Person) -> str:
        media_id = await person.upload(pictures.jpeg(32, 24))
        own = await person.create_post(media_id, "by the water #sea")
        await person.publish(own.id)

        async def published() -> bool:
            return (await person.own_post(own.id)).state == "published"

        await eventually(published, "the post is published")
        post = (await person.own_post(own.id)).post
        assert post is not None
        return post.id

    def token(self) -> str:
        """Of a session of its own: one operation may end the session that it was asked in."""
        answer = self.http.post(f"{PREFIX}/sessions", json={"handle": "alice", "password": PASSWORD, "device": "tests"})
        return str(answer.json()["access_token"])


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    with installed(tmp_path_factory.mktemp("generated"), "api", "worker", vision=False) as installation:
        yield Target(installation)


@pytest.mark.parametrize("route", OPERATIONS)
def test_no_request_is_answered_by_a_fault_of_the_server(target: Target, route: str) -> None:
    method, _, path = route.partition(" ")
    operation = target.schema[PREFIX + path][method]
    token = target.token()

    def ask(case: Case, named: dict[str, str]) -> None:
        case.path_parameters = dict(case.path_parameters) | {k: v for k, v in named.items() if k in operation_names}
        request = case.as_transport_kwargs(base_url=target.installation.url)
        headers = {**dict(request.get("headers") or {}), "Authorization": f"Bearer {token}"}
        answer = send(target.http, request | {"headers": headers})
        if answer is None:
            return
        told = f"{answer.request.method} {answer.request.url} {request.get('data') or request.get('json')!r}"
        assert answer.status_code < 500, f"{answer.status_code} for {told}: {answer.text[:500]}"
        if answer.status_code >= 400 and method != "HEAD":
            assert ProblemDetails(**answer.json()).type, told

    operation_names = {parameter.name for parameter in operation.path_parameters}
    real = st.fixed_dictionaries(
        {}, optional={name: st.sampled_from(values) for name, values in target.known.items() if name in operation_names}
    )
    many = EXAMPLES if list(operation.body) or list(operation.query) else PATHS
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
        made: Any = operation.as_strategy(generation_mode=mode)
        settings(bounded, max_examples=many)(given(case=made, named=real)(ask))()


def send(client: httpx.Client, request: dict[str, Any]) -> httpx.Response | None:
    """None for what no HTTP client can put on the wire."""
    body = {"json": request["json"]} if "json" in request else {"content": request.get("data")}
    try:
        return client.request(
            request["method"],
            request["url"],
            params=request.get("params"),
            headers={k: v for k, v in request["headers"].items() if v is not None},
            **body,
        )
    except (httpx.InvalidURL, httpx.LocalProtocolError, UnicodeEncodeError):
        return None
