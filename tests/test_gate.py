"""What becomes of an answer when its transaction cannot be committed."""

import asyncpg
import pytest

from server.kit import database
from tests.world import World


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
