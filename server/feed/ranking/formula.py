"""A hand-weighted order, for when no model can be loaded, and what a model has to beat.

In the manner of EdgeRank (Facebook 2010): how close the author is, how good the post, times how new it is.
"""

from typing import Final

import numpy as np

from server.feed.ranking.features import AT, PRIOR_RATES, WIDTH, Floats

BASE: Final = 0.5
CLOSENESS: Final = {
    "follows": 0.3,
    "like_share_of_author": 1.6,
    "dwell_share_of_author": 0.8,
    "likes_given": 0.15,
    "comments_given": 0.3,
    "shares_given": 0.25,
    "visits": 0.1,
    "received": 0.15,
    "follows_back": 0.1,
    "close_friend": 0.8,
    "mutuals": 0.05,
    "via": 0.15,
}
QUALITY: Final = {
    "like_rate": 0.3 / PRIOR_RATES["likes"],
    "comment_rate": 0.1 / PRIOR_RATES["comments"],
    "share_rate": 0.1 / PRIOR_RATES["shares"],
    "visual_taste": 0.5,
    "topic_taste": 0.6,
}
"""Rates are taken by what they are of everybody's."""
AVERSION: Final = {
    "less": 1.0,
    "hide_rate": 0.1 / PRIOR_RATES["hides"],
    "visual_distaste": 0.6,
    "topic_distaste": 0.8,
    "suggested": 0.4,
    "seen": 1.0,
}
NEWNESS: Final = {"of_this_hour": 0.3, "of_this_day": 1.0, "of_these_days": 0.7}
OLD: Final = 0.1
"""What is left of a post's worth when it is old."""
TYPICAL: Final = {
    "follows": 1.0,
    "like_share_of_author": PRIOR_RATES["likes"],
    "dwell_share_of_author": 0.3,
    "like_rate": PRIOR_RATES["likes"],
    "comment_rate": PRIOR_RATES["comments"],
    "share_rate": PRIOR_RATES["shares"],
    "hide_rate": PRIOR_RATES["hides"],
    "age": float(np.log1p(24.0)),
    "of_this_day": float(np.exp(-24 / 12)),
    "of_these_days": float(np.exp(-24 / 72)),
}


def _row(weights: dict[str, float]) -> Floats:
    row = np.zeros(WIDTH, np.float32)
    for name, weight in weights.items():
        row[AT[name]] = weight
    return row


REFERENCE: Final = _row(TYPICAL)
"""A day-old post of somebody who is followed, of which nothing else is known: against it `reasons` explains."""
_CLOSE, _GOOD, _AVERSE, _NEW = _row(CLOSENESS), _row(QUALITY), _row(AVERSION), _row(NEWNESS)


def value(x: Floats) -> Floats:
    """Of each row of `features.COLUMNS`, what showing the post is worth, in no unit."""
    merit = BASE + x @ (_CLOSE + _GOOD)
    worth: Floats = (OLD + x @ _NEW) * merit - x @ _AVERSE
    return worth
