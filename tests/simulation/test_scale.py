"""The formulas of scale say what counting a graph says."""

from collections import OrderedDict

import numpy as np
import pytest

from server.simulation.scale import tables
from server.simulation.scale.cost import DAY, Prices, best_threshold, break_even, cost, load, missing
from server.simulation.scale.fleet import fleet, lag
from server.simulation.scale.law import Habits, Law

N = 4000
HABITS = Habits(follows=20, monthly=0.5)


@pytest.fixture(scope="module")
def graph():
    """Followers of each of `N` accounts, their numbers by the law."""
    law = Law(N, HABITS)
    rng = np.random.default_rng(1)
    degrees = np.round(law.quantile((np.arange(N) + 0.5) / N)).astype(int)
    return law, [rng.choice(N, degree, replace=False) for degree in degrees]


@pytest.mark.parametrize("threshold", [15.5, 40.5, 150.5, float("inf")])
def test_pushes_and_pulls_are_those_of_a_graph(graph, threshold):
    law, followers = graph
    active = np.zeros(N, bool)
    active[: N // 2] = True
    active = np.random.default_rng(2).permutation(active)
    inserts = celebrities = 0.0
    followed = np.zeros(N)
    for who in followers:
        if len(who) < threshold:
            inserts += law.rate(float(len(who))) * active[who].sum()
        else:
            celebrities += 1
            followed[who] += 1
    said = load(law, threshold)
    assert said.writes * DAY == pytest.approx(inserts, rel=0.04)
    assert said.celebrities == pytest.approx(celebrities, rel=0.06, abs=2)
    assert said.followed == pytest.approx(followed.mean(), rel=0.06, abs=0.05)


@pytest.mark.parametrize("held", [50, 200, 800])
def test_a_process_misses_as_many_celebrities_as_when_those_asked_for_last_are_kept(graph, held):
    law, followers = graph
    of = load(law, 15.5)
    by_reader = [[] for _ in range(N)]
    for celebrity, who in enumerate(followers):
        if len(who) >= of.threshold:
            for reader in who:
                by_reader[reader].append(celebrity)
    kept, asked, missed = OrderedDict(), 0, 0
    for page, reader in enumerate(np.random.default_rng(3).integers(0, N, 6000)):
        for celebrity in by_reader[reader]:
            if page > 1000:
                asked += 1
                missed += celebrity not in kept
            kept[celebrity] = True
            kept.move_to_end(celebrity)
            if len(kept) > held:
                kept.popitem(last=False)
    assert missing(law, of, held) == pytest.approx(missed / asked, rel=0.05)
    assert missing(law, of, of.celebrities) == 0


def test_the_law_has_the_mean_and_the_tail_that_it_promises():
    law = Law(10**7, Habits())
    assert law.moment(0) == pytest.approx(1)
    assert law.moment(1) == pytest.approx(190, rel=1e-6)
    posts = law.moment(Habits().eagerness) * law.base_rate
    assert posts == pytest.approx(Habits().posts)
    middle = law.quantile(np.array([0.5]))[0]
    assert law.moment(0, most=float(middle)) == pytest.approx(0.5)
    tail = law.moment(0, least=1e4) / law.moment(0, least=1e3)
    assert tail == pytest.approx(10**-1.276, rel=0.02)


def test_the_cheapest_threshold_is_where_an_author_posts_at_break_even():
    habits, prices = Habits(), Prices()
    law = Law(10**9, habits)
    threshold, cores = best_threshold(law, prices, built=False)
    assert law.rate(threshold) == pytest.approx(break_even(habits, prices), rel=0.03)
    assert all(cores <= cost(law, load(law, other), prices, False).total() for other in (1e4, 1e5, 1e8, float("inf")))


def test_the_lag_is_that_of_the_slower_of_sending_and_taking():
    prices = Prices()
    assert lag(10_000, prices, shards=1, monthly=1) == pytest.approx(10_000 * 7.1e-6 / 0.5)
    assert lag(1e6, prices, shards=1000, monthly=0.5) == pytest.approx(0.5e6 * 1.8e-6)


def test_memory_grows_with_accounts_and_shards_hold_it():
    prices, habits = Prices(), Habits()
    needs = fleet(law := Law(10**9, habits), load(law, 1e4), prices)
    assert needs.timelines_bytes == pytest.approx(10**9 * 0.67 * 80_000)
    assert needs.shards * 48e9 >= needs.timelines_bytes


def test_every_size_has_a_row_in_every_table():
    for rows in tables.all_tables().values():
        assert [row["accounts"] for row in rows] == [tables.short(size) for size in tables.SIZES]
        assert len({tuple(row) for row in rows}) == 1
