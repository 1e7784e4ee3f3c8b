"""What somebody does with a page of posts. None of its forms is the ranker's, and most of what goes in no server knows.

For a person `i` and a post `p` of `j`, `a` hours old, at place `k` (from 0), with `σ` the logistic function:

    interest   t = Σ_z √(m_iz · topics_pz)      m: i's interests × exp(0.6 · mood of the day), summing to 1
                                                 (Bhattacharyya affinity, 0 to 1; the mood is known to nobody)
    looks      l = exp(−|looks_i − looks_p|² / 18)
    bond       b = closeness_ij · (0.35 + personal_p · 2^(−a / 36))      news of friends grows stale
    craft      q = σ(1.7 · quality_p)
    pleasure   u = 1.5 t (1 − 0.6 personal_p) + 0.7 l + 1.7 b + 0.7 (q − ½) + videos_i · [video]
                   − 0.22 · (posts of j already seen in this visit) − 0.07 · (of the same topic already seen)
                   − 0.9 · [seen before] − 0.25 · min(a / 48, 2) + whim_ip                     (normal, spread 0.3)

    attention  A_k = max(0.4, 1 / log₂(k + 2)^½)   whether a post on screen is looked at or skimmed (position bias as
                                                 the discount of DCG, Järvelin and Kekäläinen 2002, made flatter)
    leaving        each post on screen costs 1.35 − 0.8 σ(2 (u − 1)) of the visit's patience, which is log-normal
                   (spread 0.5) around the person's own; the visit ends when it is used up (a cascade: Craswell et al.
                   2008, in which what pleases prolongs)
    dwell      T = exp(1.2 + 0.9 (u − 1) + 0.35 · [video] + 0.6 · normal) seconds (log-normal: Yin et al. 2013), if
                   looked at; what is skimmed is below 2
    like       P = 1 − (1 − 0.9 σ((u − reserve_i) / 0.22)) · (1 − 0.55 · closeness^1.5 · (1 if j liked something of i's
                   within 7 days, else 0.4))     a noisy-or of pleasure and of courtesy
    comment    P = talk_i · (0.09 · closeness · personal · 2^(−a / 24) + 0.006 · σ((u − reserve_i) / 0.22)), at most ½
    share      P = 0.3 · (t q)²
    visit      P = 0.08 · σ((u − reserve_i) / 0.22) for strangers, 0.01 + 0.02 · closeness for others
    hide       P = 0.02 · σ((0.35 − u) / 0.15) · (1 − closeness)² · (2.5 if from outside the people followed)

The constants were chosen before any ranker was tried, so that under a chronological order an eighth of the posts on
screen are looked at for four seconds, a thirteenth are liked, and one in a hundred is commented on or shared. Nothing
happens to what was not looked at. Luck is a hash of person, post and how often it was seen, so that two orders that
show the same post to the same person meet the same luck (common random numbers).
"""

from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt

from server.feed.ranking import heads
from server.simulation.people import People
from server.simulation.posts import Posts

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.intp]
Bools = npt.NDArray[np.bool_]

MOOD: Final = 0.6
WHIM: Final = 0.3
FLATTEST: Final = 0.4


class Visit(msgspec.Struct, frozen=True):
    """Who looks, and when."""

    number: int
    """Of all visits in the town."""
    person: int
    time: float
    """Unix time."""
    moods: Floats
    """The person's interests on this day."""
    thanks: Bools
    """For every person, whether they liked something of this one's within the last week."""
    patience: float


class Deeds(msgspec.Struct, frozen=True):
    """What was done with the posts that came on screen, the first of a list; parallel arrays."""

    seconds: Floats
    outcomes: Floats
    """Columns of `heads.HEADS`."""
    visits: Bools
    """Of the author's profile."""

    def __len__(self) -> int:
        return len(self.seconds)


class Chances(msgspec.Struct, frozen=True):
    """Of each post in a list, were it looked at."""

    pleasure: Floats
    outcomes: Floats
    """Columns of `heads.HEADS`."""
    visits: Floats


def moods_of(people: People, day: npt.NDArray[np.floating]) -> Floats:
    """Interests as they are on a day with such moods, normal numbers [person, topic]."""
    bent = people.interests * np.exp(MOOD * day)
    return np.asarray(bent / bent.sum(axis=1, keepdims=True), np.float32)


