"""Transactions end whatever happens to their connections."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from server.kit import database, resources
from server.settings import Settings


@pytest.fixture
async def opened(clean_settings: Settings) -> AsyncIterator[Settings]:
    async with resources.opened(clean_settings):
        yield clean_settings


async def lose_connection(settings: Settings) -> None:
    """Ends the connection of the open transaction, as a crash of the server does."""
    number = await database.fetchval("SELECT pg_backend_pid()")
    other = await asyncpg.connect(settings.database_url)
    await other.fetchval("SELECT pg_terminate_backend($1, 5000)", number)
    await other.close()


async def test_lost_connections_do_not_dry_up_the_pool(opened: Settings) -> None:
    for _ in range(opened.database_pool + 1):
        with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError)):
            async with database.transaction():
                await lose_connection(opened)
                await database.execute("SELECT 1")
        assert not database.in_transaction()
    async with database.transaction():
        assert await database.fetchval("SELECT 1") == 1


async def test_a_commit_that_fails_leaves_no_transaction_behind(opened: Settings) -> None:
    for _ in range(opened.database_pool + 1):
        with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError)):
            async with database.transaction():
                await lose_connection(opened)
        assert not database.in_transaction()
    assert await database.fetchval("SELECT 1") == 1


async def test_what_follows_a_commit_runs_after_it_and_not_after_a_rollback(opened: Settings) -> None:
    seen: list[str] = []

    async def note() -> None:
        assert not database.in_transaction()
        seen.append("after")

    with pytest.raises(ZeroDivisionError):
        async with database.transaction():
            await database.after_commit(note)
            raise ZeroDivisionError
    assert seen == []
    async with database.transaction():
        await database.after_commit(note)
        seen.append("inside")
    assert seen == ["inside", "after"]
