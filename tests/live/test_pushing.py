"""What comes over a line: everything, once, in order, whatever breaks meanwhile."""

import asyncio
import random
import socket
from contextlib import AsyncExitStack
from unittest.mock import patch

import msgspec
import pytest

from server.kit import resources
from server.live import gateway, streams
from server.live import service as live
from shared.live import TOO_SLOW, Welcome
from tests.live.gateways import Client, line, running
from tests.world import World


def numbers(client: Client) -> list[int]:
    return [msgspec.json.decode(push.data)["count"] for push in client.pushes]


async def push(user_id: int, number: int) -> None:
    await live.push(user_id, "unread", {"count": number})


@pytest.mark.parametrize("seed", range(3))
async def test_a_client_that_comes_and_goes_gets_all_of_it_once_and_in_order(long_world: World, seed: int) -> None:
    """Between two gateways, while somebody pushes all the time and now and then Valkey hangs up on the gateways."""
    chance = random.Random(seed)
    ann = await long_world.person(f"coming{seed}")
    assert ann.tokens
    count = 150
    received: list[int] = []

    async def pushing() -> None:
        for number in range(count):
            await push(ann.user_id, number)
            if chance.random() < 0.03:
                await resources.data().execute_command("CLIENT", "KILL", "TYPE", "pubsub")
            await asyncio.sleep(chance.choice((0, 0, 0.001, 0.01)))

    async with running(long_world) as one, running(long_world) as other:
        async with line(one, ann.tokens.access_token) as client:
            last = client.last
        at_work = asyncio.create_task(pushing())
        while len(received) < count:
            async with line(chance.choice((one, other)), ann.tokens.access_token, last) as client:
                assert client.welcomes[0].resumed
                for _ in range(min(chance.choice((0, 1, 5, 40)), count - len(received))):
                    await client.push()
                received += numbers(client)
                last = client.last
        await at_work
    assert received == list(range(count))


async def test_what_is_pushed_at_one_gateway_comes_over_all_lines(long_world: World) -> None:
    ann, ben = await long_world.person("joined.ann"), await long_world.person("joined.ben")
    assert ann.tokens and ben.tokens
    async with AsyncExitStack() as stack:
        gates = [await stack.enter_async_context(running(long_world)) for _ in range(2)]
        clients = [await stack.enter_async_context(line(gate, ann.tokens.access_token)) for gate in gates]
        bens = await stack.enter_async_context(line(gates[0], ben.tokens.access_token))
        await push(ann.user_id, 1)
        await push(ben.user_id, 2)
        assert [await client.push() for client in clients] and [numbers(client) for client in clients] == [[1], [1]]
        await bens.push()
        assert numbers(bens) == [2]
        await live.nudge([ann.user_id, *range(1, 10_000)], "posting", {"count": 3})
        for client in clients:
            assert (await client.push()).id is None and numbers(client) == [1, 3]


async def test_a_gap_that_nobody_remembers_is_told(long_world: World) -> None:
    ann = await long_world.person("forgotten.ann")
    assert ann.tokens
    token = ann.tokens.access_token
    async with running(long_world) as gate:
        async with line(gate, token) as client:
            await push(ann.user_id, 1)
            await client.push()
            last = client.last
        for number in range(streams.KEPT + 1):
            await push(ann.user_id, number)
        async with line(gate, token, last) as client:
            assert not client.welcomes[0].resumed
            await push(ann.user_id, -1)
            await client.push()
            assert numbers(client) == [-1]
        for nonsense in ("", "1-1", "x", "9" * 30, "0-0"):
            async with line(gate, token, nonsense) as client:
                assert not client.welcomes[0].resumed


async def test_a_valkey_that_forgot_everything_is_told_to_whoever_is_connected(long_world: World) -> None:
    ann = await long_world.person("flushed.ann")
    assert ann.tokens
    with patch.object(gateway, "RENEW_SECONDS", 0.05):
        async with running(long_world) as gate:
            async with line(gate, ann.tokens.access_token) as client:
                before = client.last
                await resources.data().flushall()
                told = await client.receive()
                while not isinstance(told, Welcome):
                    told = await client.receive()
                assert not told.resumed
                await push(ann.user_id, 1)
                assert (await client.push()).id
                after = client.last
            async with line(gate, ann.tokens.access_token, before) as client:
                assert not client.welcomes[0].resumed
            async with line(gate, ann.tokens.access_token, after) as client:
                assert client.welcomes[0].resumed


async def test_nothing_is_kept_for_people_who_never_connect(long_world: World) -> None:
    ann = await long_world.person("away.ann")
    await push(ann.user_id, 1)
    assert await live.listening([ann.user_id]) == set()
    assert not await resources.data().exists(streams.key(ann.user_id))


async def test_a_reader_that_does_not_read_is_dropped_and_resumes(long_world: World) -> None:
    slow, quick = await long_world.person("slow.ann"), await long_world.person("quick.ben")
    assert slow.tokens and quick.tokens
    large = "x" * 50_000
    async with running(long_world) as gate, line(gate, quick.tokens.access_token) as other:
        narrow = socket.socket()
        narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)
        narrow.connect(("127.0.0.1", gate.port))
        narrow.setblocking(False)
        async with line(gate, slow.tokens.access_token, sock=narrow, max_queue=1) as client:
            sent = 0
            while not gate.gateway.counts.dropped:
                await live.push(slow.user_id, "unread", {"count": sent, "large": large})
                sent += 1
                assert sent < streams.KEPT, "nobody ever drops it"
                await asyncio.sleep(0)
            await push(quick.user_id, 1)
            await other.push()
            assert await client.closed() == TOO_SLOW
            got = numbers(client)
            assert got == list(range(len(got)))
            last = client.last
        async with line(gate, slow.tokens.access_token, last) as client:
            while client.welcomes[0].resumed and len(client.pushes) < sent - len(got):
                await client.push()
            assert not client.welcomes[0].resumed or got + numbers(client) == list(range(sent))


async def test_news_of_new_posts_come_seldom_and_the_last_one_always(long_world: World) -> None:
    ann = await long_world.person("nudged.ann")
    assert ann.tokens
    with patch.object(gateway, "NUDGE_SECONDS", 0.3):
        async with running(long_world) as gate, line(gate, ann.tokens.access_token) as client:
            # all in one write, so that a slow machine does not draw them out
            crowds = [[ann.user_id], [ann.user_id, *range(1, 100)]] * 10
            await asyncio.gather(*(live.nudge(crowd, "new_posts", {}) for crowd in crowds))
            await client.push()
            await client.push()
            await push(ann.user_id, 1)
            await client.push()
            assert [one.kind for one in client.pushes] == ["new_posts", "new_posts", "unread"]


async def test_pushing_survives_a_valkey_that_is_away(long_world: World, gate_away: None) -> None:
    await push(1, 1)
    await live.nudge([1], "new_posts", {})
    assert await live.listening([1]) == set()


@pytest.fixture
def gate_away(monkeypatch: pytest.MonkeyPatch) -> None:
    from server.kit.pipe import Pipe

    nowhere = Pipe("valkey://127.0.0.1:1/0")
    monkeypatch.setattr(resources, "pipe", lambda: nowhere)
