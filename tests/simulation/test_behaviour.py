"""People of the town do more with what they like better, and their luck does not depend on the order."""

import msgspec
import numpy as np
import pytest

from server.feed.ranking import heads
from server.simulation import behaviour, people, posts
from server.simulation.posts import BEGIN

LIKE, COMMENT, HIDE = (heads.HEADS.index(head) for head in ("like", "comment", "hide"))


@pytest.fixture(scope="module")
def town():
    rng = np.random.default_rng(3)
    living = people.settle(40, rng)
    return living, posts.publish(living, 3, True, rng)


def visit(living, patience=20.0, person=0):
    nobody = np.zeros(len(living), bool)
    return behaviour.Visit(
        number=0, person=person, time=BEGIN, moods=living.interests[person], thanks=nobody, patience=patience
    )


def chances(living, published, shown, seen=0.0, visit_=None):
    shown = np.array(shown)
    flat = np.zeros(len(shown), np.float32)
    return behaviour.chances(living, published, visit_ or visit(living), shown, flat + seen, flat, alone=True)


def test_the_closer_a_friend_the_likelier_a_like_and_the_unlikelier_a_hide(town):
    living, published = town
    before = np.flatnonzero((published.time < BEGIN) & (published.author != 0))[-30:]
    near, far = (
        msgspec.structs.replace(living, closeness=np.full_like(living.closeness, value)) for value in (0.9, 0.1)
    )
    close, distant = chances(near, published, before).outcomes, chances(far, published, before).outcomes
    assert (close[:, LIKE] > distant[:, LIKE]).all()
    assert (close[:, COMMENT] >= distant[:, COMMENT]).all()
    assert (close[:, HIDE] < distant[:, HIDE]).all()


def test_what_was_seen_pleases_less_and_so_does_old_news(town):
    living, published = town
    shown = np.flatnonzero(published.time < BEGIN)[-30:]
    assert (chances(living, published, shown).pleasure > chances(living, published, shown, seen=1).pleasure).all()
    later = msgspec.structs.replace(visit(living), time=BEGIN + 86_400)
    older = chances(living, published, shown, visit_=later)
    assert (chances(living, published, shown).pleasure > older.pleasure).all()


def test_the_third_post_in_a_row_by_one_author_tires(town):
    living, published = town
    author = np.bincount(published.author).argmax()
    shown = np.flatnonzero(published.author == author)[:3]
    flat = np.zeros(3, np.float32)
    together = behaviour.chances(living, published, visit(living), shown, flat, flat)
    alone = behaviour.chances(living, published, visit(living), shown, flat, flat, alone=True)
    assert together.pleasure[0] == alone.pleasure[0]
    assert together.pleasure[2] < alone.pleasure[2] - 0.4


def test_attention_falls_with_the_place():
    attention = behaviour.attention(np.arange(100))
    assert attention[0] == 1
    assert (np.diff(attention) <= 0).all()
    assert attention[-1] == behaviour.FLATTEST


def test_whoever_is_more_patient_sees_more_and_the_same_of_it(town):
    living, published = town
    shown = np.arange(60)
    flat = np.zeros(60, np.float32)
    short, long = (
        behaviour.act(living, published, visit(living, patience), shown, flat, flat, town=1) for patience in (4, 30)
    )
    assert len(short) < len(long) <= 60
    assert (short.outcomes == long.outcomes[: len(short)]).all()
    assert ((long.seconds >= heads.DWELL_SECONDS) == (long.outcomes[:, 0] > 0)).all()


def test_outcomes_come_as_often_as_their_chances_say(town):
    living, published = town
    shown = np.arange(200)
    flat = np.zeros(200, np.float32)
    likely = behaviour.chances(living, published, visit(living), shown, flat, flat)
    looked_at = behaviour.attention(np.arange(200))
    found = np.zeros((200, len(heads.HEADS)))
    for town_seed in range(150):
        deeds = behaviour.act(living, published, visit(living, 1e9), shown, flat, flat, town_seed)
        found += deeds.outcomes / 150
    expected = likely.outcomes * looked_at[:, None]
    spread = np.sqrt(expected.mean(axis=0) / (200 * 150))
    assert (np.abs(found.mean(axis=0) - expected.mean(axis=0)) < 4 * spread).all()
