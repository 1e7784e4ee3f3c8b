"""Signing in and out, refreshing, and ending sessions."""

import asyncio
from typing import Any

import msgspec
import pytest

from server.accounts import passwords, refresh_tokens, service, sessions
from server.kit import database, resources
from shared.accounts import Tokens
from shared.api import Api
from shared.problems import ApiError
from tests.world import BASE, PASSWORD, World


async def _refused(call: Any) -> ApiError:
    with pytest.raises(ApiError) as refusal:
        await call
    return refusal.value


async def _refresh(world: World, token: str) -> int:
    answer = await world.http("POST", "/api/v1/sessions/refresh", json={"refresh_token": token})
    return answer.status_code


async def _alive(world: World, person: Api) -> bool:
    return (await world.http("GET", "/api/v1/me", person)).status_code == 200


@pytest.mark.parametrize("typed", ["ann", "Ann", "@ann ", "@ANN"])
async def test_a_handle_is_typed_in_many_ways(world: World, typed: str) -> None:
    await world.person("ann")
    tokens = await world.anonymous().sign_in(typed, PASSWORD, device="phone")
    assert tokens.me.handle == "ann"


async def test_wrong_password_and_unknown_handle_sound_the_same(world: World) -> None:
    await world.person("ann")
    wrong = await _refused(world.anonymous().sign_in("ann", "wrong password"))
    unknown = await _refused(world.anonymous().sign_in("nobody", "wrong password"))
    nonsense = await _refused(world.anonymous().sign_in("no such handle\n", "wrong password"))
    assert wrong.problem == unknown.problem == nonsense.problem
    assert (wrong.status, wrong.type) == (401, "/problems/sign-in")


