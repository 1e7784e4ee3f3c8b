"""When the town posted."""

from datetime import UTC, datetime, timedelta

from server.kit import ids
from server.seed import people
from server.seed.timing import post_id, post_times

FOUNDED = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
TIMES = {one.handle: post_times(one, FOUNDED) for one in people.residents()}


def test_everything_lies_in_the_sixty_days_before() -> None:
    for moments in TIMES.values():
        assert moments == sorted(moments)
        assert all(FOUNDED - timedelta(days=60) <= moment < FOUNDED for moment in moments)


def test_the_last_days_are_full() -> None:
    moments = sorted(moment for some in TIMES.values() for moment in some)
    assert sum(moment > FOUNDED - timedelta(days=1) for moment in moments) >= 10
    assert moments[0] < FOUNDED - timedelta(days=55)
    assert moments[-1] < FOUNDED - timedelta(minutes=3)


def test_a_second_run_finds_the_same_times() -> None:
    assert {one.handle: post_times(one, FOUNDED) for one in people.residents()} == TIMES


def test_ids_sort_by_time_and_never_meet() -> None:
    moments = sorted(moment for some in TIMES.values() for moment in some)
    made = [post_id(moment, number) for number, moment in enumerate(moments)]
    assert made == sorted(set(made))
    for moment, identifier in zip(moments, made, strict=True):
        assert abs(ids.time_of(identifier) - moment) <= timedelta(milliseconds=1)
