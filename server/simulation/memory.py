"""What a server keeps of the town: counts, ties, tastes, what was seen. The rows that ranking gets are made from it.

Everything that fades by half in 14 days is kept as it would be at the beginning, so that one factor ages it all.
"""

import copy
from typing import Final, Literal, Self

import numpy as np
import numpy.typing as npt

from server.feed.ranking import features, heads
from server.feed.signals import building, content
from server.simulation.behaviour import Deeds
from server.simulation.people import People
from server.simulation.posts import BEGIN, DAY, Posts

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.intp]

HALF_LIFE: Final = building.HALF_LIFE
Fading = Literal["likes", "comments", "shares", "visits", "shown", "dwell", "received", "less"]
FADING: Final[tuple[Fading, ...]] = ("likes", "comments", "shares", "visits", "shown", "dwell", "received", "less")
ONCE: Final[tuple[heads.Head, ...]] = ("dwell", "share")
"""What counts once for each post."""
COUNTS: Final[dict[heads.Head, str]] = {"like": "likes", "comment": "comments", "share": "shares", "hide": "hides"}
TIE_FIELDS: Final[dict[heads.Head, Fading]] = {
    "dwell": "dwell",
    "like": "likes",
    "comment": "comments",
    "share": "shares",
    "hide": "less",
}


