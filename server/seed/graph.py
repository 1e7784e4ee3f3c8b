"""Who follows whom: a few celebrities, neighbours who know each other, strangers who share an interest."""

import random
from collections.abc import Sequence
from typing import Final

import msgspec

from server.posts import caption
from server.seed.people import Resident

SEED: Final = 1836
FEWEST, MOST = 6, 40
"""How many people one resident follows, before those who are followed back."""
RANK_SLOPE: Final = 0.85
"""Popularity falls as rank ** -slope (Zipf), so that a handful is followed by nearly everyone."""
NEIGHBOUR, KINDRED, STRANGER = 12.0, 2.5, 1.0
"""How much likelier one follows somebody of the own quarter, or of a quarter of interest."""
BACK_NEIGHBOUR, BACK, BACK_CELEBRITY = 0.4, 0.18, 0.05
"""How often a follow is returned; celebrities seldom look back."""
CELEBRITY_FAME: Final = 8
ASKING: Final = 3
"""People who wait at each private account."""


class Graph(msgspec.Struct, frozen=True):
    following: dict[str, list[str]]
    """Handle to handles."""
    asking: dict[str, list[str]]
    """Handle to the private accounts at which they wait for an answer."""


def drawn(residents: Sequence[Resident]) -> Graph:
    """The same graph for the same residents."""
    dice = random.Random(SEED)
    follows = {one.handle: _chosen(one, residents, _popularity(residents), dice) for one in residents}
    for one in residents:
        follows[one.handle] |= mentioned_by(one) & follows.keys()
    _return_some(residents, follows, dice)
    asking: dict[str, list[str]] = {one.handle: [] for one in residents}
    for private in (one for one in residents if one.private):
        strangers = sorted(h for h in follows if private.handle not in follows[h] and h != private.handle)
        for handle in dice.sample(strangers, min(ASKING, len(strangers))):
            asking[handle].append(private.handle)
    return Graph({handle: sorted(chosen) for handle, chosen in follows.items()}, asking)


def mentioned_by(one: Resident) -> set[str]:
    """Whom they name in captions: nobody talks to people whom they do not follow."""
    return {handle for post in one.posts for handle in caption.mentions(post.caption)} - {one.handle}


def _popularity(residents: Sequence[Resident]) -> dict[str, float]:
    ranked = sorted(residents, key=lambda one: (-one.fame, one.handle))
    return {one.handle: (rank + 1) ** -RANK_SLOPE for rank, one in enumerate(ranked)}


def _chosen(
    one: Resident, residents: Sequence[Resident], popularity: dict[str, float], dice: random.Random
) -> set[str]:
    """A weighted sample without replacement (Efraimidis and Spirakis 2006)."""
    count = min(MOST, max(FEWEST, round(dice.lognormvariate(2.45, 0.5))))
    keys = {
        other.handle: dice.random() ** (1 / (popularity[other.handle] * _affinity(one, other)))
        for other in residents
        if other is not one
    }
    return set(sorted(keys, key=keys.__getitem__, reverse=True)[:count])


def _affinity(one: Resident, other: Resident) -> float:
    # private accounts are small by nature: neighbours know them, hardly anybody else
    reach = 0.35 if other.private else 1.0
    if one.quarter == other.quarter:
        return NEIGHBOUR
    return reach * (KINDRED if other.quarter in one.likes or one.quarter in other.likes else STRANGER)


def _return_some(residents: Sequence[Resident], follows: dict[str, set[str]], dice: random.Random) -> None:
    known = {one.handle: one for one in residents}
    for one in residents:
        for other in sorted(follows[one.handle]):
            back = known[other]
            share = BACK_NEIGHBOUR if back.quarter == one.quarter else BACK
            if back.fame >= CELEBRITY_FAME and one.fame < CELEBRITY_FAME:
                share = min(share, BACK_CELEBRITY if back.quarter != one.quarter else BACK)
            if one.handle not in follows[other] and dice.random() < share:
                follows[other].add(one.handle)
