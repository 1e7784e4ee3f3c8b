"""Snowflakes are unique, ordered and true to the clock, whatever the clock does."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.kit import ids
from server.kit.ids import Snowflakes

clocks = st.lists(st.integers(min_value=-50, max_value=50), min_size=1, max_size=300)


@given(clocks, st.integers(0, ids.WORKERS - 1))
def test_ids_always_increase_even_when_the_clock_goes_backwards(steps: list[int], worker: int) -> None:
    now = ids.EPOCH_MS + 1_000_000
    readings = []
    for step in steps:
        now += step
        readings.append(now)
    clock = iter(readings)
    make = Snowflakes(worker, lambda: next(clock))
    made = [make() for _ in readings]
    assert made == sorted(set(made))
    assert all((i >> ids.SEQUENCE_BITS) % ids.WORKERS == worker for i in made)


def test_a_stopped_clock_borrows_from_the_future_instead_of_repeating() -> None:
    make = Snowflakes(3, lambda: ids.EPOCH_MS + 7)
    made = [make() for _ in range(3 * 4096)]
    assert len(set(made)) == len(made)
    assert made == sorted(made)
    assert (made[-1] >> ids.TIME_SHIFT) - (made[0] >> ids.TIME_SHIFT) == 2


@given(st.sets(st.integers(0, ids.WORKERS - 1), min_size=2, max_size=5))
def test_two_workers_never_make_the_same_id(workers: set[int]) -> None:
    makers = [Snowflakes(worker, lambda: ids.EPOCH_MS + 99) for worker in workers]
    made = [make() for make in makers for _ in range(50)]
    assert len(set(made)) == len(made)


@given(st.integers(0, 64 * 366 * 86_400_000))
def test_an_id_tells_its_moment_to_the_millisecond(ms: int) -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)
    assert abs(ids.time_of(ids.at(moment)) - moment) <= timedelta(milliseconds=1)


def test_a_worker_number_must_fit() -> None:
    with pytest.raises(ValueError, match="1024"):
        Snowflakes(1024)


@given(st.integers(0, 2**63 - 1))
def test_an_id_is_read_back_from_its_text(number: int) -> None:
    assert ids.parse(str(number)) == number


@pytest.mark.parametrize("text", ["", "-1", "+1", " 1", "1.0", "1_0", "٣", "²", "a", "\0", str(2**63), "9" * 5000])
def test_what_is_no_id_is_none(text: str) -> None:
    assert ids.parse(text) is None
