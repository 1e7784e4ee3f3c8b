"""The order in which ranked posts are shown: what a ranker, which looks at one post at a time, cannot see.

The rules, each of which yields to those before it:

1. Nothing is lost but near-duplicates: of two that would stand less than a page apart the better one stays.
2. Suggested posts keep to their share: none in the first two places, and five others at least between two of them.
3. Seen posts stand below unseen ones, and posts of authors whom the viewer hid twice lately between the two. A post
   from outside of which more harm than good is expected stands among the seen ones.
4. A close friend's post of today that was not seen stands within the first ten; of one friend, the best five.
5. No two in a row are by one author.
6. At least one fresh post of somebody who is followed but rarely seen stands on the first page.
7. The better score goes first; likeness to what the viewer hid is taken off it.

A rule that cannot be met, because there is nothing else to show, is met as far as it can be.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from server.feed.ranking import copies, spacing
from server.feed.ranking.features import AT, Floats

Places = npt.NDArray[np.intp]
PAGE: Final = 30
TOP: Final = 10
"""Within which the posts of close friends stand."""
OF_ONE_FRIEND: Final = 5
"""Posts that find room within `TOP` without standing in a row."""
CLOSE_HOURS: Final = 24.0
FRESH_HOURS: Final = 48.0
RARE: Final = 1.5
"""Posts of an author that the viewer saw, fading by half in 14 days, below which the author counts as rarely seen."""
LIFTED_TO: Final = 10
"""Where a fresh post of somebody rarely seen is put that would have come after the first page, counted from 0."""
HIDDEN: Final = 1.5
"""Times an author was hidden, fading by half in 14 days: twice within the last six days, for example."""
SUGGESTED_FROM: Final = 2
SUGGESTED_APART: Final = 6
"""Places from one suggested post to the next at least: a sixth of what is shown."""
AVERSION: Final = 1.5
"""Standard deviations of the scores that are taken off a post that is all like what the viewer hid."""
FRESH_LEVEL, HIDDEN_LEVEL, SEEN_LEVEL = range(3)


def arrange(scores: Floats, x: Floats, posts: np.ndarray, *, apart: int = SUGGESTED_APART) -> Places:
    """Places in `posts` in the order to show. `posts`, of `features.POST`, is parallel to `scores` and the rows `x`."""
    if not len(posts):
        return np.zeros(0, np.intp)
    pool = _Pool(scores, x, posts, apart)
    while len(pairs := copies.within(posts, order := np.array(pool.arranged(), np.intp), PAGE)):
        pool.drop(pairs)
    return order


class _Pool:
    """The candidates, best first, as lists: the rules go from post to post."""

    def __init__(self, scores: Floats, x: Floats, posts: np.ndarray, apart: int) -> None:
        seen, hidden = x[:, AT["seen"]] > 0, x[:, AT["less"]] >= np.log1p(HIDDEN)
        outside = x[:, [AT[source] for source in ("liked_by_friends", "by_hashtag", "suggested")]].any(axis=1)
        level = np.where(seen | outside & (scores < 0), SEEN_LEVEL, np.where(hidden, HIDDEN_LEVEL, FRESH_LEVEL))
        order = np.lexsort((-_averse(scores, x), level))
        age, suggested = x[:, AT["age"]], x[:, AT["suggested"]] > 0
        own = (level == FRESH_LEVEL) & ~suggested
        close = own & (x[:, AT["close_friend"]] > 0) & (age < np.log1p(CLOSE_HOURS))
        rare = (x[:, AT["followed_days"]] > 0) & (x[:, AT["shown"]] < np.log1p(RARE))
        self.author: list[int] = posts["author"].tolist()
        self.levels: list[list[int]] = [order[(level == one)[order] & ~suggested[order]].tolist() for one in range(3)]
        self.suggested: list[int] = order[suggested[order]].tolist()
        self.close = set(np.flatnonzero(close).tolist())
        self.fresh = set(np.flatnonzero(own & rare & (age < np.log1p(FRESH_HOURS))).tolist())
        self.apart = apart
        self.rank: list[int] = np.argsort(order).tolist()
        # of two that show the same the close friend's stays, then the one that is not suggested, then the better one
        self._precedence = np.argsort(order[np.lexsort((suggested[order], ~close[order]))])

    def drop(self, pairs: copies.Pairs) -> None:
        """Takes out the worse one of each pair whose better one stays."""
        gone: set[int] = set()
        ranked = np.take_along_axis(pairs, np.argsort(self._precedence[pairs], axis=1), axis=1)
        for better, worse in ranked[np.argsort(self._precedence[ranked[:, 0]], kind="stable")].tolist():
            if better not in gone:
                gone.add(worse)
        self.suggested = [one for one in self.suggested if one not in gone]
        self.levels = [[one for one in level if one not in gone] for level in self.levels]
        self.close, self.fresh = self.close - gone, self.fresh - gone

    def arranged(self) -> list[int]:
        row = self._in_a_row(self.levels[FRESH_LEVEL])
        if not self.fresh.isdisjoint(row[:PAGE]) or not self.fresh:
            return self._with_suggested(row)
        best = min(self.fresh, key=self.rank.__getitem__)
        others = [one for one in self.levels[FRESH_LEVEL] if one != best]
        return self._with_suggested(self._in_a_row([*others[:LIFTED_TO], best, *others[LIFTED_TO:]]))

    def _in_a_row(self, unseen: Sequence[int]) -> list[int]:
        """What is not suggested."""
        top = spacing.led(unseen, self.author, self.close, TOP, OF_ONE_FRIEND) if self.close else []
        fixed = max((at + 1 for at, one in enumerate(top) if one in self.close), default=0)
        led = set(top)
        row = spacing.spaced([one for one in unseen if one not in led], self.author, top, fixed=fixed)
        for level in self.levels[HIDDEN_LEVEL:]:
            row = spacing.spaced(level, self.author, row, fixed=len(row))
        return row

    def _with_suggested(self, row: list[int]) -> list[int]:
        """Each suggested post before the first one that it outdoes, at a place where it may stand."""
        room = self._room(row)
        shown: list[int] = []
        following, count = SUGGESTED_FROM, 0
        for at, one in enumerate(row):
            if count < len(self.suggested) and len(shown) >= following and (at >= len(room) or count < room[at]):
                other = self.suggested[count]
                neighbours = self.author[shown[-1]], self.author[one]
                if self.rank[other] < self.rank[one] and self.author[other] not in neighbours:
                    following, count = len(shown) + self.apart, count + 1
                    shown.append(other)
            shown.append(one)
        return spacing.spaced(self.suggested[count:], self.author, shown, fixed=len(shown))

    def _room(self, row: Sequence[int]) -> list[int]:
        """For each place of the first page, how many suggested posts may stand above it, so that promises are kept."""
        room = [len(self.suggested)] * min(PAGE, len(row))
        promised = next((at for at, one in enumerate(row[:PAGE]) if one in self.fresh), -1)
        for at in range(len(room) - 1, -1, -1):
            if at + 1 < len(room):
                room[at] = room[at + 1]
            if at == promised:
                room[at] = min(room[at], PAGE - 1 - at)
            if at < TOP and row[at] in self.close:
                room[at] = min(room[at], TOP - 1 - at)
        return room


def _averse(scores: Floats, x: Floats) -> Floats:
    """The scores without what likeness to hidden posts costs, where likeness to liked ones does not outdo it."""
    visual, topic = (
        x[:, AT[f"{half}_distaste"]] - np.maximum(x[:, AT[f"{half}_taste"]], 0) for half in ("visual", "topic")
    )
    less: Floats = scores - AVERSION * scores.std() * np.clip(np.maximum(visual, topic), 0, 1)
    return less
