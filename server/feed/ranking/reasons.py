"""Why a post stands where it stands, in plain words, from what its ranker itself made of it.

The groups of columns that lift it most are named, the strongest first, each by the column in it that moved most and of
which something true can be said. A post that is not by somebody followed says first how it came into Home at all.
"""

from collections.abc import Callable
from typing import Final

import numpy as np

from server.feed.ranking import formula, shares
from server.feed.ranking.features import AT, NAMES, Floats
from server.feed.ranking.trained import Model
from shared.feed import Source

MOST: Final = 4
LEAST_SHARE: Final = 0.08
"""Of all that lifts a post, below which a group is not worth a word."""
HOUR, DAY = 3600.0, 86_400.0
AGES: Final = ((7 * DAY, "week"), (DAY, "day"), (HOUR, "hour"), (60.0, "minute"))
FRIEND: Final = "A close friend"


def _at_least(amount: float) -> Callable[[float, float], bool]:
    """Of a column that holds the logarithm of a count: whether it is so many, and more than usual."""
    return lambda found, usual: found >= np.log1p(amount) - 1e-3 and found > usual


def _above(found: float, usual: float) -> bool:
    return found > usual


def _well_above(found: float, usual: float) -> bool:
    return found > 1.25 * usual


def _is(found: float, usual: float) -> bool:
    return found > 0.5


WORDS: Final[dict[str, tuple[Callable[[float, float], bool], str]]] = {
    "close_friend": (_is, FRIEND),
    "likes_given": (_at_least(1.5), "You often like this author's posts"),
    "like_share_of_author": (_well_above, "You often like this author's posts"),
    "dwell_share_of_author": (_well_above, "You often stop at this author's posts"),
    "comments_given": (_at_least(0.8), "You comment on this author's posts"),
    "shares_given": (_at_least(0.8), "You share or save this author's posts"),
    "visits": (_at_least(0.8), "You look at this author's profile"),
    "received": (_at_least(0.8), "They like or comment on your posts"),
    "follows_back": (_is, "You follow each other"),
    "mutuals": (_at_least(2), "People you follow follow them"),
    "follows": (_is, "You follow this author"),
    "like_rate": (_well_above, "Many who saw it liked it"),
    "likes": (_at_least(10), "Many like it"),
    "comment_rate": (_well_above, "People are talking about it"),
    "comments": (_at_least(3), "People are talking about it"),
    "share_rate": (_well_above, "Many share or save it"),
    "visual_taste": (_above, "Looks like what you like"),
    "topic_taste": (_above, "About things you like"),
    "since_seen": (_at_least(72), "You have not seen this author for a while"),
    "never_seen": (_is, "New from someone you follow"),
    "reach": (_at_least(1000), "Many follow this author"),
    "via": (_at_least(2), "People you follow like it"),
}
"""Column -> when something can be said of it, by its number and the usual one, and what. Of freshness the age is told;
the viewer's own numbers say nothing of the post."""


def reasons(model: Model | None, row: Floats, source: Source, because: str, age: float) -> list[str]:
    """One to four, the strongest first. `model` None: the formula ranked. `row` is of `features.COLUMNS`; `age` in
    seconds; `because` as in `shared.feed.HomeItem`."""
    value = formula.value if model is None else model.value
    reference = formula.REFERENCE if model is None else model.reference
    shown = [_of_source(source, because)] if source != "followed" else []
    lost = shares.of_columns(value, row, reference)
    for group in _lifting(shares.of_groups(value, row, reference)):
        if group == "freshness":
            shown.append(_of_age(age))
        elif words := _of_group(group, row, reference, lost, followed=source == "followed"):
            shown.append(words)
    if row[AT["close_friend"]] and age < DAY and FRIEND not in shown:
        # then it would stand among the first ten whatever the ranker says
        shown.insert(0, FRIEND)
    return list(dict.fromkeys(shown))[:MOST] or [_of_age(age)]


def _lifting(groups: dict[str, float]) -> list[str]:
    lift = {group: share for group, share in groups.items() if share > 0}
    least = LEAST_SHARE * sum(lift.values())
    return sorted((group for group, share in lift.items() if share >= least), key=lambda group: -lift[group])


def _of_group(group: str, row: Floats, reference: Floats, lost: Floats, *, followed: bool) -> str:
    """About the column that moved most among those of which something true can be said; empty where there is none."""
    columns = [at for at, name in enumerate(NAMES) if shares.OF[at] == group and name in WORDS and lost[at] > 0]
    for at in sorted(columns, key=lambda at: -lost[at]):
        says, words = WORDS[NAMES[at]]
        if says(float(row[at]), float(reference[at])) and (followed or NAMES[at] != "never_seen"):
            return words
    return ""


def _of_source(source: Source, because: str) -> str:
    if source == "liked":
        return f"Liked by {because}" if because else "Liked by someone you follow"
    if source == "hashtag":
        return f"You follow #{because}" if because else "From a hashtag you follow"
    return "Suggested for you"


def _of_age(seconds: float) -> str:
    for unit, name in AGES:
        if seconds >= unit:
            count = int(seconds // unit)
            return f"{count} {name}{'s' if count > 1 else ''} old"
    return "Just now"
