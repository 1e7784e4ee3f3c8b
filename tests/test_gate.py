"""Whose budget a request is charged to, and what becomes of an answer that cannot be committed."""

import asyncpg
import msgspec
import pytest

from server.kit import database
from server.kit.limits import BUDGETS, Budget
from server.settings import Settings
from tests.world import World, opened_world


async def test_a_failed_commit_is_told_as_a_problem_and_nothing_is_kept(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, bea = await world.person("ann"), await world.person("bea")
    commit = database.Unit.commit

    async def lost(unit: database.Unit) -> None:
        await database.fetchval("SELECT pg_terminate_backend(pg_backend_pid())")

    async def commit_lost(unit: database.Unit) -> None:
        with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError)):
            await lost(unit)
        await commit(unit)

    monkeypatch.setattr(database.Unit, "commit", commit_lost)
    answer = await world.http("PUT", f"/api/v1/people/{bea.handle}/follow", ann)
    monkeypatch.undo()
    assert answer.status_code == 503
    assert answer.json()["type"] == "/problems/unavailable"
    assert answer.headers["Retry-After"]
    assert (await ann.profile("bea")).relationship.tie == "none"
    assert (await ann.follow("bea")).tie == "following"


async def statuses(world: World, *headers: dict[str, str]) -> list[int]:
    return [(await world.http("GET", "/api/v1/limits", headers=each)).status_code for each in headers]


async def test_visitors_of_our_web_process_have_a_budget_each_and_nobody_else_can_claim_one(
    clean_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(BUDGETS, "anonymous", Budget(2, 60))
    async with opened_world(clean_settings) as world:
        msgspec.structs.force_setattr(world.settings, "rate_limits", True)
        proof = {"Vitrine-Web": world.settings.web_proof}
        ann, bea = proof | {"Vitrine-Visitor": "192.0.2.1"}, proof | {"Vitrine-Visitor": "192.0.2.2"}
        assert await statuses(world, ann, ann, ann, bea) == [200, 200, 429, 200]
        forged = [{"Vitrine-Web": "guessed", "Vitrine-Visitor": f"192.0.2.{n}"} for n in range(10, 14)]
        assert await statuses(world, *forged) == [200, 200, 429, 429]


async def test_tokens_not_seen_before_do_not_use_up_what_their_address_has_for_strangers(
    clean_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened_world(clean_settings) as world:
        people = [await world.person(f"person{n}") for n in range(4)]
        monkeypatch.setitem(BUDGETS, "anonymous", Budget(2, 60))
        msgspec.structs.force_setattr(world.settings, "rate_limits", True)
        assert [(await world.http("GET", "/api/v1/me", one)).status_code for one in people] == [200] * 4
