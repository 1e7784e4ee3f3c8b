"""The small Valkey client answers in order, raises errors, and comes back after a loss."""

import asyncio

import pytest
from valkey.exceptions import ConnectionError as ValkeyConnectionError
from valkey.exceptions import ResponseError

from server.kit import resources
from server.settings import Settings


async def test_many_tasks_share_one_connection_and_get_their_own_answers(clean_settings: Settings) -> None:
    async with resources.opened(clean_settings):
        pipe = resources.pipe()

        async def one(number: int) -> list[object]:
            return await pipe.run(("SET", f"n{number}", number), ("GET", f"n{number}"), ("GET", "absent"))

        answers = await asyncio.gather(*(one(n) for n in range(500)))
        assert answers == [[b"OK", b"%d" % n, None] for n in range(500)]


async def test_an_error_reply_is_raised_and_the_next_answer_is_still_right(clean_settings: Settings) -> None:
    async with resources.opened(clean_settings):
        pipe = resources.pipe()
        with pytest.raises(ResponseError):
            await pipe.run(("SET", "a", "text"), ("INCR", "a"), ("GET", "a"))
        assert await pipe.run(("GET", "a")) == [b"text"]


async def test_a_lost_connection_fails_what_waits_and_the_next_command_connects_again(clean_settings: Settings) -> None:
    async with resources.opened(clean_settings):
        pipe = resources.pipe()
        [client_id] = await pipe.run(("CLIENT", "ID"))
        waiting = asyncio.create_task(pipe.run(("BLPOP", "nothing", 0)))
        await asyncio.sleep(0.05)
        await resources.data().execute_command("CLIENT", "KILL", "ID", client_id)
        with pytest.raises(ValkeyConnectionError):
            await waiting
        assert await pipe.run(("PING",)) == [b"PONG"]


async def test_large_values_go_both_ways(clean_settings: Settings) -> None:
    async with resources.opened(clean_settings):
        blob = bytes(range(256)) * 40_000
        assert await resources.pipe().run(("SET", "big", blob), ("GET", "big")) == [b"OK", blob]


async def test_a_cancelled_caller_does_not_shift_the_answers_of_others(clean_settings: Settings) -> None:
    async with resources.opened(clean_settings):
        pipe = resources.pipe()
        first = asyncio.create_task(pipe.run(("ECHO", "first")))
        second = asyncio.create_task(pipe.run(("ECHO", "second")))
        await asyncio.sleep(0)
        first.cancel()
        assert await second == [b"second"]
