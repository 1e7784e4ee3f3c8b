"""The follow graph: the same each time, and shaped like those that people make."""

from collections import Counter

from server.seed import people
from server.seed.graph import FEWEST, drawn, mentioned_by

RESIDENTS = people.residents()
GRAPH = drawn(RESIDENTS)
EDGES = {(one, other) for one, chosen in GRAPH.following.items() for other in chosen}
FOLLOWERS = Counter(other for _, other in EDGES)
QUARTER = {one.handle: one.quarter for one in RESIDENTS}


def test_the_same_graph_is_drawn_twice() -> None:
    assert drawn(people.residents()) == GRAPH


def test_nobody_follows_themselves_or_strangers_to_the_town() -> None:
    assert all(one != other and other in GRAPH.following for one, other in EDGES)


def test_everybody_follows_and_is_followed() -> None:
    assert all(len(chosen) >= FEWEST for chosen in GRAPH.following.values())
    assert len(FOLLOWERS) == 60


def test_a_few_celebrities_have_most_of_the_followers() -> None:
    counts = sorted(FOLLOWERS.values(), reverse=True)
    middle = counts[30]
    assert counts[0] > 40
    assert counts[4] > 2 * middle
    assert sum(count > 1.9 * middle for count in counts) <= 10
    # a power law is a straight line in logarithms: tenfold rank, a fraction of the audience
    assert counts[0] / counts[9] > 2


def test_fame_makes_followers() -> None:
    famous = {one.handle for one in RESIDENTS if one.fame >= 9}
    assert (
        famous & {handle for handle, _ in FOLLOWERS.most_common(5)}
        == {handle for handle, _ in FOLLOWERS.most_common(5)} & famous
    )
    assert {handle for handle, _ in FOLLOWERS.most_common(2)} <= {one.handle for one in RESIDENTS if one.fame == 10}


def test_some_follow_back() -> None:
    returned = sum((other, one) in EDGES for one, other in EDGES) / len(EDGES)
    assert 0.25 < returned < 0.7


def test_neighbours_know_each_other() -> None:
    pairs = [(one, other) for one in QUARTER for other in QUARTER if one != other]
    near = [pair in EDGES for pair in pairs if QUARTER[pair[0]] == QUARTER[pair[1]]]
    far = [pair in EDGES for pair in pairs if QUARTER[pair[0]] != QUARTER[pair[1]]]
    assert sum(near) / len(near) > 2 * sum(far) / len(far)


def test_people_follow_whom_they_talk_to() -> None:
    for one in RESIDENTS:
        assert mentioned_by(one) <= set(GRAPH.following[one.handle])


def test_some_wait_at_private_doors_only() -> None:
    private = {one.handle for one in RESIDENTS if one.private}
    waiting = [(one, other) for one, chosen in GRAPH.asking.items() for other in chosen]
    assert 6 <= len(waiting) <= 30
    assert {other for _, other in waiting} == private
    assert not EDGES & set(waiting)
