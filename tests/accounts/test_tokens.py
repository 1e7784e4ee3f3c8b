"""Access tokens: what is believed, what is remembered, what it costs."""

import time

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.accounts import refresh_tokens, tokens
from server.kit import database
from server.kit.problems import Unauthenticated
from server.kit.viewer import Viewer
from tests.world import Person, World


def _claims(ann: Person) -> dict[str, object]:
    assert ann.tokens is not None
    claims: dict[str, object] = jwt.decode(ann.tokens.access_token, options={"verify_signature": False})
    return claims


async def test_a_token_names_person_session_handle_and_role(world: World) -> None:
    ann = await world.person("ann")
    claims = _claims(ann)
    session = (await ann.sessions()).items[0]
    assert (claims["sub"], claims["sid"], claims["handle"], claims["role"]) == (
        str(ann.user_id),
        session.id,
        "ann",
        "person",
    )
    assert int(str(claims["exp"])) - int(str(claims["iat"])) == 600


async def test_a_token_is_verified_once_and_then_remembered(world: World) -> None:
    ann = await world.person("ann")
    assert ann.tokens is not None
    token = ann.tokens.access_token
    assert tokens.cached(token) is None
    viewer = await tokens.authenticate(token)
    assert tokens.cached(token) is viewer
    assert (viewer.user_id, viewer.handle, viewer.role) == (ann.user_id, "ann", "person")


async def test_remembering_costs_about_a_microsecond(world: World) -> None:
    ann = await world.person("ann")
    assert ann.tokens is not None
    await tokens.authenticate(ann.tokens.access_token)
    began = time.process_time()
    for _ in range(10_000):
        tokens.cached(ann.tokens.access_token)
    assert (time.process_time() - began) / 10_000 < 20e-6


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "é", "\0"])
async def test_what_is_no_token_is_refused(world: World, token: str) -> None:
    with pytest.raises(Unauthenticated):
        await tokens.authenticate(token)


async def test_tokens_of_other_makers_are_refused(world: World) -> None:
    ann = await world.person("ann")
    claims = _claims(ann)
    forged = [
        jwt.encode(claims, "another secret of at least 32 bytes", "HS256"),
        jwt.encode(claims, world.settings.secret, "HS256"),
        jwt.encode(claims, tokens._key(), "HS384"),
        jwt.encode(claims, None, "none"),
        jwt.encode({**claims, "exp": int(time.time()) - 1}, tokens._key(), "HS256"),
        jwt.encode({k: v for k, v in claims.items() if k != "exp"}, tokens._key(), "HS256"),
        jwt.encode({**claims, "sid": "1"}, tokens._key(), "HS256"),
        jwt.encode({**claims, "sid": "x"}, tokens._key(), "HS256"),
        jwt.encode({**claims, "sub": "1"}, tokens._key(), "HS256"),
    ]
    for token in forged:
        with pytest.raises(Unauthenticated):
            await tokens.authenticate(token)
        answer = await world.http("GET", "/api/v1/me", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 401


async def test_a_remembered_token_ends_on_time(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ann = await world.person("ann")
    assert ann.tokens is not None
    token = ann.tokens.access_token
    await tokens.authenticate(token)
    later = time.time() + 601
    monkeypatch.setattr(tokens.time, "time", lambda: later)
    assert tokens.cached(token) is None


async def test_only_so_many_tokens_are_remembered(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "REMEMBERED", 3)
    people = [await world.person(f"p{i}") for i in range(5)]
    for person in people:
        assert person.tokens is not None
        await tokens.authenticate(person.tokens.access_token)
    assert len(tokens._verified) == 3
    assert people[-1].tokens is not None
    assert tokens.cached(people[-1].tokens.access_token) is not None


async def test_using_an_old_session_notes_the_hour(world: World) -> None:
    ann = await world.person("ann")
    assert ann.tokens is not None
    await database.execute("UPDATE sessions SET last_used_at = now() - interval '2 hours'")
    await database.execute("UPDATE users SET last_seen_at = now() - interval '2 hours'")
    await tokens.authenticate(ann.tokens.access_token)
    assert await database.fetchval("SELECT now() - last_used_at < interval '1 minute' FROM sessions")
    assert await database.fetchval("SELECT now() - last_seen_at < interval '1 minute' FROM users")


async def test_issued_tokens_come_back_as_they_were(world: World) -> None:
    ann = await world.person("ann")
    session_id = int((await ann.sessions()).items[0].id)
    token, seconds = tokens.issue(Viewer(ann.user_id, "ann", "person", session_id))
    assert seconds == 600
    assert await tokens.authenticate(token) == Viewer(ann.user_id, "ann", "person", session_id)


@given(st.integers(0, 2**63 - 1))
def test_refresh_tokens_survive_being_written_and_read(session_id: int) -> None:
    token = refresh_tokens.first(session_id)
    read = refresh_tokens.parse(token.text)
    assert read == token
    successor = token.next("a secret")
    assert successor.of_family(token.family_hash)
    assert not successor.is_newest(token.secret_hash)


@given(st.text(max_size=100))
def test_any_text_is_a_refresh_token_or_none(text: str) -> None:
    parsed = refresh_tokens.parse(text)
    assert parsed is None or 0 <= parsed.session_id < 2**63
