"""Who lives in the simulated town: tastes, habits and ties.

Shapes and where they are from:

- **Who is followed**: attractiveness with a power-law tail of density exponent 2.276 (Kwak et al. 2010, followers on
  Twitter), how many one follows log-normal (Gong et al. 2012, Google+), both bent towards people of like interests
  (homophily: McPherson et al. 2001) and towards one's own circle.
- **Closeness** falls with the rank of a tie as `1 / (1 + rank / 5)`: about 5 closest, 15 close, 50 others (the layers
  of Dunbar et al. 2015, found in online networks). The list of close friends is made by hand and so is neither complete
  nor right: of the five closest seven tenths stand on it, and now and then somebody else.
- **Interests** are Dirichlet(0.25) over 16 topics: three or four each. **Looks** are points in a space of six.
- **How often** one posts and visits is log-normal between people; hours of the day cluster around each person's own
  (circadian sessions: Golder et al. 2007), a third in the morning and the rest in the evening.
"""

from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]

TOPICS: Final = 16
LOOKS: Final = 6
CIRCLE: Final = 20
"""People of one school, team or office, roughly."""
FOLLOWERS_EXPONENT: Final = 2.276
INNERMOST: Final = 5


class People(msgspec.Struct, frozen=True):
    """Parallel arrays; pairs are [who, whom]."""

    interests: Floats
    looks: Floats
    """What they like to look at."""
    style: Floats
    """What their own posts look like."""
    skill: Floats
    posts_a_day: Floats
    sessions_a_day: Floats
    hour: Floats
    """When their evening is, 0 to 24."""
    desktop: Floats
    """Share of visits."""
    patience: Floats
    """Posts of middling interest that they look through in one visit, in the median."""
    reserve: Floats
    """How much they must be pleased to like something."""
    talk: Floats
    videos: Floats
    """How much more or less they care for videos."""
    private: Bools
    follows: Bools
    closeness: Floats
    close_friends: Bools
    followed_days: Floats
    """At the beginning."""

    def __len__(self) -> int:
        return len(self.skill)


def settle(count: int, rng: np.random.Generator) -> People:
    """People who have just come to live in a town of `count`."""
    interests = rng.dirichlet(np.full(TOPICS, 0.25), count).astype(np.float32)
    follows, strength = _graph(interests, rng)
    closeness = _closeness(follows, strength)
    inner = closeness >= 1 / (1 + (INNERMOST - 1) / 5) - 1e-6
    listed = (inner & (rng.random((count, count)) < 0.7)) | (follows & (rng.random((count, count)) < 0.01))

    def normal(spread: float, *shape: int) -> Floats:
        return rng.normal(0, spread, (count, *shape)).astype(np.float32)

    return People(
        interests=interests,
        looks=normal(1, LOOKS),
        style=normal(0.8, LOOKS),
        skill=normal(0.6),
        posts_a_day=np.minimum(0.35 * np.exp(normal(1.0)), 8),
        sessions_a_day=np.minimum(1.7 * np.exp(normal(0.6)), 10),
        hour=((19.5 + normal(2.5)) % 24).astype(np.float32),
        desktop=np.where(rng.random(count) < 0.25, 0.7, 0.05).astype(np.float32),
        patience=np.clip(12 * np.exp(normal(0.5)), 3, 60),
        reserve=1.45 + normal(0.3),
        talk=np.exp(normal(0.7)),
        videos=normal(0.25),
        private=rng.random(count) < 0.2,
        follows=follows,
        closeness=closeness,
        close_friends=listed,
        followed_days=np.where(follows, 5 + 300 * rng.random((count, count)), 0).astype(np.float32),
    )


def _graph(interests: Floats, rng: np.random.Generator) -> tuple[Bools, Floats]:
    """Who follows whom, and how strong each tie would be; as strong in both directions, but for a little."""
    count = len(interests)
    fame = np.minimum((1 - rng.random(count)) ** (-1 / (FOLLOWERS_EXPONENT - 1)), 40)
    circle = rng.permutation(count) // CIRCLE
    near = circle[:, None] == circle[None, :]
    alike = np.sqrt(interests) @ np.sqrt(interests).T
    met = rng.normal(0, 1, (count, count))
    bond = (met + met.T) / np.sqrt(2) + 0.5 * rng.normal(0, 1, (count, count)) + 2.5 * near + alike
    pull = np.log(fame)[None, :] + 2.0 * alike + 3.5 * near + 0.7 * bond
    # the k best of log-weights with Gumbel noise are k draws without replacement (Yellott 1977)
    drawn = pull + rng.gumbel(0, 1, (count, count))
    np.fill_diagonal(drawn, -np.inf)
    order = np.argsort(-drawn, axis=1)
    wanted = np.clip(45 * np.exp(rng.normal(0, 0.7, count)), 4, count / 2).astype(int)
    follows = np.zeros((count, count), bool)
    for who in range(count):
        follows[who, order[who, : wanted[who]]] = True
    return follows, bond.astype(np.float32)


def _closeness(follows: Bools, strength: Floats) -> Floats:
    ranked = np.where(follows, strength, -np.inf)
    rank = np.argsort(np.argsort(-ranked, axis=1), axis=1)
    return np.where(follows, 1 / (1 + rank / 5), 0).astype(np.float32)
