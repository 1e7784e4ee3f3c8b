"""Where candidates for Home come from in the town: the product's sources, with less room, as the place is small."""

from typing import Any, Final

import msgspec
import numpy as np
import numpy.typing as npt

from server.feed.ranking import features
from server.simulation.memory import Memory
from server.simulation.people import People
from server.simulation.posts import DAY, Posts

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.intp]
Bools = npt.NDArray[np.bool_]

FOLLOWED_MOST: Final = 200
FOLLOWED_DAYS: Final = 14
OUTSIDE_DAYS: Final = 7
LIKED_MOST: Final = 25
HASHTAG_MOST: Final = 15
SUGGESTED_MOST: Final = 25
OF_ONE_AUTHOR: Final = 3


class Draw(msgspec.Struct, frozen=True):
    """Posts that may be shown, and how they came in."""

    posts: Numbers
    candidates: features.Candidates


def favourites(people: People, posts: Posts) -> list[Numbers]:
    """Hashtags that each person follows: the commonest of the one or two topics dearest to them.

    Two in five follow none.
    """
    per_topic = posts.tags.shape[1] // people.interests.shape[1]
    ranks = np.argsort(np.argsort(-people.interests, axis=1), axis=1)
    chosen = np.zeros((len(people), posts.tags.shape[1]), bool)
    chosen[:, ::per_topic] = (ranks < 2) & (people.interests > 0.2)
    chosen[np.arange(len(people)) % 5 < 2] = False
    return [np.flatnonzero(row) for row in chosen]


def draw(
    people: People, posts: Posts, memory: Memory, person: int, time: float, taste: Floats, hashtags: Numbers
) -> Draw:
    """What may stand in this person's Home now; `taste` is theirs as a server knows it, `hashtags` what they follow."""
    oldest, recent, end = np.searchsorted(
        posts.time, (time - FOLLOWED_DAYS * DAY, time - OUTSIDE_DAYS * DAY, time)
    ).tolist()
    follows, hidden = people.follows[person], memory.hidden[person]
    among = follows[posts.author[oldest:end]] & ~hidden[oldest:end]
    followed = (oldest + np.flatnonzero(among))[::-1][:FOLLOWED_MOST]
    author = posts.author[recent:end]
    free = ~(follows[author] | (author == person) | posts.private[recent:end] | hidden[recent:end])
    friends = memory.via[person, recent:end].astype(np.float32)
    likes = memory.rows["likes"][recent:end]
    hot = np.log1p(likes) / np.log1p(max(float(likes.max(initial=0)), 1.0))
    parts: list[tuple[Numbers, int, Floats]] = [(followed, features.FOLLOWED, np.zeros(len(followed), np.float32))]
    for source, worth, allowed, most in (
        (features.LIKED, friends, friends > 0, LIKED_MOST),
        (features.HASHTAG, posts.time[recent:end], posts.tags[recent:end, hashtags].any(axis=1), HASHTAG_MOST),
        (features.SUGGESTED, posts.content[recent:end] @ taste + hot, free, SUGGESTED_MOST),
    ):
        best = _best(worth, allowed & free, author, most)
        free[best] = False
        parts.append((recent + best, source, friends[best] * np.float32(source == features.LIKED)))
    chosen = np.concatenate([part for part, _, _ in parts])
    return Draw(
        chosen,
        features.Candidates(
            source=np.concatenate([np.full(len(part), source, np.uint8) for part, source, _ in parts]),
            via=np.concatenate([via for _, _, via in parts]).astype(np.float32),
            seen=memory.seen[person, chosen].astype(np.float32),
        ),
    )


def _best(worth: npt.NDArray[Any], allowed: Bools, author: Numbers, most: int) -> Numbers:
    """Places of the best allowed ones, best first, few of each author."""
    places = np.flatnonzero(allowed)
    places = places[np.argsort(-worth[places], kind="stable")][: most * OF_ONE_AUTHOR]
    held: dict[int, int] = {}
    kept = []
    for place, who in zip(places.tolist(), author[places].tolist(), strict=True):
        held[who] = held.get(who, 0) + 1
        if held[who] <= OF_ONE_AUTHOR:
            kept.append(place)
    return np.array(kept[:most], np.intp)
