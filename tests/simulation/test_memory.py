"""What the town's server remembers becomes the same numbers as by hand."""

import msgspec
import numpy as np
import pytest

from server.feed.ranking import features
from server.feed.signals import building
from server.simulation.behaviour import Deeds
from server.simulation.life import World
from server.simulation.posts import BEGIN, DAY
from server.simulation.town import Plan, build

WEEK = 7 * DAY


def deeds(*rows, visits=None):
    """Columns: dwell, like, comment, share, hide."""
    outcomes = np.array(rows, np.float32)
    visited = np.zeros(len(rows), bool) if visits is None else np.array(visits)
    return Deeds(np.ones(len(rows), np.float32), outcomes, visited)


@pytest.fixture(scope="module")
def town():
    return build(Plan(seed=5, people=30, days=10))


def test_rows_are_as_made_by_hand(town):
    memory = World(town).memory
    viewer = 3
    author = int(np.flatnonzero(town.people.follows[viewer])[0])
    first, second = np.flatnonzero(town.posts.author == author)[:2]
    memory.begin(BEGIN)
    memory.note(viewer, BEGIN, np.array([first, second]), deeds([1, 1, 0, 0, 0], [0, 0, 0, 0, 1], visits=[True, False]))
    now = BEGIN + WEEK
    memory.begin(now)
    profile = memory.profile(viewer, now)
    candidates = features.Candidates(np.zeros(1, np.uint8), np.zeros(1, np.float32), np.zeros(1, np.float32))
    [row] = features.assemble(profile, memory.rows[[first]], candidates, features.Context(now=now))
    at = {name: float(row[place]) for name, place in features.AT.items()}
    half = 2**-0.5  # of a week, where a fortnight halves
    like_share = (1 + building.PRIOR * 0.08) / (2 + building.PRIOR)
    assert at["likes_given"] == pytest.approx(np.log1p(half))
    assert at["visits"] == pytest.approx(np.log1p(half))
    assert at["less"] == pytest.approx(np.log1p(half))
    assert at["shown"] == pytest.approx(np.log1p(2 * half))
    assert at["like_share_of_author"] == pytest.approx((half + 4 * like_share) / (2 * half + 4), rel=1e-5)
    assert at["like_share"] == pytest.approx(like_share)
    assert at["since_seen"] == pytest.approx(np.log1p(WEEK / 3600))
    assert at["follows"] == 1
    assert at["close_friend"] == town.people.close_friends[viewer, author]
    assert at["follows_back"] == town.people.follows[author, viewer]
    assert at["mutuals"] == pytest.approx(
        np.log1p((town.people.follows[viewer] & town.people.follows[:, author]).sum())
    )
    assert at["followed_days"] == pytest.approx(np.log1p(town.people.followed_days[viewer, author] + 7), rel=1e-5)
    assert at["likes"] == pytest.approx(np.log1p(1))
    assert at["like_rate"] == pytest.approx((1 + 30 * 0.08) / 31)
    assert at["views"] == pytest.approx(np.log1p(1))
    assert at["age"] == pytest.approx(np.log1p((now - town.posts.time[first]) / 3600), rel=1e-5)
    content = town.posts.content[first]
    assert at["visual_taste"] == pytest.approx(content[:32] @ content[:32], rel=1e-2), "the only post that pleased"
    assert at["visual_distaste"] == pytest.approx(content[:32] @ town.posts.content[second][:32], abs=5e-3)


def test_a_like_counts_once_and_reaches_the_author_and_friends(town):
    memory = World(town).memory
    viewer = 3
    author = int(np.flatnonzero(town.people.follows[viewer])[0])
    post = np.flatnonzero(town.posts.author == author)[:1]
    for _ in range(2):
        memory.note(viewer, BEGIN, post, deeds([1, 1, 0, 0, 0]))
    assert memory.rows["likes"][post] == 1
    assert memory.rows["views"][post] == 1
    assert memory.seen[viewer, post] == 2
    assert memory.thanks(author, BEGIN + 1)[viewer]
    assert not memory.thanks(author, BEGIN + 8 * DAY)[viewer]
    followers = town.people.follows[:, viewer]
    assert (memory.via[:, post[0]] == followers).all()


def test_apps_that_tell_nothing_leave_nothing_but_what_is_in_the_tables(town):
    silent = msgspec.structs.replace(town, plan=msgspec.structs.replace(town.plan, events=False))
    memory = World(silent).memory
    memory.note(3, BEGIN, np.array([4, 5]), deeds([1, 1, 0, 0, 0], [1, 0, 0, 0, 0], visits=[True, True]))
    assert memory.rows["likes"][4] == 1
    assert memory.rows["views"].sum() == 0
    assert not memory.seen.any()
    ties = memory.profile(3, BEGIN).ties
    assert ties["likes"].sum() == 1
    assert all(not ties[field].any() for field in ("shown", "dwell", "visits", "last_seen"))


def test_a_fork_goes_its_own_way(town):
    world = World(town)
    other = world.fork()
    other.memory.note(3, BEGIN, np.array([4]), deeds([1, 1, 0, 1, 1]))
    assert not world.memory.liked.any() and not world.memory.hidden.any() and not world.memory.seen.any()
    assert not any(rows.any() for rows in world.memory.fading.values())
    assert world.memory.tasted[3] == () and not world.memory.daily["like"].any()
