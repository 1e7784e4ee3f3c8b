"""The rules after ranking, each for every pool that Hypothesis can think of, tiny ones and ones of one author too."""

from collections import Counter
from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct

from server.feed.ranking import arranging, copies, features
from server.feed.ranking.arranging import PAGE, SUGGESTED_APART, SUGGESTED_FROM, TOP
from server.feed.ranking.features import AT, Floats


class Candidate(Struct, frozen=True):
    score: float
    author: int = 1
    hours: float = 100.0
    suggested: bool = False
    seen: bool = False
    close: bool = False
    hides: float = 0.0
    shown: float = 20.0
    hash: int = 0
    distaste: float = 0.0


def arranged(pool: list[Candidate]) -> list[int]:
    x, posts = columns(pool)
    return arranging.arrange(np.array([one.score for one in pool], np.float32), x, posts).tolist()


def columns(pool: list[Candidate]) -> tuple[Floats, np.ndarray]:
    x, posts = np.zeros((len(pool), features.WIDTH), np.float32), np.zeros(len(pool), features.POST)
    for at, one in enumerate(pool):
        x[at, AT["age"]] = np.log1p(one.hours)
        x[at, AT["suggested"]], x[at, AT["followed_days"]] = one.suggested, 0 if one.suggested else np.log1p(50)
        x[at, AT["seen"]], x[at, AT["close_friend"]] = np.log1p(one.seen), one.close
        x[at, AT["less"]], x[at, AT["shown"]] = np.log1p(one.hides), np.log1p(one.shown)
        x[at, AT["topic_distaste"]] = one.distaste
        posts[at]["author"], posts[at]["fingerprint"] = one.author, one.hash
    return x, posts


def pools(most: int = 60, **fixed: Any) -> st.SearchStrategy[list[Candidate]]:
    """Suggested posts are by authors of their own, as those who are followed are not suggested."""
    scores, few = st.floats(-5, 5, width=32), st.integers(1, 6)
    free: dict[str, st.SearchStrategy[Any]] = {
        "hours": st.sampled_from((1.0, 30.0, 100.0)),
        "suggested": st.booleans(),
        "seen": st.booleans(),
        "close": st.booleans(),
        "hides": st.sampled_from((0.0, 0.0, 2.0)),
        "shown": st.sampled_from((0.0, 20.0)),
    }
    parts = {name: st.just(fixed[name]) if name in fixed else found for name, found in free.items()}

    def named(one: Candidate) -> Candidate:
        return Candidate(
            one.score,
            one.author + 100 * one.suggested,
            *(one.hours, one.suggested, one.seen, one.close and not one.suggested, one.hides, one.shown),
        )

    return st.lists(st.builds(Candidate, scores, few, **parts).map(named), max_size=most)


def level(one: Candidate) -> int:
    return 2 if one.seen else int(one.hides >= 2)


def due(one: Candidate) -> bool:
    return one.close and one.hours < 24 and level(one) == 0 and not one.suggested


@settings(max_examples=150)
@given(pools())
def test_nothing_is_lost(pool: list[Candidate]) -> None:
    assert sorted(arranged(pool)) == list(range(len(pool)))


@given(pools(suggested=False, seen=False, close=False, hides=0.0, shown=20.0))
def test_authors_stand_in_a_row_only_where_there_are_too_few_others(pool: list[Candidate]) -> None:
    authors = [pool[at].author for at in arranged(pool)]
    most = max(Counter(authors).values(), default=0)
    assert sum(a == b for a, b in pairwise(authors)) == max(0, 2 * most - len(pool) - 1)


@given(pools(suggested=False))
def test_what_was_seen_stands_below_the_unseen_and_hidden_authors_between(pool: list[Candidate]) -> None:
    levels = [level(pool[at]) for at in arranged(pool)]
    assert levels == sorted(levels)


def test_a_post_from_outside_that_is_worth_less_than_nothing_stands_among_the_seen_ones() -> None:
    pool = [Candidate(-1.0, 1), Candidate(-2.0, 2), Candidate(0.5, 3, seen=True), Candidate(-2.5, 4, seen=True)]
    x, posts = columns(pool)
    x[1, AT["liked_by_friends"]] = 1
    order = arranging.arrange(np.array([one.score for one in pool], np.float32), x, posts).tolist()
    assert order == [0, 2, 1, 3]
    x[1, AT["liked_by_friends"]] = 0
    assert arranging.arrange(np.array([one.score for one in pool], np.float32), x, posts).tolist() == [0, 1, 2, 3]


