"""Who may have a line, and when it ends."""

import asyncio
from collections.abc import AsyncIterator
from unittest.mock import patch

import msgspec
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from server.kit import database, resources
from server.live import asgi, gateway, presence
from server.live import service as live
from server.live.asgi import origin_allowed
from shared.live import GOING_AWAY, SESSION_OVER, TOO_MANY, TOO_SLOW, UNAUTHENTICATED, Hello
from tests.live.gateways import Client, Running, line, running
from tests.world import PASSWORD, World


@pytest.fixture
async def gate(long_world: World) -> AsyncIterator[Running]:
    async with running(long_world) as opened:
        yield opened


async def refused(gate: Running, first: str | bytes) -> int:
    async with connect(gate.url, compression=None) as socket:
        await socket.send(first)
        return await Client(socket).closed()


async def test_a_line_needs_a_token_that_holds(long_world: World, gate: Running) -> None:
    ann = await long_world.person("token.ann")
    assert ann.tokens
    forged = ann.tokens.access_token[:-4] + "aaaa"
    for token in ("", "nonsense", forged):
        assert await refused(gate, msgspec.json.encode(Hello(token=token)).decode()) == UNAUTHENTICATED
    used = ann.tokens.access_token
    await ann.sign_out()
    assert await refused(gate, msgspec.json.encode(Hello(token=used)).decode()) == UNAUTHENTICATED
    assert gate.gateway.counts.lines == 0


async def test_what_is_no_hello_ends_the_line(gate: Running) -> None:
    for first in (
        "",
        "[]",
        "{",
        '{"token": 1}',
        '{"token": "x", "more": 1}',
        b"\x00\xff",
        "\ud83d".encode("utf-8", "replace"),
    ):
        assert await refused(gate, first) == asgi.NOT_EXPECTED
    assert await refused(gate, "x" * (asgi.HELLO_BYTES + 1)) == 1009


async def test_whoever_says_nothing_is_sent_away(gate: Running) -> None:
    with patch.object(asgi, "HELLO_SECONDS", 0.1):
        async with connect(gate.url) as socket:
            assert await Client(socket).closed() == TOO_SLOW


async def test_nothing_may_be_said_after_the_hello(long_world: World, gate: Running) -> None:
    ann = await long_world.person("chatty.ann")
    assert ann.tokens
    async with line(gate, ann.tokens.access_token) as client:
        await client.socket.send("hello?")
        assert await client.closed() == asgi.NOT_EXPECTED
    await nobody_left(gate)


async def test_pages_of_other_origins_get_no_line(long_world: World, gate: Running) -> None:
    narrowed = msgspec.structs.replace(long_world.settings, allowed_origins="https://example.org, http://localhost:1")
    with patch.object(resources, "settings", lambda: narrowed):
        with pytest.raises(InvalidStatus) as refusal:
            await connect(gate.url, origin="https://evil.example")  # type: ignore[arg-type]
        assert refusal.value.response.status_code == 403
        async with connect(gate.url, origin="https://example.org"):  # type: ignore[arg-type]
            pass


@pytest.mark.parametrize(
    ("origin", "allowed", "expected"),
    [
        (None, "https://example.org", True),
        ("https://example.org", "*", True),
        ("https://example.org", "https://example.org/", True),
        ("https://example.org.evil.example", "https://example.org", False),
        ("http://example.org", "https://example.org", False),
        ("null", "https://example.org", False),
        ("", "https://example.org", False),
    ],
)
def test_origins(origin: str | None, allowed: str, expected: bool) -> None:
    assert origin_allowed(origin, allowed) == expected


async def test_an_account_has_so_many_lines_and_no_more(long_world: World, gate: Running) -> None:
    ann = await long_world.person("many.ann")
    assert ann.tokens
    token = ann.tokens.access_token
    with patch.object(gateway, "LINES_MAX", 2):
        async with line(gate, token) as first, line(gate, token) as second:
            assert await refused(gate, msgspec.json.encode(Hello(token=token)).decode()) == TOO_MANY
            await live.push(ann.user_id, "unread", {"count": 1})
            assert (await first.push()).id == (await second.push()).id
        await nobody_left(gate)
        async with line(gate, token) as again:
            await live.push(ann.user_id, "unread", {"count": 2})
            await again.push()


async def nobody_left(gate: Running) -> None:
    while gate.gateway.counts.lines:  # noqa: ASYNC110 - a gateway tells nobody
        await asyncio.sleep(0.01)


async def still_open(client: Client, user_id: int) -> None:
    await live.push(user_id, "unread", {"count": 7})
    await client.push()


async def test_the_line_of_an_ended_session_is_closed_and_the_others_stay(long_world: World, gate: Running) -> None:
    ann = await long_world.person("ended.ann")
    other = long_world.anonymous()
    await other.sign_in("ended.ann", PASSWORD)
    assert ann.tokens and other.tokens
    async with line(gate, ann.tokens.access_token) as here, line(gate, other.tokens.access_token) as there:
        ending = next(session for session in (await ann.sessions()).items if not session.current)
        await ann.end_session(ending.id)
        assert await there.closed() == SESSION_OVER
        await still_open(here, ann.user_id)


async def test_the_lines_of_a_suspended_account_are_closed(long_world: World, gate: Running) -> None:
    ann, ben = await long_world.person("gone.ann"), await long_world.person("kept.ben")
    assert ann.tokens and ben.tokens
    async with line(gate, ann.tokens.access_token) as hers, line(gate, ben.tokens.access_token) as his:
        await database.execute("UPDATE users SET state = 'suspended' WHERE id = $1", ann.user_id)
        assert await hers.closed() == SESSION_OVER
        await still_open(his, ben.user_id)
    assert await refused(gate, msgspec.json.encode(Hello(token=ann.tokens.access_token)).decode()) == SESSION_OVER


async def test_a_gateway_that_stops_says_that_one_may_come_back(long_world: World) -> None:
    ann = await long_world.person("back.ann")
    assert ann.tokens
    async with running(long_world) as gate, line(gate, ann.tokens.access_token) as client:
        gate.server.should_exit = True
        assert await client.closed() == GOING_AWAY


async def test_the_door_is_told_to_whoever_is_signed_in(long_world: World) -> None:
    ann = await long_world.person("door.ann")
    assert (await ann.live_door()).url == "ws://127.0.0.1:8001/api/v1/live"


async def test_a_gateway_says_how_many_lines_it_has(long_world: World, gate: Running) -> None:
    ann = await long_world.person("counted.ann")
    assert ann.tokens
    async with line(gate, ann.tokens.access_token):
        await presence.tell(gate.gateway.counts)
        assert sum(one.lines for one in await presence.gateways()) == 1
    with patch.object(presence, "SILENT_SECONDS", -1.0):
        assert await presence.gateways() == []
