"""What the people of the town publish, and what a server would know of it.

Gaps between an author's posts are log-normal (spread 1: bursts and pauses), hours are the author's own. A post is about
one topic of its author's and a little about another; it looks like its author's style and like its topic. The more
`personal` it is the less it matters to strangers. Captions and hashtags tell some of that, machine vision tells some
through a fixed, bent and noisy `eye`; nobody is told the quality.
"""

from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt

from server.feed.ranking import features
from server.feed.signals import content
from server.kit import ids
from server.simulation.people import LOOKS, TOPICS, People

Floats = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.intp]

DAY: Final = 86_400.0
BEGIN: Final = ids.EPOCH_MS / 1000 + 100 * DAY
"""Unix time of the town's first day."""
BEFORE: Final = 14
"""Days of posts that are there already."""
TAGS: Final = 12
"""Hashtags there are of each topic; the n-th is used in proportion to 1 / n (Zipf)."""
TWINS: Final = 0.02
"""Share of posts that look like an earlier one of the same author."""


class Posts(msgspec.Struct, frozen=True):
    """Parallel arrays, oldest first."""

    days: int
    """After `BEGIN`."""
    time: npt.NDArray[np.float64]
    author: Numbers
    """Places in `People`."""
    topics: Floats
    main: Numbers
    """The topic that it is mostly about."""
    looks: Floats
    quality: Floats
    personal: Floats
    tags: npt.NDArray[np.bool_]
    """[post, hashtag]"""
    private: npt.NDArray[np.bool_]
    rows: np.ndarray
    """Of `features.POST`, with counts of zero."""
    content: Floats
    """Theirs, to reckon with."""

    def __len__(self) -> int:
        return len(self.time)


def publish(people: People, days: int, vision: bool, rng: np.random.Generator) -> Posts:
    """All that is published from `BEFORE` days before the first day to the end of the last."""
    time, author = _moments(people, days, rng)
    count = len(time)
    main, second = (_one_of(people.interests[author], rng) for _ in range(2))
    topics = np.zeros((count, TOPICS), np.float32)
    topics[np.arange(count), main] += 0.75
    topics[np.arange(count), second] += 0.25
    of_topics = np.random.default_rng(7).normal(0, 0.8, (TOPICS, LOOKS))
    looks = people.style[author] + of_topics[main] + rng.normal(0, 0.6, (count, LOOKS))
    personal = rng.beta(0.7, 1.1, count).astype(np.float32)
    twin = _twins(author, rng)
    looks, main = looks[twin], main[twin]
    tags = _hashtags(main, rng)
    rows = np.zeros(count, features.POST)
    milliseconds = np.round(time * 1000).astype(np.int64) - ids.EPOCH_MS
    rows["id"] = milliseconds << ids.TIME_SHIFT | np.arange(count) % (1 << ids.TIME_SHIFT)
    rows["author"] = author
    rows["fingerprint"] = rng.integers(1, 2**63, count, np.uint64)[twin]
    rows["kind"] = rng.choice(3, count, p=(0.65, 0.23, 0.12))
    rows["caption"] = np.minimum(np.where(rng.random(count) < 0.2, 0, np.exp(rng.normal(3.6, 1, count))), 2200)
    rows["hashtags"] = tags.sum(axis=1)
    rows["private"] = people.private[author]
    rows["reach"] = people.follows.sum(axis=0)[author]
    if vision:
        rows["content"][:, : features.VISUAL] = _eye(topics, looks, personal, rng)[twin]
    words = [f"topic{topic}tag{tag}" for topic in range(TOPICS) for tag in range(TAGS)]
    named = [[words[at] for at in np.flatnonzero(row)] for row in tags]
    rows["content"][:, features.VISUAL :] = content.of([None] * count, named)[:, features.VISUAL :]
    return Posts(
        days=days,
        time=time,
        author=author,
        topics=topics,
        main=main,
        looks=looks.astype(np.float32),
        quality=(people.skill[author] + rng.normal(0, 0.8, count)).astype(np.float32),
        personal=personal,
        tags=tags,
        private=people.private[author],
        rows=rows,
        content=rows["content"].astype(np.float32),
    )


def hour_of(person_hour: Floats, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Hours of a day for people with such evenings: two thirds around it, one third about twelve hours earlier."""
    morning = rng.random(len(person_hour)) < 1 / 3
    spread = np.where(morning, 1.5, 2.2)
    return np.asarray((person_hour - 11.5 * morning + rng.normal(0, 1, len(person_hour)) * spread) % 24)


def _moments(people: People, days: int, rng: np.random.Generator) -> tuple[npt.NDArray[np.float64], Numbers]:
    times, authors = [], []
    span = days + BEFORE
    for who, rate in enumerate(people.posts_a_day):
        # a log-normal gap with spread 1 has the mean exp(mu + 1/2)
        gaps = np.exp(rng.normal(-np.log(rate) - 0.5, 1, int(rate * span * 2) + 8))
        day = np.floor(np.cumsum(gaps) - gaps[0] * rng.random())
        day = day[day < span]
        times.append(BEGIN + (day - BEFORE) * DAY + hour_of(np.full(len(day), people.hour[who]), rng) * 3600)
        authors.append(np.full(len(day), who))
    time, author = np.concatenate(times), np.concatenate(authors)
    order = np.argsort(time, kind="stable")
    return time[order], author[order]


def _one_of(shares: Floats, rng: np.random.Generator) -> Numbers:
    """One column of each row, drawn by its share."""
    drawn = rng.random((len(shares), 1)) * shares.sum(axis=1, keepdims=True)
    below: Numbers = (np.cumsum(shares, axis=1) < drawn).sum(axis=1)
    return np.asarray(np.minimum(below, shares.shape[1] - 1))


def _twins(author: Numbers, rng: np.random.Generator) -> Numbers:
    """For each post the one that it looks like: itself, mostly, or the one before of its author."""
    twin = np.arange(len(author))
    last: dict[int, int] = {}
    again = rng.random(len(author)) < TWINS
    for at, who in enumerate(author.tolist()):
        if again[at] and who in last:
            twin[at] = twin[last[who]]
        last[who] = at
    return twin


def _hashtags(main: Numbers, rng: np.random.Generator) -> npt.NDArray[np.bool_]:
    count = len(main)
    wanted = np.where(rng.random(count) < 0.4, 0, 1 + rng.poisson(1.5, count))
    drawn = np.log(1 / (1 + np.arange(TAGS))) + rng.gumbel(0, 1, (count, TAGS))
    chosen = np.argsort(np.argsort(-drawn, axis=1), axis=1) < np.minimum(wanted, TAGS)[:, None]
    tags = np.zeros((count, TOPICS * TAGS), bool)
    post, tag = np.nonzero(chosen)
    tags[post, main[post] * TAGS + tag] = True
    return tags


def _eye(topics: Floats, looks: npt.NDArray[np.float64], personal: Floats, rng: np.random.Generator) -> Floats:
    """What machine vision makes of a picture; the same eye in every town."""
    eye = np.random.default_rng(11)
    inside = np.concatenate([topics * 2, looks, personal[:, None] * 1.5], axis=1)
    bent = np.tanh(inside @ eye.normal(0, 0.8, (inside.shape[1], 96)))
    seen = bent @ eye.normal(0, 1 / np.sqrt(96), (96, features.VISUAL))
    return content.unit((seen + rng.normal(0, 0.25, seen.shape)).astype(np.float32))