@settings(max_examples=150)
@given(pools())
def test_suggested_posts_keep_to_their_share_while_there_is_anything_else(pool: list[Candidate]) -> None:
    order = [pool[at].suggested for at in arranged(pool)]
    others = [at for at, suggested in enumerate(order) if not suggested]
    among = [at for at, suggested in enumerate(order[: others[-1] if others else 0]) if suggested]
    assert all(at >= SUGGESTED_FROM for at in among)
    assert all(b - a >= SUGGESTED_APART for a, b in pairwise(among))


@settings(max_examples=150)
@given(pools(most=40), st.integers(0, TOP))
def test_a_close_friends_new_post_is_never_below_the_tenth_place(pool: list[Candidate], friends: int) -> None:
    pool = [one for one in pool if not due(one)]
    pool += [Candidate(-9, 1000 + at, 2.0, close=True) for at in range(friends)]
    assert sum(due(pool[at]) for at in arranged(pool)[:TOP]) == friends


def test_of_one_close_friend_five_posts_stand_among_the_first_ten_but_not_in_a_row() -> None:
    pool = [Candidate(at, at % 7 + 1) for at in range(30)] + [
        Candidate(-9 - at, 50, 2.0, close=True) for at in range(7)
    ]
    order = arranged(pool)
    assert [pool[at].author for at in order[:TOP]].count(50) == 5
    authors = [pool[at].author for at in order]
    assert all(a != b for a, b in pairwise(authors))
    assert order[0] == 29


@given(pools(most=80, close=False))
def test_somebody_rarely_seen_has_a_fresh_post_on_the_first_page(pool: list[Candidate]) -> None:
    def rare(one: Candidate) -> bool:
        return not one.suggested and one.shown == 0 and one.hours < 48 and level(one) == 0

    order = arranged(pool)
    # four who are never rarely seen, and stand above everybody by their scores
    above = [Candidate(100 + at, 200 + at % 4) for at in range(40)]
    assert any(rare(one) for one in pool) == any(rare(pool[at]) for at in order[:PAGE]) or len(pool) > PAGE
    found = arranged([*pool, *above])
    assert any(rare(one) for one in pool) == any(at < len(pool) and rare(pool[at]) for at in found[:PAGE])


@given(st.lists(st.tuples(st.floats(-5, 5, width=32), st.integers(0, 3), st.integers(0, 63)), max_size=70))
def test_copies_of_a_picture_do_not_stand_within_a_page_and_only_copies_are_lost(
    given: list[tuple[float, int, int]],
) -> None:
    pictures = [0, 0x0F0F0F0F0F0F0F0F, 0x123456789ABCDEF0, 0xFEDCBA0987654321]
    pool = [
        Candidate(score, at, hash=pictures[which] ^ (1 << bit) if which else 0)
        for at, (score, which, bit) in enumerate(given, 1)
    ]
    order = arranged(pool)
    for distance in range(1, PAGE):
        for a, b in zip(order, order[distance:], strict=False):
            hashes = pool[a].hash, pool[b].hash
            assert not all(hashes) or (hashes[0] ^ hashes[1]).bit_count() > copies.BITS
    for lost in set(range(len(pool))) - set(order):
        better = [pool[at] for at in order if pool[at].score >= pool[lost].score]
        assert any((one.hash ^ pool[lost].hash).bit_count() <= copies.BITS for one in better)


def test_pictures_that_look_the_same_to_machine_vision_are_copies() -> None:
    x, posts = columns([Candidate(3, 1), Candidate(2, 2), Candidate(1, 3)])
    posts["content"][:, :2] = [(1, 0), (0.999, 0.04), (0.8, 0.6)]
    assert arranging.arrange(np.array([3, 2, 1], np.float32), x, posts).tolist() == [0, 2]


def test_of_two_copies_the_close_friends_stays_and_then_the_one_that_is_not_suggested() -> None:
    pool = [Candidate(9, 1, hash=7), Candidate(1, 2, 2.0, close=True, hash=7), Candidate(0, 3)]
    assert sorted(arranged(pool)) == [1, 2]
    assert sorted(arranged([Candidate(9, 1, suggested=True, hash=7), Candidate(1, 2, hash=7)])) == [1]


def test_what_is_like_a_hidden_post_goes_down() -> None:
    pool = [Candidate(5 - at / 10, at + 1) for at in range(20)]
    assert arranged(pool).index(3) == 3
    pool[3] = Candidate(pool[3].score, 4, distaste=1.0)
    assert arranged(pool).index(3) > 10


def test_equal_scores_keep_the_order_in_which_they_came() -> None:
    assert arranged([Candidate(1.0, at + 1) for at in range(50)]) == list(range(50))
