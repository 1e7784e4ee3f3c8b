"""Whatever is sent, it is answered: never with a 5xx, and every refusal is a problem of RFC 9457 with a stable type."""

import json
import re
from typing import Any

import httpx
import msgspec
import pytest

from shared.problems import ProblemDetails
from tests.authorization.rows import GIVEN, ROWS, Row
from tests.authorization.scene import Scene
from tests.world import World

STABLE = re.compile(r"/problems/[a-z][a-z0-9-]*")
PATHS = (
    "0", "-1", "+1", "1.5", "1e3", "9223372036854775807", "9223372036854775808", "9" * 400, "9" * 5000, "%D9%A3", "a",
    "%00", "a%00b", "%ED%A0%80", "%FF", "%0A", "%20", "..", "%2e%2e%2f", "%252e", "caf%C3%A9", "a" * 5000, "a'--",
)  # fmt: skip
"""What stands where an id or a handle should: too small, too large, no number, no text, no UTF-8."""
QUERIES = (
    "", "%00", "-1", "0", "51", "1.5", "NaN", "99999999999999999999", "9" * 5000, "a", "%FF", "%ED%A0%80", "caf%C3%A9",
    "AAAA", "kgEC", "a" * 300, "a" * 20_000, "%25", "[]", "null",
)  # fmt: skip
PARAMETERS = ("cursor", "limit", "since", "prefix", "unknown")
BODIES: dict[str, bytes] = {
    "nothing": b"",
    "no json": b"{",
    "text": b"hello",
    "list": b"[]",
    "null": b"null",
    "number": b"1",
    "no utf-8": b'{"handle": "\xff\xfe"}',
    "deep": b"[" * 200_000,
    "deep object": b'{"a":' * 200_000,
    "huge number": b'{"size": 1' + b"0" * 5000 + b"}",
    "twice": b'{"handle": "a", "handle": "b"}',
    "nul": b"\0",
    "oversized": b'{"handle": "' + b"a" * (11 * 1024 * 1024) + b'"}',
}
VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 2**63, 2**64, 1e308, "", "\0", "a\0b", "\ud800", "a\udfffb", "\u202e", "\r\n", "a" * 100_000,
    [], {}, ["a"], {"a": "b"}, "9" * 5000, "-1", "٣",
)  # fmt: skip
TYPES = (
    "",
    "text/plain",
    "application/xml",
    "multipart/form-data",
    "application/x-www-form-urlencoded",
    "application/",
    "é",
)
TOKENS = ("Bearer", "Bearer ", "Bearer a.b.c", "Bearer é", "Basic YTpi", "bearer  x", "Bearer " + "a" * 20_000, "\t")
ONCE = list({row.route: row for row in ROWS if row.route != "GET /schema/{path}"}.values())
"""One row of each route, without the framework's own page for schemas in formats that are not served."""


@pytest.mark.parametrize("row", ONCE, ids=[row.route for row in ONCE])
async def test_bad_input_is_refused_as_a_problem(long_world: World, row: Row) -> None:
    attempts = Attempts(Scene(long_world, private=False), row)
    await attempts.prepare()
    await attempts.paths()
    await attempts.queries()
    await attempts.tokens()
    if isinstance(row.body, dict):
        await attempts.bodies()
    assert not attempts.faults, "\n".join(attempts.faults)


async def test_what_is_not_there_is_a_problem_too(long_world: World) -> None:
    for method, path in (("GET", "/api/v1/nothing"), ("GET", "/"), ("PUT", "/api/v1/me"), ("TRACE", "/api/v1/health")):
        answer = await long_world.http(method, path)
        assert answer.status_code in (404, 405)
        assert not faults_of(answer)


class Attempts:
    """Sends one route wrong things in every place, as somebody who may use it, and collects what went wrong."""

    def __init__(self, scene: Scene, row: Row) -> None:
        self.scene = scene
        self.method, _, self.path = row.route.partition(" ")
        self.row = row
        self.faults: list[str] = []
        self.body: dict[str, Any] = {}

    async def prepare(self) -> None:
        self.things = {name: await self.scene.thing(thing) for name, thing in (GIVEN | self.row.given).items()}
        for key, value in (self.row.body if isinstance(self.row.body, dict) else {}).items():
            self.body[key] = await self.scene.filled(value) if isinstance(value, str) else value
        # somebody else's token: the owner's session may end on the way
        self.token = (await self.scene.someone("moderator")).tokens.access_token

    async def paths(self) -> None:
        for name in re.findall(r"{(\w+)}", self.path):
            for wrong in PATHS:
                await self.send(f"{name}={wrong[:40]}", path=self.path.format_map(self.things | {name: wrong}))

    async def queries(self) -> None:
        for name in PARAMETERS:
            for wrong in QUERIES:
                await self.send(f"?{name}={wrong[:40]}", query=f"{name}={wrong}")
            await self.send(f"?{name} twice", query=f"{name}=1&{name}=2")

    async def tokens(self) -> None:
        for wrong in TOKENS:
            await self.send(wrong[:40], headers={"Authorization": wrong.encode()})

    async def bodies(self) -> None:
        for name, content in BODIES.items():
            await self.send(name, content=content)
        for content_type in TYPES:
            headers = {"Content-Type": content_type.encode()}
            await self.send(f"type {content_type}", content=json.dumps(self.body).encode(), headers=headers)
        for key in self.body:
            for wrong in VALUES:
                await self.send(f"{key}: {wrong!r:.40}", content=json.dumps(self.body | {key: wrong}).encode())
        answer = await self.send("unknown field", content=json.dumps(self.body | {"surprise": 1}).encode())
        if answer.status_code != 422:
            self.faults.append(f"an unknown field: {answer.status_code}")

    async def send(
        self, what: str, *, path: str = "", query: str = "", content: bytes | None = None, headers: Any = None
    ) -> httpx.Response:
        url = httpx.URL(self.row.prefix + (path or self.path.format_map(self.things)), query=query.encode() or None)
        given = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"} | self.row.headers
        if content is None and not query and isinstance(self.row.body, dict):
            content = json.dumps(self.body).encode()
        answer = await self.scene.world.http(self.method, url, headers=given | (headers or {}), content=content)
        self.faults += [f"{what}: {fault}" for fault in faults_of(answer)]
        return answer


def faults_of(answer: httpx.Response) -> list[str]:
    """What is wrong with it as a refusal; nothing when it is none."""
    if answer.status_code < 400:
        return []
    if answer.status_code >= 500:
        return [f"{answer.status_code} {answer.text[:200]!r}"]
    kind = answer.headers.get("Content-Type", "")
    if kind != "application/problem+json":
        return [f"{answer.status_code} as {kind}: {answer.text[:200]!r}"]
    if not answer.content and answer.request.method == "HEAD":
        return []
    details = msgspec.json.decode(answer.content, type=ProblemDetails)
    faults = []
    if not STABLE.fullmatch(details.type):
        faults.append(f"type {details.type}")
    if details.status != answer.status_code:
        faults.append(f"status {details.status} within {answer.status_code}")
    if not details.title:
        faults.append("no title")
    return faults
