"""The rate limiter is exact, tells how long to wait, and lets people through when Valkey is away."""

import asyncio

import pytest
from msgspec.structs import replace

from server.kit import limits, resources
from server.kit.limits import BUDGETS, Budget
from server.kit.problems import TooMany
from server.settings import Settings


@pytest.fixture
async def opened(clean_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    limits.forget_leases()
    monkeypatch.setitem(BUDGETS, "exact", Budget(5, 60))
    monkeypatch.setitem(BUDGETS, "leased", Budget(40, 60, lease=10))
    async with resources.opened(clean_settings):
        yield  # type: ignore[misc]


async def allowed(name: str, who: str, tries: int) -> int:
    async def one() -> bool:
        try:
            await limits.spend(name, who)
        except TooMany:
            return False
        return True

    return sum(await asyncio.gather(*(one() for _ in range(tries))))


async def test_no_more_than_the_burst_pass_at_once_even_in_parallel(opened: None) -> None:
    assert await allowed("exact", "u1", 50) == 5


async def test_two_people_have_a_budget_each(opened: None) -> None:
    assert await allowed("exact", "u1", 9) == 5
    assert await allowed("exact", "u2", 9) == 5


async def test_the_refusal_says_when_to_come_back(opened: None) -> None:
    await allowed("exact", "u1", 5)
    with pytest.raises(TooMany) as refused:
        await limits.spend("exact", "u1")
    assert 1 <= int(refused.value.headers["Retry-After"]) <= 12


async def test_a_leased_budget_still_ends(opened: None) -> None:
    passed = 0
    for _ in range(100):
        passed += await allowed("leased", "u1", 1)
    assert passed == 40


async def test_people_pass_when_valkey_is_away(clean_settings: Settings) -> None:
    limits.forget_leases()
    async with resources.opened(clean_settings):
        before = limits.unanswered
        resources.pipe()._port = 1
        await resources.pipe().aclose()
        assert await allowed("sign_up", "nobody", 50) == 50
        assert limits.unanswered == before + 50


async def test_every_budget_can_be_leased(opened: None) -> None:
    assert all(budget.lease <= budget.burst for budget in BUDGETS.values())
    assert replace(BUDGETS["read"]).burst > 0
