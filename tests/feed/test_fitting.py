"""Models learn what is there to learn, are written down exactly, and are judged by what came of an order."""

import numpy as np
import pytest

from server.feed.ranking import heads, trained
from server.feed.ranking.features import AT, WIDTH
from server.feed.training import choosing, exporting, fitting, judging, queries, service
from server.feed.training.dataset import Dataset
from tests.feed.lessons import LONG, chances_of, learned, likes_hashtags, random, rows_of, short_lessons

__all__ = ["learned", "short_lessons"]


@pytest.mark.parametrize("kind", ["network", "trees"])
def test_the_graph_answers_as_the_library_does(kind: trained.Kind, learned: Dataset) -> None:
    found = choosing.fitted(kind, learned, learned, version=5, trained_on="log")
    given = rows_of(300) + random.normal(0, 2, (300, WIDTH)).astype(np.float32)
    answer = found.model().chances(given)
    if kind == "network":
        network = fitting.perceptron(learned)
        expected = network.library.predict_proba(exporting.standardised(given, network.mean, network.scale))
        assert np.abs(answer - expected).max() < 1e-4
    else:
        later = np.arange(len(learned)) >= len(learned) * (1 - fitting.LAST)
        for head in range(len(heads.HEADS)):
            library = fitting.boosted(learned.part(~later), learned.part(later), head)
            assert np.abs(answer[:, head] - library.predict_proba(given)[:, 1]).max() < 1e-4
    judged = judging.judge(found.model().chances, learned, np.ones(len(learned), np.float32))
    assert judged.auc["like"] > 0.75
    assert 0.85 < judged.calibration["like"] < 1.15
    assert likes_hashtags(found.model())


def test_a_head_of_which_nothing_has_happened_yet_is_foretold_as_rare(learned: Dataset) -> None:
    y = learned.y.copy()
    y[:, heads.HEADS.index("hide")] = 0
    never = Dataset(learned.x, y, learned.snapshot, learned.viewer, learned.shown_at)
    for kind in fitting.FITS:
        model = choosing.fitted(kind, never, never, version=5, trained_on="log").model()
        assert model.chances(rows_of(50))[:, heads.HEADS.index("hide")].max() < 0.02


def test_the_order_is_judged_by_what_came_of_the_first_ten() -> None:
    reading = np.array([1] * 3 + [2] * 2 + [3] * 2)
    gain = np.array([3, 0, 1, 0, 1, 0, 0], np.float32)
    perfect = -np.array([0, 2, 1, 1, 0, 0, 1], np.float32)
    assert judging.ndcg(perfect, gain, reading).tolist() == [1, 1]
    first = (1 / np.log2(3) + 3 / np.log2(4)) / (3 + 1 / np.log2(3))
    assert judging.ndcg(-perfect, gain, reading) == pytest.approx([first, 1 / np.log2(3)])


def test_what_came_of_posts_further_down_counts_for_more(learned: Dataset) -> None:
    """By as much as less is looked at there; not by what else those posts are like."""
    place = np.expm1(learned.x[:, AT["position"]])
    looked = 1 / np.sqrt(1 + place)
    y = (random.random(learned.y.shape) < chances_of(learned.x) * looked[:, None]).astype(np.float32)
    shown = Dataset(learned.x, y, learned.snapshot, learned.viewer, learned.shown_at)
    model = choosing.fitted("network", shown, shown, version=5, trained_on="log").model()
    lift = judging.lift(model.value, shown)
    assert lift[place == 0] == pytest.approx(1)
    assert lift[place == 1].mean() == pytest.approx(2**0.5, rel=0.35)
    assert 2.2 < lift[place == LONG - 1].mean() <= judging.LIFT_MOST
    assert (np.diff(lift[:LONG]) >= 0).all()


def test_a_successor_must_be_better_by_more_than_chance_and_not_much_worse_calibrated() -> None:
    readings = random.uniform(0, 1, 400)
    present = service.Standard("present", readings, 1.1)
    assert service.beats(service.Standard("a little better, everywhere", readings + 0.01, 1.2), present)
    assert not service.beats(present, present)
    assert not service.beats(service.Standard("another", readings + random.normal(0.001, 0.2, 400), 1.0), present)
    assert not service.beats(service.Standard("boasting", readings + 0.1, 2.0), present)
    assert service.beats(service.Standard("less than before", readings + 0.1, 2.0), service.Standard("", readings, 0.4))
    assert queries.HAPPENED.keys() == set(heads.HEADS)
