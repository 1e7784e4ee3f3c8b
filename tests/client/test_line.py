"""The client's end of the live line, against a real WebSocket: greeting, breaks, resumes, endings."""

import asyncio
import time
from collections.abc import AsyncIterator

import msgspec
import pytest
import pytest_asyncio

from shared import line as line_room
from shared.accounts import Tokens
from shared.line import Line
from shared.live import GOING_AWAY, SESSION_OVER, UNAUTHENTICATED, LiveDoor, Push
from shared.ui.session import DeviceApi
from tests.client.gateway import Gateway, gateway, until
from tests.client.town import Town, refusal
from tests.client.town_api import TownApi


class Ear:
    """Hears everything, and forgets nothing."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.welcomes: list[bool] = []
        self.ended = 0
        self.there = True

    def came(self, push: Push) -> None:
        self.heard.append(f"{push.kind} {push.id}")

    async def welcomed(self, missed: bool) -> None:
        self.welcomes.append(missed)

    async def over(self) -> None:
        self.ended += 1

    def present(self) -> bool:
        return self.there


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_room, "FIRST_PAUSE", 0.02)
    monkeypatch.setattr(line_room, "LONGEST_PAUSE", 0.05)
    monkeypatch.setattr(line_room, "TICK_SECONDS", 0.02)


@pytest_asyncio.fixture(loop_scope="session")
async def door() -> AsyncIterator[Gateway]:
    async with gateway() as opened:
        yield opened


class AnnsApi(TownApi):
    """Its tokens are numbered, and the server says where the line is."""

    def __init__(self, town: Town, url: str) -> None:
        super().__init__(town)
        self.url = url
        self.tokens = self._numbered(1)

    def _numbered(self, number: int) -> Tokens:
        tokens = self.tokens_of("ann")
        return Tokens(access_token=f"token {number}", refresh_token="r", expires_in=900, me=tokens.me)

    async def refresh(self) -> Tokens:
        assert self.tokens
        self._note("refresh")
        self.tokens = self._numbered(int(self.tokens.access_token.split()[1]) + 1)
        return self.tokens

    async def live_door(self) -> LiveDoor:
        self._note("live_door")
        return LiveDoor(url=self.url)


@pytest_asyncio.fixture(loop_scope="session")
async def held(town: Town, door: Gateway) -> AsyncIterator[tuple[Line, Ear, AnnsApi, "asyncio.Task[None]"]]:
    ear, api = Ear(), AnnsApi(town, door.url)
    line = Line(api, ear, headers={"Vitrine-Visitor": "198.51.100.7"})
    task = asyncio.create_task(line.hold())
    await until(lambda: line.up and door.lines)
    yield line, ear, api, task
    task.cancel()
    await asyncio.wait([task])
    await api.close()


Held = tuple[Line, Ear, AnnsApi, "asyncio.Task[None]"]


async def test_it_says_hello_and_hears_in_order(held: Held, door: Gateway) -> None:
    line, ear, _, _ = held
    assert door.hellos[0].token == "token 1" and door.hellos[0].last is None
    assert door.headers[0]["Vitrine-Visitor"] == "198.51.100.7"
    await door.push("unread", {"count": 3}, "7")
    await door.push("posting", {"post_id": "1", "state": "processing"})
    await until(lambda: len(ear.heard) == 2)
    assert ear.heard == ["unread 7", "posting None"] and line.last == "7" and ear.welcomes == [False]


async def test_after_a_break_it_resumes_from_what_it_handled_last(held: Held, door: Gateway) -> None:
    _, ear, _, _ = held
    await door.push("new_posts", {}, "5")
    await until(lambda: ear.heard)
    door.kept = [Push(kind="unread", data=msgspec.Raw(b'{"count":1}'), id="6")]
    door.cut()
    await until(lambda: len(ear.heard) == 2)
    assert door.hellos[-1].last == "5" and ear.heard[-1] == "unread 6" and ear.welcomes == [False, False]


async def test_a_gap_that_cannot_be_filled_is_reported(held: Held, door: Gateway) -> None:
    line, ear, _, _ = held
    door.forgetful = True
    await door.close(GOING_AWAY)
    await until(lambda: len(ear.welcomes) == 2)
    assert ear.welcomes == [False, True] and line.last == "1"


async def test_a_gateway_that_lost_its_own_place_says_so_in_the_middle(held: Held, door: Gateway) -> None:
    line, ear, _, _ = held
    await door.say('{"resumed":false,"last":"40"}')
    await until(lambda: len(ear.welcomes) == 2)
    assert ear.welcomes == [False, True] and line.last == "40" and len(door.hellos) == 1


async def test_an_expired_token_is_renewed_at_once(held: Held, door: Gateway) -> None:
    await door.close(UNAUTHENTICATED)
    await until(lambda: len(door.hellos) == 2)
    assert door.hellos[-1].token == "token 2"


async def test_a_server_that_takes_no_token_is_not_asked_in_a_hurry(held: Held, door: Gateway, town: Town) -> None:
    door.refuse = [UNAUTHENTICATED] * 6
    await door.close(GOING_AWAY)
    await until(lambda: not door.refuse and door.lines)
    assert [verb for verb, _ in town.calls].count("refresh") == 3


async def test_the_end_of_the_session_is_the_end_of_the_line(held: Held, door: Gateway) -> None:
    _, ear, _, task = held
    await door.close(SESSION_OVER)
    await asyncio.wait_for(task, 5)
    assert ear.ended == 1 and len(door.hellos) == 1


async def test_it_hangs_up_when_nobody_listens_any_more(held: Held, door: Gateway) -> None:
    line, ear, _, task = held
    ear.there = False
    await asyncio.wait_for(task, 5)
    await until(lambda: not door.lines)
    assert not line.up


async def test_a_device_that_slept_does_not_wait_for_the_dead_line(
    held: Held, door: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = time.time() + 3_600
    monkeypatch.setattr(line_room.time, "time", lambda: later)
    await asyncio.sleep(0.05)
    monkeypatch.setattr(line_room.time, "time", lambda: later + 3_600)
    await until(lambda: len(door.hellos) == 2 and door.lines)


async def test_what_a_newer_server_says_is_passed_over(held: Held, door: Gateway) -> None:
    _, ear, _, _ = held
    await door.say('{"kind":"telepathy","data":{},"id":"8"}')
    await door.push("new_posts", {}, "9")
    await until(lambda: ear.heard)
    assert ear.heard == ["new_posts 9"] and len(door.hellos) == 1


async def test_a_door_that_is_not_known_yet_is_asked_for_again(town: Town, door: Gateway) -> None:
    town.refusals["live_door"] = refusal(503, "Not yet")
    api = AnnsApi(town, door.url)
    line = Line(api, Ear())
    task = asyncio.create_task(line.hold())
    await until(lambda: [verb for verb, _ in town.calls].count("live_door") > 1)
    town.refusals.clear()
    await until(lambda: line.up)
    task.cancel()
    await api.close()


def test_the_web_process_names_its_visitor_on_the_line_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VITRINE_CLIENT_TOKEN", "proof")
    api = DeviceApi("http://api.test")
    assert api.visitor == {}
    api.speak_for("198.51.100.7")
    assert api.visitor == {"Vitrine-Web": "proof", "Vitrine-Visitor": "198.51.100.7"}
