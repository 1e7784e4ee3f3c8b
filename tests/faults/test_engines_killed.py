"""kill -9 of Valkey, its data gone, and of PostgreSQL, under a stream of posts."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from server.engines.process import Process
from tests.faults.crowd import Crowd
from tests.installation import Installation, eventually

POSTS = 200


@pytest.fixture
async def crowd(installation: Installation) -> AsyncIterator[Crowd]:
    crowd = Crowd(installation)
    await crowd.gather()
    yield crowd
    await crowd.leave()


async def test_valkey_killed_with_its_data_loses_and_doubles_nothing(installation: Installation, crowd: Crowd) -> None:
    assert installation.engines.valkey is not None
    await posting_while_killed(crowd, installation.engines.valkey)


async def test_postgres_killed_loses_and_doubles_nothing(installation: Installation, crowd: Crowd) -> None:
    assert installation.engines.postgres is not None
    await posting_while_killed(crowd, installation.engines.postgres)
    assert crowd.refused, "PostgreSQL was away, and nobody noticed"


async def posting_while_killed(crowd: Crowd, engine: Process) -> None:
    """Kills the engine twice in the middle of 200 posts, and checks all feeds afterwards."""
    with crowd.reading():
        posting = asyncio.create_task(crowd.post(POSTS))
        for reached in (POSTS // 4, POSTS // 2):
            await eventually(lambda n=reached: _reached(crowd, posting, n), f"{reached} posts")  # type: ignore[misc]
            await asyncio.to_thread(engine.kill)
            refused, acknowledged = crowd.refused.total(), len(crowd.acknowledged)
            await eventually(
                lambda r=refused, a=acknowledged: _felt(crowd, posting, r, a),
                "its absence is felt",  # type: ignore[misc]
            )
            await asyncio.to_thread(engine.start)
        await posting
    assert crowd.pages
    await crowd.check(POSTS)


async def _reached(crowd: Crowd, posting: asyncio.Task[None], count: int) -> bool:
    return len(crowd.acknowledged) >= count or posting.done()


async def _felt(crowd: Crowd, posting: asyncio.Task[None], refused: int, acknowledged: int) -> bool:
    """Somebody was refused, or went on posting without it."""
    return crowd.refused.total() >= refused + 3 or len(crowd.acknowledged) >= acknowledged + 20 or posting.done()