class Memory:
    """Of one town, between its beginning and now. `events` says whether apps tell what was seen."""

    def __init__(self, people: People, posts: Posts, events: bool = True) -> None:
        count = len(people)
        self._people = people
        self._posts = posts
        self._events = events
        self.rows = posts.rows.copy()
        self.fading = {name: np.zeros((count, count), np.float32) for name in FADING}
        self.last_seen = np.zeros((count, count))
        self.tasted: list[tuple[int, ...]] = [()] * count
        """Posts that each liked, shared, saved or looked at, the newest first; each once."""
        self.disliked: list[tuple[int, ...]] = [()] * count
        self.done = {head: np.zeros((count, len(posts)), bool) for head in ONCE}
        days = posts.days + building.DAYS
        self.daily = {name: np.zeros((count, days), np.int32) for name in ("visits", "shown", "dwell", "like")}
        """By day, the first `building.DAYS` of them before the beginning."""
        self.seen = np.zeros((count, len(posts)), np.uint8)
        """As the server knows it; [viewer, post]."""
        self.liked = np.zeros((count, len(posts)), bool)
        self.via = np.zeros((count, len(posts)), np.uint16)
        """People whom the viewer follows and who like the post. [viewer, post]"""
        self.hidden = np.zeros((count, len(posts)), bool)
        self.liked_at = np.full((count, count), -np.inf)
        """Unix time when [who] last liked something of [whom]."""
        follows = people.follows.astype(np.float32)
        self._mutuals = np.minimum(follows @ follows, 65535).astype(np.uint16)
        self._followers = [np.flatnonzero(column) for column in people.follows.T]
        self._follows_back = people.follows.T
        self._follows = people.follows.sum(axis=1)
        self._day = -1

    def fork(self) -> Self:
        """One that goes its own way from here."""
        other = copy.copy(self)
        for name, value in vars(self).items():
            if isinstance(value, np.ndarray):
                setattr(other, name, value.copy())
        for name in ("fading", "done", "daily"):
            setattr(other, name, {key: rows.copy() for key, rows in getattr(self, name).items()})
        other.tasted, other.disliked = list(self.tasted), list(self.disliked)
        return other

    def begin(self, time: float) -> None:
        """Takes note of what changes once a day: how often authors post, over 30 days."""
        day = int((time - BEGIN) // DAY)
        if day == self._day:
            return
        self._day = day
        posts, before = self._posts, np.searchsorted(self._posts.time, (time - 30 * DAY, time))
        recent = posts.author[before[0] : before[1]]
        known_days = min(30.0, (time - posts.time[0]) / DAY)
        self.rows["posts_a_day"] = (np.bincount(recent, minlength=len(self._people)) / known_days)[posts.author]

    def note(self, person: int, time: float, shown: Numbers, deeds: Deeds) -> None:
        """`shown` came on screen of that person, and this came of it."""
        author, growth = self._posts.author[shown], _growth(time)
        fading, outcomes = self.fading, deeds.outcomes
        at = {head: outcomes[:, column] > 0 for column, head in enumerate(heads.HEADS)}
        at["like"] &= ~self.liked[person, shown]
        if self._events:
            new = self.seen[person, shown] == 0
            self.seen[person, shown] += self.seen[person, shown] < 255
            np.add.at(fading["shown"][person], author, new * growth)
            self.last_seen[person, author] = time
            np.add.at(fading["visits"][person], author, deeds.visits * growth)
            self.rows["views"][shown] += new
        else:
            new = at["dwell"] = np.zeros(len(shown), bool)
        for head, done in self.done.items():
            at[head] = at[head] & ~done[person, shown]
            done[person, shown[at[head]]] = True
        for head, column in TIE_FIELDS.items():
            np.add.at(fading[column][person], author, at[head] * growth)
        for head, field in COUNTS.items():
            self.rows[field][shown] += at[head]
        for who in author[at["like"] | at["comment"]]:
            fading["received"][who, person] += growth
        self._remember(person, time, shown, new, at)
        self.liked[person, shown[at["like"]]] = True
        self.via[np.ix_(self._followers[person], shown[at["like"]])] += 1
        self.liked_at[person, author[at["like"]]] = time
        self.hidden[person, shown[at["hide"]]] = True

    def _remember(
        self,
        person: int,
        time: float,
        shown: Numbers,
        new: npt.NDArray[np.bool_],
        at: dict[heads.Head, npt.NDArray[np.bool_]],
    ) -> None:
        """Habits and tastes."""
        day = int((time - BEGIN) // DAY) + building.DAYS
        for name, times in (("visits", self._events), ("shown", new), ("dwell", at["dwell"]), ("like", at["like"])):
            self.daily[name][person, day] += np.sum(times)
        for lists, liked, most in (
            (self.tasted, at["dwell"] | at["like"] | at["share"], building.TASTED),
            (self.disliked, at["hide"], building.DISLIKED),
        ):
            if liked.any():
                lists[person] = tuple(dict.fromkeys((*shown[liked].tolist()[::-1], *lists[person])))[:most]

    def profile(self, person: int, time: float) -> features.Profile:
        """As the server would have it: ties to people of whom it has something to say."""
        fade = 1 / _growth(time)
        people, columns = self._people, {name: rows[person] for name, rows in self.fading.items()}
        known = people.follows[person] | (sum(columns.values()) > 0) | self._follows_back[person]
        authors = np.nonzero(known)[0]
        ties = np.zeros(len(authors), features.TIE)
        ties["author"] = authors
        for name, row in columns.items():
            ties[name] = row[authors] * fade
        ties["follows_back"] = self._follows_back[person, authors]
        ties["close_friend"] = people.close_friends[person, authors]
        ties["mutuals"] = self._mutuals[person, authors]
        since = people.followed_days[person, authors]
        ties["followed_days"] = np.where(since > 0, since + (time - BEGIN) / DAY, 0)
        ties["last_seen"] = self.last_seen[person, authors]
        day = int((time - BEGIN) // DAY) + building.DAYS
        recent = {name: int(row[person, day - building.DAYS + 1 : day + 1].sum()) for name, row in self.daily.items()}
        return features.Profile(
            ties=ties,
            taste=self._mean(self.tasted[person]),
            distaste=self._mean(self.disliked[person]),
            sessions_a_day=recent["visits"] / building.DAYS,
            dwell_share=building.share(recent["dwell"], recent["shown"], building.DWELL_SHARE),
            like_share=building.share(recent["like"], recent["shown"], features.PRIOR_RATES["likes"]),
            follows=int(self._follows[person]),
        )

    def _mean(self, chosen: tuple[int, ...]) -> Floats:
        """Each half of length 1, or zeros."""
        if not chosen:
            return np.zeros(features.CONTENT, np.float32)
        mean = self.rows["content"][list(chosen)].astype(np.float32).mean(axis=0)
        return np.concatenate([content.unit(mean[: features.VISUAL]), content.unit(mean[features.VISUAL :])])

    def thanks(self, person: int, time: float) -> npt.NDArray[np.bool_]:
        """Who liked something of this person's within a week."""
        return np.asarray(self.liked_at[:, person] > time - 7 * DAY)


def _growth(time: float) -> float:
    return float(2 ** ((time - BEGIN) / HALF_LIFE))
