"""The town is the same for the same seed, and in it a learned order is worth more than time alone."""

import msgspec
import numpy as np
import pytest

from server.feed.ranking import features, trained
from server.simulation import measures, policies, study
from server.simulation.life import Log, World
from server.simulation.town import Plan, build

WARM, DAYS = 5, 4


@pytest.fixture(scope="module")
def town():
    return build(Plan(seed=11, people=60, days=WARM + DAYS))


@pytest.fixture(scope="module")
def warmed(town):
    world, log = World(town), Log()
    world.live(policies.Ranked(noise=study.NOISE), 0, WARM, log)
    return world, log.dataset()


def test_the_same_seed_makes_the_same_days():
    def lived():
        world, log = World(build(Plan(seed=2, people=20, days=1))), Log()
        days = world.live(policies.Ranked(noise=study.NOISE), 0, 1, log)
        return days.outcomes, log.dataset()

    (outcomes, data), (again, data_again) = lived(), lived()
    assert (outcomes == again).all()
    assert (data.x == data_again.x).all() and (data.snapshot == data_again.snapshot).all()
    other = build(Plan(seed=3, people=20, days=1))
    assert len(other.posts) != len(build(Plan(seed=2, people=20, days=1)).posts)


def test_a_learned_order_is_worth_more_than_time_and_shows_friends_sooner(town, warmed):
    world, data = warmed
    model = study.learn(data, "network")
    learned, newest = (
        measures.of(town, world.fork().live(policy, WARM, WARM + DAYS))
        for policy in (policies.Ranked(model.value), policies.Newest())
    )
    assert learned["worth"] > 1.1 * newest["worth"]
    assert learned["close, mean h"] < newest["close, mean h"] - 3
    assert learned["NDCG@10"] > newest["NDCG@10"] + 0.03


def test_the_log_is_of_what_was_shown_in_the_order_of_time(warmed):
    _, data = warmed
    assert (np.diff(data.shown_at) >= 0).all()
    assert len(data) == len(data.y) == len(data.snapshot)
    starts = np.flatnonzero(np.diff(data.snapshot, prepend=-1))
    assert (data.x[starts, features.AT["position"]] == 0).all()
    assert set(np.unique(data.y)) == {0.0, 1.0}


def test_nothing_beats_the_oracle_by_true_worth(town, warmed):
    world, _ = warmed
    days = world.fork().live(policies.Oracle(), WARM, WARM + 1)
    assert np.nanmin(days.ndcg) == pytest.approx(1)


def test_no_order_shows_a_post_before_the_next_visit(town, warmed):
    world, _ = warmed
    days = world.fork().live(policies.Ranked(), WARM, WARM + DAYS)
    floor = measures.soonest(town, days)
    assert measures.of(town, days)["close, mean h"] >= floor["close, mean h"] - 1e-9


def test_the_starter_is_small_and_says_what_it_is():
    model = trained.starter()
    assert model.description.trained_on == "simulation"
    assert (trained.STARTER / "model.onnx").stat().st_size < 300_000


def test_the_starter_prefers_friends_and_news_when_nothing_else_is_known():
    rows = np.zeros(3, features.POST)
    now = 1.8e9
    hours = np.array([2, 2, 100])
    rows["id"] = (((now - hours * 3600) * 1000).astype(np.int64) - features.ids.EPOCH_MS) << features.ids.TIME_SHIFT
    rows["author"] = (1, 2, 1)
    ties = np.zeros(2, features.TIE)
    ties["author"] = (1, 2)
    ties["followed_days"] = 30
    ties["close_friend"] = (1, 0)
    ties["follows_back"] = (1, 0)
    profile = msgspec.structs.replace(features.unknown(), ties=ties, dwell_share=0.3, like_share=0.08, follows=2)
    candidates = features.Candidates(*(np.zeros(3, kind) for kind in (np.uint8, np.float32, np.float32)))
    x = features.assemble(profile, rows, candidates, features.Context(now=now))
    friend, other, old = trained.starter().value(x)
    assert friend > other
    assert friend > old


def test_margins_are_students():
    mean, half = measures.interval([1.0, 2.0, 3.0])
    assert mean == 2
    assert half == pytest.approx(4.303 / np.sqrt(3), rel=1e-3)
