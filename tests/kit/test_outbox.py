"""Events reach every reaction at least once, in spite of poison, lost queues and crashes."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from valkey.exceptions import ConnectionError as ValkeyConnectionError

from server import worker
from server.kit import database, jobs, outbox, relay, resources
from server.kit.jobs import GiveUp, job
from server.kit.outbox import Event
from server.kit.relay import Reaction, Relay
from server.settings import Settings


class Rang(Event, frozen=True):
    number: int


class Knocked(Event, frozen=True):
    number: int


seen: list[tuple[str, int]] = []
failures: dict[int, int] = {}
away: set[int] = set()


async def count_rings(events: list[Rang]) -> None:
    for event in events:
        if event.number in away:
            raise ValkeyConnectionError("Valkey is away")
        if failures.get(event.number, 0) > 0:
            failures[event.number] -= 1
            raise RuntimeError(f"poison {event.number}")
    seen.extend(("count", event.number) for event in events)


async def note_at_once(events: list[Knocked]) -> None:
    seen.extend(("at once", event.number) for event in events)


@job(tier="fanout", tries=3, timeout=5)
async def answer_ring(event: Rang) -> None:
    if event.number in away:
        raise ValkeyConnectionError("Valkey is away")
    if failures.get(event.number, 0) > 0:
        failures[event.number] -= 1
        raise RuntimeError("not yet")
    if event.number == 13:
        raise GiveUp("nobody home")
    seen.append(("job", event.number))


TABLE: dict[type[Event], Reaction] = {
    Rang: Reaction(handlers=(count_rings,), jobs=(answer_ring,)),
    Knocked: Reaction(at_once=(note_at_once,)),
}


@pytest.fixture
async def opened(clean_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Relay]:
    seen.clear()
    failures.clear()
    away.clear()
    monkeypatch.setattr(worker, "REACTIONS", TABLE)
    monkeypatch.setattr(jobs, "backoff", lambda attempt: 0.01)
    monkeypatch.setattr(relay, "backoff", lambda attempt: 0.0)
    before = outbox.at_once
    relay.react_at_once(TABLE)
    async with resources.opened(clean_settings):
        yield Relay(TABLE)
    outbox.at_once = before


async def ring(*numbers: int) -> None:
    async with database.transaction():
        for number in numbers:
            await outbox.emit(Rang(number))


async def run_jobs() -> None:
    burst = worker.make_worker("fanout", burst=True)
    await burst.async_run()
    await burst.close()


async def rows() -> list[dict[str, Any]]:
    return [dict(row) for row in await database.fetch("SELECT topic, done, attempts, error FROM outbox ORDER BY id")]


async def test_an_event_of_a_rolled_back_transaction_never_happened(opened: Relay) -> None:
    with pytest.raises(ZeroDivisionError):
        async with database.transaction():
            await outbox.emit(Rang(1))
            raise ZeroDivisionError
    assert await opened.batch() == 0


async def test_a_row_stays_until_the_job_has_acknowledged(opened: Relay) -> None:
    await ring(1, 2)
    assert await opened.batch() == 2
    assert [row["done"] for row in await rows()] == [["count_rings"], ["count_rings"]]
    await run_jobs()
    assert await rows() == []
    assert sorted(seen) == [("count", 1), ("count", 2), ("job", 1), ("job", 2)]


async def test_a_poison_event_blocks_nobody_and_is_buried_in_the_end(opened: Relay) -> None:
    failures[7] = 10_000
    await ring(6, 7, 8)
    for _ in range(relay.HANDLER_TRIES + 2):
        await opened.batch()
        await database.execute("UPDATE outbox SET due_at = now()")
    assert {("count", 6), ("count", 8)} <= set(seen)
    assert ("count", 7) not in seen
    failures[7] = 0
    await run_jobs()
    assert await rows() == []
    dead = await database.fetch("SELECT topic, reaction, payload FROM dead_letters")
    assert [(row["topic"], row["reaction"], row["payload"]) for row in dead] == [("Rang", "count_rings", {"number": 7})]


async def test_an_engine_away_is_no_fault_of_the_event(opened: Relay) -> None:
    away.add(1)
    await ring(1)
    for _ in range(relay.HANDLER_TRIES + 2):
        await opened.batch()
        await database.execute("UPDATE outbox SET due_at = now()")
        await run_jobs()
    assert [(row["attempts"], row["done"]) for row in await rows()] == [(0, [])]
    assert await jobs.dead_letter_count() == 0
    away.clear()
    await opened.batch()
    await run_jobs()
    assert sorted(seen) == [("count", 1), ("job", 1)]


async def test_work_that_the_queue_lost_is_sent_again(opened: Relay) -> None:
    await ring(1)
    await opened.batch()
    await resources.data().flushall()
    await run_jobs()
    assert ("job", 1) not in seen
    await database.execute("UPDATE outbox SET due_at = now()")
    await opened.batch()
    await run_jobs()
    assert seen.count(("job", 1)) == 1
    assert await rows() == []


async def test_work_still_in_the_queue_is_not_doubled(opened: Relay) -> None:
    await ring(1)
    for _ in range(3):
        await opened.batch()
        await database.execute("UPDATE outbox SET due_at = now()")
    await run_jobs()
    assert seen.count(("job", 1)) == 1


async def test_a_failing_job_is_tried_again_and_then_buried(opened: Relay) -> None:
    failures[4] = 1
    failures[5] = 0
    await ring(4)
    async with database.transaction():
        await database.execute("UPDATE outbox SET done = ARRAY['count_rings']")
    await opened.batch()
    await run_jobs()
    assert seen == [("job", 4)]
    failures[9] = 100
    await ring(9)
    await database.execute("UPDATE outbox SET done = ARRAY['count_rings']")
    await opened.batch()
    await run_jobs()
    assert await database.fetchval("SELECT reaction FROM dead_letters") == "answer_ring"
    assert await rows() == []


async def test_a_job_that_gives_up_is_not_tried_again(opened: Relay) -> None:
    await ring(13)
    await opened.batch()
    await run_jobs()
    assert await database.fetchval("SELECT attempts FROM dead_letters") == 1


async def test_two_relays_share_the_work_without_doubling_it(opened: Relay) -> None:
    await ring(*range(100, 160))
    await asyncio.gather(opened.batch(), Relay(TABLE).batch())
    assert sorted(number for name, number in seen if name == "count") == list(range(100, 160))


async def test_what_reacts_at_once_runs_after_the_commit_and_again_by_the_relay(opened: Relay) -> None:
    async with database.transaction():
        await outbox.emit(Knocked(1))
        assert seen == []
    assert seen == [("at once", 1)]
    await opened.batch()
    assert seen == [("at once", 1)] * 2
    assert await rows() == []


async def test_the_relay_wakes_by_notification(opened: Relay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "POLL_SECONDS", 30.0)
    running = asyncio.create_task(opened.run())
    await asyncio.sleep(0.3)
    await ring(1)
    for _ in range(3000):
        if seen:
            break
        await asyncio.sleep(0.01)
    running.cancel()
    assert seen == [("count", 1)]
