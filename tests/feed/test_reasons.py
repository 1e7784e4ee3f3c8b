"""What is said of a post follows what its ranker made of it."""

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.feed.ranking import features, formula, heads, shares
from server.feed.ranking.features import AT, Floats
from server.feed.ranking.reasons import reasons
from server.feed.ranking.trained import Description, Model
from server.feed.training import exporting

HOUR = 3600.0
numbers = st.lists(st.floats(-3, 3, width=32), min_size=features.WIDTH, max_size=features.WIDTH)


def row(**changes: float) -> Floats:
    """The usual post of a day, but for these columns."""
    found = formula.REFERENCE.copy()
    for name, value in changes.items():
        found[AT[name]] = value
    return found


def network() -> Model:
    """One that was never trained, but bends as those do that were."""
    random = np.random.default_rng(5)
    layers = [
        exporting.Layer(random.normal(0, 0.4, (features.WIDTH, 12)), random.normal(0, 0.1, 12)),
        exporting.Layer(random.normal(0, 0.4, (12, len(heads.HEADS))), np.zeros(len(heads.HEADS))),
    ]
    plain = np.zeros(features.WIDTH, np.float32), np.ones(features.WIDTH, np.float32)
    now = datetime.now(UTC)
    described = Description(
        version=7,
        kind="network",
        scheme=features.SCHEME,
        names=features.NAMES,
        heads=heads.HEADS,
        trained_on="log",
        trained_at=now,
        window_from=now,
        window_to=now,
        rows=0,
        metrics={},
        reference=tuple(formula.REFERENCE.tolist()),
    )
    return Model(exporting.network(*plain, layers), described)


MODEL = network()


@given(numbers)
def test_shares_add_up_to_what_sets_the_post_apart(given: list[float]) -> None:
    x = np.array(given, np.float32)
    for value, usual in ((MODEL.value, MODEL.reference), (formula.value, formula.REFERENCE)):
        found = shares.of_groups(value, x, usual)
        assert sum(found.values()) == pytest.approx(float(value(x[None])[0] - value(usual[None])[0]), abs=2e-3)


def test_a_group_that_is_as_usual_has_no_share_and_a_sum_is_told_apart_exactly() -> None:
    x = row(like_rate=0.3, less=1.0)
    found = shares.of_groups(formula.value, x, formula.REFERENCE)
    assert found["content"] == pytest.approx(0, abs=1e-6)
    assert found["relationship"] == pytest.approx(-formula.AVERSION["less"], abs=1e-5)
    assert found["post"] > 0


def test_words_follow_what_lifts_the_post() -> None:
    said = {
        "You often like this author's posts": row(likes_given=1.8, like_share_of_author=0.5),
        "A close friend": row(close_friend=1),
        "Many who saw it liked it": row(like_rate=0.4),
        "Looks like what you like": row(visual_taste=0.9),
        "About things you like": row(topic_taste=0.9),
        "They like or comment on your posts": row(received=1.5),
        "2 hours old": row(of_this_hour=0.13, of_this_day=0.85, of_these_days=0.97, age=np.log1p(2)),
    }
    for words, x in said.items():
        assert reasons(None, x, "followed", "", 2 * HOUR)[0] == words


def test_the_strongest_comes_first_and_changes_with_the_post() -> None:
    x = row(topic_taste=0.9, like_rate=0.14)
    assert reasons(None, x, "followed", "", HOUR) == ["About things you like", "Many who saw it liked it"]
    x[AT["like_rate"]] = 0.6
    assert reasons(None, x, "followed", "", HOUR)[0] == "Many who saw it liked it"


def test_a_post_from_elsewhere_says_first_how_it_came() -> None:
    x = row(topic_taste=0.9, suggested=1, follows=0)
    assert reasons(None, x, "liked", "ana", HOUR)[:2] == ["Liked by ana", "About things you like"]
    assert reasons(None, x, "hashtag", "lakes", HOUR)[0] == "You follow #lakes"
    assert reasons(None, x, "suggested", "", HOUR)[0] == "Suggested for you"


@given(numbers, st.sampled_from(("followed", "liked", "hashtag", "suggested")), st.floats(0, 1e8))
def test_there_are_one_to_four_and_none_twice(given: list[float], source: str, age: float) -> None:
    x = np.array(given, np.float32)
    for model in (MODEL, None):
        found = reasons(model, x, source, "", age)  # type: ignore[arg-type]
        assert 1 <= len(found) == len(set(found)) <= 4


def test_ages_are_told_as_people_do() -> None:
    old = [10.0, 61.0, 3 * HOUR, 25 * HOUR, 15 * 24 * HOUR]
    said = [reasons(None, row(), "followed", "", age)[0] for age in old]
    assert said == ["Just now", "1 minute old", "3 hours old", "1 day old", "2 weeks old"]


def test_nothing_is_said_that_is_not_true() -> None:
    """A model may like the absence of something; that is no reason to name it."""
    weights = np.zeros((features.WIDTH, len(heads.HEADS)))
    weights[AT["close_friend"]] = -3.0
    model = Model(
        exporting.network(
            np.zeros(features.WIDTH, np.float32),
            np.ones(features.WIDTH, np.float32),
            [exporting.Layer(weights, np.zeros(len(heads.HEADS)))],
        ),
        MODEL.description,
    )
    assert "A close friend" not in reasons(model, row(close_friend=0), "followed", "", 48 * HOUR)