async def test_every_failed_sign_in_costs_one_verification(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await world.person("ann")
    verified = []
    verify = passwords._verify

    def counted(stored: str | None, password: str) -> bool:
        verified.append(stored is not None)
        return verify(stored, password)

    monkeypatch.setattr(passwords, "_verify", counted)
    for handle in ("ann", "nobody", "x" * 500, "", "\0"):
        await _refused(world.anonymous().sign_in(handle, "wrong password"))
    assert verified == [True, False, False, False, False]


async def test_a_suspended_person_is_told_so_only_with_the_right_password(world: World) -> None:
    ann = await world.person("ann")
    async with database.transaction():
        await service.suspend(ann.user_id)
    assert (await _refused(world.anonymous().sign_in("ann", "wrong password"))).type == "/problems/sign-in"
    assert (await _refused(world.anonymous().sign_in("ann", PASSWORD))).type == "/problems/suspended"
    async with database.transaction():
        await service.restore(ann.user_id)
    assert (await world.anonymous().sign_in("ann", PASSWORD)).me.handle == "ann"


async def test_suspension_ends_every_session_at_once(world: World) -> None:
    ann = await world.person("ann")
    assert ann.tokens is not None
    refresh_token = ann.tokens.refresh_token
    assert await _alive(world, ann)
    async with database.transaction():
        await service.suspend(ann.user_id)
    assert not await _alive(world, ann)
    assert await _refresh(world, refresh_token) == 401


async def test_a_password_that_changed_during_the_sign_in_does_not_open_a_session(world: World) -> None:
    from shared.accounts import SignIn

    ann = await world.person("ann")
    proven = await sessions.prove(SignIn(handle="ann", password=PASSWORD))
    await ann.change_password(PASSWORD, "quite another harbour 8")
    refusal = await _start(proven)
    assert refusal == "sign-in"


async def _start(proven: sessions.Proven) -> str:
    from server.kit.problems import Unauthenticated

    with pytest.raises(Unauthenticated) as refusal:
        async with database.transaction():
            await sessions.start(proven, "", "")
    return refusal.value.name


async def test_an_outdated_hash_is_renewed_at_sign_in(world: World) -> None:
    from argon2 import PasswordHasher

    await world.person("ann")
    old = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    await database.execute("UPDATE users SET password_hash = $1", old)
    await world.anonymous().sign_in("ann", PASSWORD)
    renewed = await database.fetchval("SELECT password_hash FROM users")
    assert not passwords.outdated(renewed)
    await world.anonymous().sign_in("ann", PASSWORD)


async def test_a_refresh_gives_a_new_pair(world: World) -> None:
    ann = await world.person("ann")
    first = ann.tokens
    assert first is not None
    second = await ann.refresh()
    assert second.refresh_token != first.refresh_token
    assert second.me.handle == "ann"
    assert await _alive(world, ann)
    assert len((await ann.sessions()).items) == 1


async def test_refresh_tokens_are_not_in_the_database(world: World) -> None:
    ann = await world.person("ann")
    assert ann.tokens is not None
    token = refresh_tokens.parse(ann.tokens.refresh_token)
    assert token is not None
    row = await database.fetchrow("SELECT family_hash, secret_hash FROM sessions")
    assert row is not None
    assert (row["family_hash"], row["secret_hash"]) == (token.family_hash, token.secret_hash)
    assert token.secret not in (row["family_hash"], row["secret_hash"])


async def test_an_old_refresh_token_ends_the_session(world: World, caplog: pytest.LogCaptureFixture) -> None:
    ann = await world.person("ann")
    assert ann.tokens is not None
    stolen = ann.tokens.refresh_token
    newest = (await ann.refresh()).refresh_token
    await _let_grace_pass()
    assert await _refresh(world, stolen) == 401
    assert "used refresh token" in caplog.text
    assert not await _alive(world, ann)
    assert await _refresh(world, newest) == 401
    ended = await database.fetch("SELECT payload FROM outbox WHERE topic = 'SessionEnded'")
    assert [row["payload"]["user_id"] for row in ended] == [ann.user_id]


async def test_an_old_refresh_token_ends_only_its_own_session(world: World) -> None:
    ann = await world.person("ann")
    assert ann.tokens is not None
    stolen = ann.tokens.refresh_token
    phone = world.anonymous()
    await phone.sign_in("ann", PASSWORD, device="phone")
    await ann.refresh()
    await _let_grace_pass()
    await _refresh(world, stolen)
    assert await _alive(world, phone)
    assert [session.device for session in (await phone.sessions()).items] == ["phone"]


async def _let_grace_pass() -> None:
    await database.execute("UPDATE sessions SET rotated_at = rotated_at - interval '16 seconds'")


async def test_two_tabs_that_refresh_at_once_get_the_same_pair(world: World) -> None:
    ann = await world.person("ann")
    assert ann.tokens is not None
    tabs = [Api(BASE, tokens=ann.tokens, transport=world.transport) for _ in range(4)]
    pairs = await asyncio.gather(*(tab.refresh() for tab in tabs))
    assert len({pair.refresh_token for pair in pairs}) == 1
    assert await database.fetchval("SELECT generation FROM sessions") == 1
    await tabs[0].refresh()
    assert await _alive(world, tabs[0])


async def test_a_token_older_than_the_one_before_has_no_grace(world: World) -> None:
    ann = await world.person("ann")
    assert ann.tokens is not None
    stolen = ann.tokens.refresh_token
    await ann.refresh()
    await ann.refresh()
    assert await _refresh(world, stolen) == 401
    assert not await _alive(world, ann)


@pytest.mark.parametrize("token", ["", "x", "a" * 75, "é" * 75, "\0", "A" * 76, "_" * 75, "A" * 5000])
async def test_what_is_no_refresh_token_is_refused(world: World, token: str) -> None:
    await world.person("ann")
    assert await _refresh(world, token) == 401


async def test_knowing_the_session_id_is_not_enough_to_end_it(world: World) -> None:
    ann = await world.person("ann")
    session_id = int((await ann.sessions()).items[0].id)
    assert await _refresh(world, refresh_tokens.first(session_id).text) == 401
    assert await _alive(world, ann)


async def test_a_session_unused_for_too_long_is_over(world: World) -> None:
    ann = await world.person("ann")
    assert ann.tokens is not None
    await database.execute("UPDATE sessions SET last_used_at = now() - interval '61 days'")
    assert await _refresh(world, ann.tokens.refresh_token) == 401


async def test_signing_out_ends_this_session_only(world: World) -> None:
    ann = await world.person("ann")
    phone = world.anonymous()
    await phone.sign_in("ann", PASSWORD, device="phone")
    signed_out = _copy(world, ann)
    await ann.sign_out()
    assert not await _alive(world, signed_out)
    assert signed_out.tokens is not None
    assert await _refresh(world, signed_out.tokens.refresh_token) == 401
    assert await _alive(world, phone)


async def test_sessions_are_listed_and_ended_from_another_device(world: World) -> None:
    ann = await world.person("ann")
    phone = world.anonymous()
    await phone.sign_in("ann", PASSWORD, device="phone")
    listed = (await ann.sessions()).items
    assert [(s.device, s.current) for s in listed] == [("phone", False), ("tests", True)]
    assert all(session.address for session in listed)
    await ann.end_session(listed[0].id)
    await ann.end_session(listed[0].id)
    assert not await _alive(world, phone)
    assert [s.device for s in (await ann.sessions()).items] == ["tests"]


async def test_nobody_ends_or_finds_the_session_of_another(world: World) -> None:
    ann, bob = await world.person("ann"), await world.person("bob")
    of_bob = (await bob.sessions()).items[0].id
    foreign = await _refused(ann.end_session(of_bob))
    missing = await _refused(ann.end_session("12345"))
    assert foreign.problem == missing.problem
    assert foreign.status == 404
    assert await _alive(world, bob)


@pytest.mark.parametrize("session_id", ["x", "-1", "9" * 40, "１２"])
async def test_what_is_no_session_id_is_not_found(world: World, session_id: str) -> None:
    ann = await world.person("ann")
    assert (await _refused(ann.end_session(session_id))).status == 404


async def test_a_new_password_ends_all_other_sessions(world: World) -> None:
    ann = await world.person("ann")
    phone = world.anonymous()
    await phone.sign_in("ann", PASSWORD)
    await ann.change_password(PASSWORD, "quite another harbour 8")
    assert await _alive(world, ann)
    assert not await _alive(world, phone)
    assert (await _refused(world.anonymous().sign_in("ann", PASSWORD))).status == 401
    await world.anonymous().sign_in("ann", "quite another harbour 8")


async def test_a_new_password_needs_the_old_one_and_the_rules(world: World) -> None:
    ann = await world.person("ann")
    assert set((await _refused(ann.change_password("wrong", "quite another harbour 8"))).fields) == {"current"}
    assert set((await _refused(ann.change_password(PASSWORD, "password1234"))).fields) == {"new"}
    await world.anonymous().sign_in("ann", PASSWORD)


async def test_one_person_has_a_bounded_number_of_sessions(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "OPEN_AT_ONCE", 3)
    first = await world.person("ann")
    devices = [world.anonymous() for _ in range(3)]
    for device in devices:
        await device.sign_in("ann", PASSWORD)
    assert not await _alive(world, first)
    assert [await _alive(world, device) for device in devices] == [True] * 3


async def test_a_session_ended_by_another_process_is_refused_within_a_second(world: World) -> None:
    ann = await world.person("ann")
    assert await _alive(world, ann)
    await database.execute("UPDATE sessions SET ended_at = now()")
    for _ in range(40):
        if not await _alive(world, ann):
            return
        await asyncio.sleep(0.05)
    raise AssertionError("still taken after two seconds")


async def test_losing_a_role_ends_the_sessions_that_had_it(world: World) -> None:
    moderator = await world.person("mona", moderator=True)
    assert (await moderator.me()).role == "moderator"
    async with database.transaction():
        await service.grant_role("mona", "person")
    assert not await _alive(world, moderator)
    again = world.anonymous()
    await again.sign_in("mona", PASSWORD)
    assert (await again.me()).role == "person"


async def test_attempts_on_one_handle_are_counted_from_everywhere(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.person("ann")
    limited = msgspec.structs.replace(world.settings, rate_limits=True, trusted_proxies=1)
    monkeypatch.setattr(resources, "settings", lambda: limited)
    body = {"handle": "ann", "password": "wrong password"}
    statuses = [
        (
            await world.http("POST", "/api/v1/sessions", json=body, headers={"X-Forwarded-For": f"192.0.2.{i}"})
        ).status_code
        for i in range(12)
    ]
    assert statuses == [401] * 10 + [429] * 2


def _copy(world: World, person: Api) -> Api:
    copy = world.anonymous()
    assert person.tokens is not None
    copy.tokens = Tokens(
        access_token=person.tokens.access_token,
        refresh_token=person.tokens.refresh_token,
        expires_in=0,
        me=person.tokens.me,
    )
    return copy