def chances(
    people: People, posts: Posts, visit: Visit, shown: Numbers, seen: Floats, whims: Floats, alone: bool = False
) -> Chances:
    """`seen` says how often each was seen before, `whims` are normal numbers; one for each of `shown`.

    Posts that stand earlier in `shown` tire of their author and topic, unless each is taken alone.
    """
    who, author = visit.person, posts.author[shown]
    age = np.maximum(visit.time - posts.time[shown], 0) / 3600
    closeness = people.closeness[who, author]
    personal, craft = posts.personal[shown], sigmoid(1.7 * posts.quality[shown])
    video = posts.rows["kind"][shown] == 2
    interest = np.sqrt(visit.moods) @ np.sqrt(posts.topics[shown]).T
    away = posts.looks[shown] - people.looks[who]
    looks = np.exp(-np.einsum("pl,pl->p", away, away) / 18)
    bond = closeness * (0.35 + personal * np.exp2(-age / 36))
    pleasure = 1.5 * interest * (1 - 0.6 * personal) + 0.7 * looks + 1.7 * bond + 0.7 * (craft - 0.5)
    pleasure += people.videos[who] * video
    if not alone:
        pleasure -= 0.22 * _earlier(author) + 0.07 * _earlier(posts.main[shown])
    pleasure += WHIM * whims - 0.9 * (seen > 0) - 0.25 * np.minimum(age / 48, 2)
    keen = sigmoid((pleasure - people.reserve[who]) / 0.22)
    courtesy = closeness**1.5 * np.where(visit.thanks[author], 1.0, 0.4)
    talk = people.talk[who]
    outside = ~people.follows[who, author]
    worth = np.empty((len(shown), len(heads.HEADS)), np.float32)
    # the chance that a log-normal time is above the mark, by a logistic that is within 0.01 of the normal integral
    mark = (1.2 + 0.9 * (pleasure - 1) + 0.35 * video - np.log(heads.DWELL_SECONDS)) / 0.6
    worth[:, 0] = sigmoid(1.702 * mark)
    worth[:, 1] = 1 - (1 - 0.9 * keen) * (1 - 0.55 * courtesy)
    worth[:, 2] = np.minimum(talk * (0.09 * closeness * personal * np.exp2(-age / 24) + 0.006 * keen), 0.5)
    worth[:, 3] = 0.3 * (interest * craft) ** 2
    worth[:, 4] = 0.02 * sigmoid((0.35 - pleasure) / 0.15) * (1 - closeness) ** 2 * np.where(outside, 2.5, 1.0)
    curious = np.where(outside, 0.08 * keen, 0.01 + 0.02 * closeness)
    return Chances(pleasure.astype(np.float32), worth, curious.astype(np.float32))


def act(people: People, posts: Posts, visit: Visit, shown: Numbers, seen: Floats, whims: Floats, town: int) -> Deeds:
    """What comes of showing these posts in this order; as many as came on screen. `town` is the seed of all luck."""
    likely = chances(people, posts, visit, shown, seen, whims)
    cost = 1.35 - 0.8 * sigmoid(2 * (likely.pleasure - 1))
    on_screen = min(int(np.searchsorted(np.cumsum(cost), visit.patience)) + 1, len(shown))
    part = slice(0, on_screen)
    luck = _luck(town, visit.person, shown[part], seen[part], len(heads.HEADS) + 3)
    looked_at = luck[:, -1] < attention(np.arange(on_screen))
    outcomes = (luck[:, : len(heads.HEADS)] < likely.outcomes[part]) & looked_at[:, None]
    # where in the log-normal this one lies is the same draw that decides whether it is above the mark
    video = posts.rows["kind"][shown[part]] == 2
    mean = 1.2 + 0.9 * (likely.pleasure[part] - 1) + 0.35 * video
    drawn = np.clip(luck[:, 0], 1e-6, 1 - 1e-6)
    seconds = np.where(looked_at, np.exp(mean + 0.6 * np.log((1 - drawn) / drawn) / 1.702), 0.5 + 1.5 * drawn)
    return Deeds(
        np.minimum(seconds, 600).astype(np.float32),
        outcomes.astype(np.float32),
        (luck[:, -2] < likely.visits[part]) & looked_at,
    )


def attention(place: npt.NDArray[np.integer]) -> npt.NDArray[np.float64]:
    """The share of posts at such places, from 0, that are looked at."""
    return np.asarray(np.maximum(1 / np.sqrt(np.log2(place + 2.0)), FLATTEST))


def sigmoid(x: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    squeezed: npt.NDArray[np.floating] = 1 / (1 + np.exp(-x))
    return squeezed


def _earlier(values: Numbers) -> npt.NDArray[np.intp]:
    """How many of the ones before are the same."""
    order = np.argsort(values, kind="stable")
    ranked = values[order]
    first = np.searchsorted(ranked, ranked, side="left")
    earlier = np.empty(len(values), np.intp)
    earlier[order] = np.arange(len(values)) - first
    return earlier


def _luck(town: int, person: int, posts: Numbers, seen: Floats, columns: int) -> npt.NDArray[np.float64]:
    """Uniform numbers that depend on nothing but their arguments: splitmix64 (Steele et al. 2014)."""
    with np.errstate(over="ignore"):
        z = (posts.astype(np.uint64) << np.uint64(24)) + (seen.astype(np.uint64) << np.uint64(8))
        z = z[:, None] + np.arange(columns, dtype=np.uint64)[None, :]
        z += np.uint64(((town << 20) + person) * 0x9E3779B97F4A7C15 % 2**64)
        for _ in range(2):
            z += np.uint64(0x9E3779B97F4A7C15)
            z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            z ^= z >> np.uint64(31)
    return np.asarray((z >> np.uint64(11)).astype(np.float64) / 2**53)
